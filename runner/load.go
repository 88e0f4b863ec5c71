package runner

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"sockrun/luaapi/chunk"
	"sockrun/runner/declare"
	"sockrun/runner/fault"
	"sockrun/runner/paths"
	"sockrun/runner/play"
	"sockrun/runner/policy"
	"sockrun/runner/scenario"
	"sockrun/runner/stack"
)

// Loaded is what a list of paths gave.
type Loaded struct {
	// Scenarios are in the order of the paths and of the files. Run does not
	// change them, so they may be run again.
	Scenarios []*scenario.Scenario
	// Errors are what is wrong in the files, *scenario.Error where that has a
	// place in one; such a file gives no scenario. What several files include is
	// told once.
	Errors []error
	// Files is how many files were read, those with errors among them.
	Files int

	told map[string]bool // the texts of errors
}

// Load reads the scenarios of files and of all *.yaml, *.yml and *_test.lua
// files below folders, in the order of the paths and by name within folders. Hidden files
// and folders are passed over, and so are files below folders that are there to
// be included. Of FILE:LINE, as Place takes it, it reads the scenario alone that
// stands there. A path that does not exist is one of the Errors, which wraps
// fs.ErrNotExist. started is the folder that shown names count from, "" to show
// paths as they are. o.ReadFile is called from several goroutines.
func Load(list []string, started string, o scenario.LoadOptions) *Loaded {
	files := find(list, started)
	if o.Found != nil {
		o.Found(len(files))
	}
	o.VarsElsewhere = len(files) > 1
	o.Compiled = &chunk.Cache{}
	decode(files, started, o)
	l := &Loaded{}
	for _, f := range files {
		f.choose(started)
		if !f.passedOver(o) {
			l.add(f)
		}
	}
	if o.VarsElsewhere && len(l.Errors) == 0 {
		l.checkVars(o.Vars)
	}
	return l
}

// checkVars reports the variables that none of the files has.
func (l *Loaded) checkVars(given map[string]string) {
	known := scenario.VarNames(l.Scenarios)
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if !slices.Contains(known, name) {
			l.Errors = append(l.Errors, errors.New(scenario.NoSuchVar(name, known)))
		}
	}
}

// file is a scenario file and what was in it.
type file struct {
	path      string // absolute; "" for a path that could not be searched
	root      string // the highest folder that its scenarios may read
	named     bool   // it is one of the paths itself
	whole     bool   // all of its scenarios are asked for
	lines     []int  // else those that stand here
	scenarios []*scenario.Scenario
	err       error
}

// find lists the files that the paths stand for, each once.
func find(asked []string, started string) []*file {
	var list []*file
	seen := map[string]*file{}
	for _, path := range asked {
		path, line := Place(path)
		root := rootOf(path, started)
		files, err := filesOf(path)
		if err != nil {
			list = append(list, &file{err: err})
		}
		for _, name := range files {
			full := absolute(name, started)
			f := seen[full]
			if f == nil {
				f = &file{path: full, root: root}
				seen[full] = f
				list = append(list, f)
			}
			f.named = f.named || name == path
			f.ask(line)
		}
	}
	return list
}

// load reads the file. A mistake of ours in it must not end the process, in which
// other files are read.
func (f *file) load(started string, o scenario.LoadOptions) {
	defer func() {
		if v := recover(); v != nil {
			f.scenarios, f.err = nil, fmt.Errorf("%s: %v", paths.Shown(f.path, started), fault.Of(v))
		}
	}()
	shown := func(path string) string { return paths.Shown(path, started) }
	o.MayRead = f.mayRead(o.Allow)
	if isProgram(f.path) {
		f.scenarios, f.err = declare.File(f.path, f.root, shown, o)
		return
	}
	f.scenarios, f.err = scenario.Load(f.path, shown(f.path), o)
	if f.isPart() && f.named && !o.Parts {
		f.err = scenario.Errors{f.scenarios[0].NothingToRun()}
	}
}

