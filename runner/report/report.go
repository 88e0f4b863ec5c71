package report

import (
	"time"

	"sockrun/runner/outcome"
	"sockrun/runner/scenario"
)

// Run is what there is to say of a run before it begins.
type Run struct {
	Version   string // of sockrun
	World     string // "real" or "simulated"
	Seed      uint64
	Shuffled  bool      // the scenarios are in an order drawn from Seed
	Repeat    int       // how often each is to be run; less than 0 for until one does not pass
	Shard     string    // which part of the scenarios these are, such as "2/4"; "" for all
	Began     time.Time // on the wall clock
	Scenarios []*scenario.Scenario
	// FailOnFlaky says that a flaky scenario has not passed.
	FailOnFlaky bool
}

// files counts the files that the scenarios are in.
func (r *Run) files() int {
	seen := map[string]bool{}
	for _, s := range r.Scenarios {
		seen[s.Pos.File] = true
	}
	return len(seen)
}

// Report is told of one run: of its begin, of each result in the order in which
// they were run, and of its end, also when that came early. It is for one
// goroutine at a time, keeps no result, and never closes what it writes to.
// When the writer fails it writes no more, and End says why.
type Report interface {
	// Begin is called once, before all else. The report may keep the Run, which
	// nobody changes any more.
	Begin(*Run)
	// Result is called for each result. Nothing of it is read once the call has
	// returned, and nothing changed.
	Result(*outcome.Result)
	// End is called once, after all else: tally has counted the results, of which
	// there may be fewer than were to be run. It returns the first error that the
	// writer had at any time.
	End(tally *Tally, took time.Duration) error
}
