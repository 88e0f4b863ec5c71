package luaapi_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"sockrun/runner/world"
)

// In the simulated world sockets in any state answer any call as those of Linux
// answer CPython. What the system does itself is not asked here: how soon it tells
// one end of what the other has done is its own affair.
func TestStates(t *testing.T) {
	t.Parallel()
	code, err := os.ReadFile("testdata/states/states.lua")
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("testdata/states/want.txt")
	if err != nil {
		t.Fatal(err)
	}
	for seed := range uint64(3) {
		var out bytes.Buffer
		if err := runScript(t, setup{kind: world.Simulated, seed: seed, allowAll: true, name: "states.lua", code: string(code), stdout: &out}); err != nil {
			t.Fatal(err)
		}
		got := strings.Split(out.String(), "\n")
		for i, line := range strings.Split(string(want), "\n") {
			if i >= len(got) || got[i] != line {
				t.Fatalf("seed %d, line %d: %q, want %q", seed, i+1, got[min(i, len(got)-1)], line)
			}
		}
	}
}
