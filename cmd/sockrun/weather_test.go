package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The scenario in the reference of weather runs as it stands there.
func TestWeatherExample(t *testing.T) {
	t.Parallel()
	_, text, _ := sockrun("docs", "weather")
	_, after, found := strings.Cut(text, "\n    name: ")
	example, _, ends := strings.Cut(after, "\n\n")
	if !found || !ends {
		t.Fatalf("there is no example in\n%s", text)
	}
	file := filepath.Join(t.TempDir(), "example.yaml")
	if err := os.WriteFile(file, []byte("    name: "+example+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, seed := range []string{"1", "2", "3"} {
		if status, stdout, stderr := sockrun("--sim", "--seed", seed, file); status != 0 {
			t.Errorf("exit status is %d\n%s%s", status, stdout, stderr)
		}
	}
}
