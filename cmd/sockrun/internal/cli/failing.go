package cli

import (
	"path/filepath"
	"sync"

	"sockrun/runner"
	"sockrun/runner/chance"
	"sockrun/runner/scenario"
)

// failing are the seeds with which scenarios have failed: they are the first to
// be tried the next time. Several goroutines may use it.
type failing struct {
	path    string // "" when there is no folder for the file
	weather string
	seeds   failingSeeds // that were known when the run began

	mu      sync.Mutex
	learned map[place]lesson
}

// place is a scenario in the file of failing seeds.
type place struct{ file, name string }

// lesson is what a run has taught about a scenario: tried is the seed that was
// tried first, failed the one with which it has failed; "" for none. The file
// of failing seeds gets failed in place of tried.
type lesson struct{ tried, failed string }

// openFailing reads what earlier runs have left. A file that cannot be read as
// one of ours is an error, since it would be overwritten.
func (a *app) openFailing() (*failing, error) {
	f := &failing{weather: a.weatherName(), learned: map[place]lesson{}}
	if !a.run.seeds.given() || a.started == "" {
		return f, nil
	}
	f.path = filepath.Join(a.started, failingFile)
	var err error
	if f.seeds, err = readFailing(f.path); err != nil {
		return nil, usage("%s: %v", failingFile, err).withHint("it holds the seeds that are tried first; remove it to go on without them")
	}
	return f, nil
}

// of returns the seeds to try first.
func (f *failing) of(s *scenario.Scenario) []chance.Seed {
	text := f.known(placeOf(s))
	seed, err := chance.ParseSeed(text)
	if text == "" || err != nil {
		return nil
	}
	return []chance.Seed{seed}
}

func (f *failing) known(p place) string { return f.seeds[p.file][p.name][f.weather] }

func placeOf(s *scenario.Scenario) place { return place{s.Pos.File, s.Name} }

// learn keeps the seed of a scenario that has failed, and forgets that of one
// that has not.
func (f *failing) learn(r *runner.Result) {
	if r.Explored == nil || r.Verdict == runner.Skipped {
		return
	}
	p := placeOf(r.Scenario)
	l := lesson{tried: f.known(p)}
	if !r.Verdict.Good() {
		l.failed = r.Explored.Seed.String()
	}
	if l.failed == l.tried {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.learned[p] = l
}