// mayRead returns what says whether the scenarios of the file may read a file. A
// malformed rule refuses nothing: Run reports it.
func (f *file) mayRead(allow policy.Flags) func(path string) error {
	allow.Root, allow.Dir = f.root, filepath.Dir(f.path)
	allowed := sync.OnceValues(func() (*policy.Policy, error) { return policy.Parse(allow) })
	return func(path string) error {
		p, err := allowed()
		if err == nil {
			_, err = p.Read(path)
			return err
		}
		return nil
	}
}

// isPart says whether the file is there to be included.
func (f *file) isPart() bool { return len(f.scenarios) > 0 && f.scenarios[0].Part }

// passedOver says whether the file is one that nobody has asked for.
func (f *file) passedOver(o scenario.LoadOptions) bool { return f.err == nil && f.isPart() && !o.Parts }

// decode reads the files, on all processors.
func decode(files []*file, started string, o scenario.LoadOptions) {
	var next atomic.Int64
	together(min(runtime.GOMAXPROCS(0), len(files)), func() {
		stack.To16KiB()
		for i := next.Add(1) - 1; int(i) < len(files); i = next.Add(1) - 1 {
			if f := files[i]; f.err == nil {
				f.load(started, o)
			}
		}
	})
}

// together runs work on so many goroutines at once, at least one, and waits
// until all have returned. The caller's own goroutine is one of them: a run of
// one scenario costs less than the start of a thread.
func together(workers int, work func()) {
	var others sync.WaitGroup
	for range workers - 1 {
		others.Go(work)
	}
	work()
	others.Wait()
}

// add takes over what was in a file.
func (l *Loaded) add(f *file) {
	if f.path != "" {
		l.Files++
	}
	var all scenario.Errors
	switch {
	case errors.As(f.err, &all):
		l.addErrors(all)
	case f.err != nil:
		l.Errors = append(l.Errors, f.err)
	default:
		for _, s := range f.scenarios {
			s.Root = f.root
		}
		scenario.WarnOfTwins(f.scenarios)
		l.Scenarios = append(l.Scenarios, f.scenarios...)
	}
}

// addErrors adds what was not told before: what is wrong in a file that several
// include comes up in each of them.
func (l *Loaded) addErrors(errs scenario.Errors) {
	if l.told == nil {
		l.told = map[string]bool{}
	}
	for _, e := range errs {
		if text := e.Error(); !l.told[text] {
			l.told[text] = true
			l.Errors = append(l.Errors, e)
		}
	}
}

// rootOf is the highest folder that the scenarios of a path may read: the one
// where sockrun was started when the path lies in it, else the path's own.
func rootOf(path, started string) string {
	path = absolute(path, started)
	if relative := paths.Shown(path, started); !filepath.IsAbs(relative) {
		return started
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return path
	}
	return filepath.Dir(path)
}

// absolute is a path that counts from the root of the file system. To ask where the
// process is costs two system calls, so of hundreds of files it is not asked.
func absolute(path, started string) string {
	if started == "" {
		return paths.Absolute(path)
	}
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(started, path)
}

// filesOf lists the scenario files that a path stands for.
func filesOf(path string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, paths.Unwrapped(err))
	}
	if !info.IsDir() {
		return []string{path}, nil
	}
	var files []string
	err = filepath.WalkDir(path, func(file string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case file != path && strings.HasPrefix(entry.Name(), "."):
			if entry.IsDir() {
				return filepath.SkipDir
			}
		case !entry.IsDir() && isScenario(file):
			files = append(files, file)
		}
		return nil
	})
	slices.Sort(files)
	return files, err
}

func isScenario(file string) bool {
	extension := filepath.Ext(file)
	return extension == ".yaml" || extension == ".yml" || isProgram(file)
}

// isProgram says whether a file holds scenarios in Lua.
func isProgram(file string) bool { return strings.HasSuffix(file, "_test.lua") }

// Explainable says whether Explain has something to show of a frame.
func Explainable(f *scenario.Frame) bool { return declare.Explainable(f) }

// Explain shows the messages in data, as a frame of a scenario declares them: a
// header, or a codec in Lua. It is for frames that are Explainable. What is malformed
// in data is shown; the error is that of the frame's Lua, or that it was not done in
// time.
func Explain(s *scenario.Scenario, f *scenario.Frame, data []byte) (string, error) {
	return declare.Explain(s, f, play.VarsOf(s), data)
}
