package scenario_test

import (
	"os"
	"testing"

	"sockrun/runner/scenario"
)

// BenchmarkDecode decodes a scenario of 30 lines with its Lua.
func BenchmarkDecode(b *testing.B) {
	data, err := os.ReadFile("testdata/good/upper.yaml")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := scenario.Decode(data, "upper.yaml", "upper.yaml", scenario.LoadOptions{}); err != nil {
			b.Fatal(err)
		}
	}
}
