package runner_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sockrun/runner"
	"sockrun/runner/policy"
	"sockrun/runner/scenario"
	"sockrun/runner/world"
)

// perform runs one scenario whose only client has a script, with temporary
// folders below temp.
func perform(t *testing.T, kind world.Kind, temp, script string) (r *runner.Result) {
	t.Helper()
	folder := save(t, map[string]string{"s.yaml": "clients:\n  a:\n    script: |\n      " + script + "\n"})
	l := runner.Load([]string{folder}, folder, scenario.LoadOptions{})
	if l.Errors != nil {
		t.Fatal(l.Errors)
	}
	o := runner.Options{World: kind, Temp: temp, Started: folder, Allow: policy.Flags{Run: []string{"ls"}}}
	runner.Run(context.Background(), l.Scenarios, o, func(result *runner.Result) { r = result })
	return r
}

// The temporary folder is made for whatever could see it, and by nothing else.
func TestTemporaryFolder(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, script string
		needs        bool
	}{
		{"nothing", `assert(#vars.tmp > 0)`, false},
		{"a refused file", `assert(not io.open("/etc/passwd"))`, false},
		{"a file", `local f = assert(io.open(vars.tmp .. "/x", "w")) f:write("x") f:close() assert(os.rename(vars.tmp .. "/x", vars.tmp .. "/y")) assert(os.remove(vars.tmp .. "/y"))`, true},
		{"a program", `assert(subprocess.run({"ls", "-d", vars.tmp}).code == 0)`, true},
		{"a unix socket", `local s = socket.socket(socket.AF_UNIX) s:bind(vars.tmp .. "/x") s:close()`, true},
	} {
		for name, kind := range map[string]world.Kind{"real": world.Real, "simulated": world.Simulated} {
			if strings.Contains(c.script, "subprocess") && kind == world.Simulated {
				continue // which runs no programs
			}
			t.Run(c.name+"/"+name, func(t *testing.T) {
				t.Parallel()
				temp, err := os.MkdirTemp("", "t") // short, since the paths of unix sockets must be
				if err != nil {
					t.Fatal(err)
				}
				defer os.RemoveAll(temp)
				if r := perform(t, kind, temp, c.script); r.Verdict != runner.Passed {
					t.Errorf("%s: %v", r.Verdict, r.Cause)
				}
				if left, _ := os.ReadDir(temp); len(left) > 0 {
					t.Errorf("%s is left behind", left[0])
				}
				// Where no folder can be made, only what needs one fails.
				r := perform(t, kind, filepath.Join(temp, "none"), c.script)
				if passed := r.Verdict == runner.Passed; passed == c.needs {
					t.Errorf("without a place for it the scenario has %s: %v", r.Verdict, r.Cause)
				}
			})
		}
	}
}
