package cli

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"sockrun/runner"
	"sockrun/runner/chance"
	"sockrun/runner/scenario"
)

// failingFile is where the seeds are kept with which scenarios have failed,
// below where sockrun was started.
const failingFile = ".sockrun/failing-seeds.json"

// failing are the seeds with which scenarios have failed: they are the first to
// be tried the next time. Several goroutines may use it.
type failing struct {
	path    string
	weather string

	mu      sync.Mutex
	seeds   failingSeeds
	changed bool
}

// failingSeeds are seeds by file, scenario and weather.
type failingSeeds map[string]map[string]map[string]string

// openFailing reads what earlier runs have left. A file that cannot be read as
// one of ours is an error, since it would be overwritten.
func (a *app) openFailing() (*failing, error) {
	f := &failing{path: filepath.Join(a.started, failingFile), weather: a.weatherName(), seeds: failingSeeds{}}
	if !a.run.seeds.given() {
		return f, nil
	}
	data, err := os.ReadFile(f.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return f, nil
	case err == nil:
		err = json.Unmarshal(data, &f.seeds)
	}
	if err != nil {
		return nil, usage("%s: %v", failingFile, err).withHint("it holds the seeds that are tried first; remove it to go on without them")
	}
	return f, nil
}

// of returns the seeds to try first.
func (f *failing) of(s *scenario.Scenario) []chance.Seed {
	f.mu.Lock()
	text := f.seeds[s.Pos.File][s.Name][f.weather]
	f.mu.Unlock()
	seed, err := chance.ParseSeed(text)
	if text == "" || err != nil {
		return nil
	}
	return []chance.Seed{seed}
}

// learn keeps the seed of a scenario that has failed, and forgets that of one
// that has not.
func (f *failing) learn(r *runner.Result) {
	if r.Explored == nil || r.Verdict == runner.Skipped {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	file, name := r.Scenario.Pos.File, r.Scenario.Name
	before := f.seeds[file][name][f.weather]
	if r.Verdict.Good() {
		f.changed = f.changed || before != ""
		delete(f.seeds[file][name], f.weather)
		return
	}
	if now := r.Explored.Seed.String(); now != before {
		f.keep(file, name, now)
	}
}

func (f *failing) keep(file, name, seed string) {
	if f.seeds[file] == nil {
		f.seeds[file] = map[string]map[string]string{}
	}
	if f.seeds[file][name] == nil {
		f.seeds[file][name] = map[string]string{}
	}
	f.seeds[file][name][f.weather], f.changed = seed, true
}

// close writes what has changed.
func (f *failing) close() error {
	if !f.changed {
		return nil
	}
	for file, names := range f.seeds {
		for name, weathers := range names {
			if len(weathers) == 0 {
				delete(names, name)
			}
		}
		if len(names) == 0 {
			delete(f.seeds, file)
		}
	}
	data, err := json.MarshalIndent(f.seeds, "", "  ")
	if err != nil {
		return err
	}
	return writeHidden(f.path, append(data, '\n'))
}

// writeHidden writes a file in a folder of our own that is not meant for
// version control.
func writeHidden(path string, data []byte) error {
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(folder, ".gitignore"), []byte("*\n"), 0o644); err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o644)
}
