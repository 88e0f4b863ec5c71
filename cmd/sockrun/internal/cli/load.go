package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"sockrun/cmd/sockrun/internal/heap"
	"sockrun/runner"
	"sockrun/runner/scenario"
	"sockrun/runner/timescale"
)

// load reads the scenarios of paths. When that fails it has said why and
// returns nil.
func (a *app) load(paths []string) *runner.Loaded {
	return a.loadAs(paths, scenario.LoadOptions{})
}

// loadAs is load, which runs nothing, with options, to which the variables are added.
func (a *app) loadAs(paths []string, o scenario.LoadOptions) *runner.Loaded {
	o.OnlyCheck = true
	if loaded := a.read(paths, o); loaded != nil && len(loaded.Errors) == 0 {
		return loaded
	}
	return nil
}

// read reads the scenarios of paths and says what is wrong in the files. It
// returns nil when there is nothing to read, and has said so.
func (a *app) read(paths []string, o scenario.LoadOptions) *runner.Loaded {
	vars, err := a.scenarios.overrides()
	if err == nil {
		err = loadable(paths)
	}
	if err == nil {
		err = a.reachable(paths...)
	}
	if err != nil {
		a.fail(err)
		return nil
	}
	o.Vars, o.Allow, o.Found = vars, a.allow, heap.Tune().Files
	o.TimeScale = timescale.Scale(a.run.timeScale)
	loaded := runner.Load(paths, a.started, o)
	a.warn(loaded.Scenarios)
	if len(loaded.Errors) > 0 {
		a.failToLoad(loaded)
		return loaded
	}
	if loaded.Files == 0 {
		a.fail(usage("no scenario files in %s", strings.Join(paths, ", ")).
			withHint("scenarios are files named *.yaml, *.yml or *_test.lua"))
		return nil
	}
	return loaded
}

// loadable refuses paths that cannot be scenarios.
func loadable(paths []string) error {
	if len(paths) == 0 {
		return usage("nothing to do: give the PATH of a scenario file or of a folder with scenarios").withHint("%s, sockrun docs start a first scenario", seeHelp)
	}
	for _, path := range paths {
		path, _ := runner.Place(path)
		if isProgram(path) {
			return usage("%s is a Lua program, no scenario", path).withHint("sockrun run %s", path)
		}
	}
	return nil
}

// isProgram says whether a path is that of a program in Lua, which is no scenario.
func isProgram(path string) bool {
	return filepath.Ext(path) == ".lua" && !strings.HasSuffix(path, "_test.lua")
}

// warn prints what is allowed but looks like a mistake.
func (a *app) warn(scenarios []*scenario.Scenario) {
	if a.show.quiet {
		return
	}
	told := map[string]bool{} // what is in an included file comes up in each that includes it
	for _, s := range scenarios {
		for _, w := range s.Warnings {
			if text := w.Error(); !told[text] {
				told[text] = true
				a.complain("warning: " + text)
			}
		}
	}
}

// failToLoad prints all that is wrong in the files.
func (a *app) failToLoad(loaded *runner.Loaded) {
	for _, err := range loaded.Errors {
		if errors.Is(err, fs.ErrNotExist) {
			a.fail(missing(err))
			continue
		}
		a.complain(err.Error())
	}
}

// missing is a path that does not exist, which may have been meant to be a flag or a
// command.
func missing(err error) error {
	path, _, _ := strings.Cut(err.Error(), ": ")
	e := &usageError{message: err.Error()}
	if near := nearestCommand(path); near != "" {
		return e.withHint("did you mean the command %s?", near)
	}
	if new(settings).flags().Lookup(path) != nil {
		return e.withHint("did you mean the flag --%s?", path)
	}
	if file := beforeColon(path); file != "" {
		return e.withHint("%s exists: write %s:LINE, with lines from 1 on, for the scenario at a line, or -r NAME", file, file)
	}
	if !strings.ContainsAny(path, "./") {
		return e.withHint("that is no command either: give a scenario file or a folder with *.yaml or *_test.lua files")
	}
	return e.withHint("give a scenario file or a folder with *.yaml or *_test.lua files")
}

// beforeColon is the file that a path names before one of its colons, as in a.yaml:0
// and a.yaml::NAME; "" when there is none.
func beforeColon(path string) string {
	for i, c := range path {
		if info, err := os.Stat(path[:i]); c == ':' && err == nil && !info.IsDir() {
			return path[:i]
		}
	}
	return ""
}
