package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write what failing scenarios show to testdata/failures/*.want")

// TestFailures runs scenarios that fail, each alone, and compares all that is
// shown, and the exit status, with the file beside it, whatever the times and
// ports: on real sockets and, unless the first line of the scenario says why
// not, on simulated ones.
func TestFailures(t *testing.T) {
	t.Parallel()
	yaml, _ := filepath.Glob("testdata/failures/*.yaml") // fails only for a bad pattern
	lua, _ := filepath.Glob("testdata/failures/*_test.lua")
	files := append(yaml, lua...)
	if len(files) < 40 {
		t.Fatalf("there are only %d scenarios", len(files))
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			shown := failure(t, file, "--real")
			if *update {
				keepShown(t, file, shown)
			}
			same(t, file, shown)
			if !strings.HasPrefix(string(text), "# real sockets only: ") {
				same(t, file, failure(t, file, "--sim", "--weather=calm"))
			}
		})
	}
}

// temporary is the folder of a scenario.
var temporary = regexp.MustCompile(`/[^:\n]*/sockrun\.[0-9]+\.tmp/[0-9a-z]+`)

// failure is what is shown of a scenario that fails.
func failure(t *testing.T, file string, world ...string) string {
	t.Helper()
	cmd := exec.Command("sockrun", append(world, "--allow-run=sh", filepath.Base(file))...)
	cmd.Dir = filepath.Dir(file)
	out, err := cmd.CombinedOutput()
	return temporary.ReplaceAllString(steady(string(out)), "TMP") + fmt.Sprintf("exit status %d\n", statusOf(err))
}

func keepShown(t *testing.T, file, shown string) {
	t.Helper()
	if err := os.WriteFile(file+".want", []byte(shown), 0o644); err != nil {
		t.Fatal(err)
	}
}

func same(t *testing.T, file, shown string) {
	t.Helper()
	want, err := os.ReadFile(file + ".want")
	if err != nil {
		t.Fatal(err)
	}
	if shown != string(want) {
		t.Errorf("%s shows, without times and ports,\n%s\nwant\n%s", file, shown, want)
	}
}
