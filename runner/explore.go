package runner

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"sockrun/runner/chance"
	"sockrun/runner/outcome"
	"sockrun/runner/play"
	"sockrun/runner/scenario"
	"sockrun/runner/weather"
)

// Seeds say under which seeds each scenario runs in the simulated world, until
// it does not pass with one.
type Seeds struct {
	// Count is how many there are, from Options.Seed on; 0 for as many as fit
	// into For.
	Count int
	// For is for how long each scenario is tried, 0 for no limit.
	For time.Duration
	// First, unless nil, are tried before all others, as they have failed
	// before.
	First func(*scenario.Scenario) []chance.Seed
	// Tried counts the runs that have ended; it may be read at any time.
	Tried atomic.Int64
}

// explore runs a scenario under one seed after the other until it does not
// pass, and then looks for as little as possible that makes it fail.
func (b *batch) explore(ctx context.Context, t *turn) *outcome.Result {
	began := time.Now()
	e := &exploration{batch: b, turn: t, ctx: ctx, until: b.options.Seeds.until(began)}
	r := e.find()
	if !r.Verdict.Good() {
		r = e.explain(r)
	}
	r.Took = time.Since(began)
	return r
}

// find returns the result of a seed with which the scenario does not pass, else
// of one with warnings, else of the first.
func (e *exploration) find() *outcome.Result {
	r, seed := e.first()
	known := r != nil
	if !known {
		r, seed = e.search()
	}
	if e.ctx.Err() != nil && !r.Verdict.Good() { // which is not because of its seed
		return r
	}
	r.Explored = &outcome.Exploration{Seeds: e.runs, Seed: seed, Known: known}
	if r.Verdict == outcome.Passed {
		r.Explored.Warned = e.warned
	}
	if w := e.batch.options.Weather; w != nil {
		r.Explored.Weather = w.Name
	}
	return r
}

func (s *Seeds) until(began time.Time) time.Time {
	if s.For == 0 {
		return began.Add(365 * 24 * time.Hour)
	}
	return began.Add(s.For)
}

// exploration is the search for a seed with which a scenario fails.
type exploration struct {
	batch *batch
	turn  *turn
	ctx   context.Context
	until time.Time

	mu     sync.Mutex
	runs   int
	next   uint64 // how many seeds were given out
	failed tried  // with the lowest seed so far
	passed tried  // the one to tell about when all pass
	warned int    // how many passed with warnings
}

// tried is a run with one of all seeds; the zero tried is none.
type tried struct {
	*outcome.Result
	seed uint64
}

// first tries the seeds that have failed before.
func (e *exploration) first() (*outcome.Result, chance.Seed) {
	if e.batch.options.Seeds.First == nil {
		return nil, chance.Seed{}
	}
	for _, seed := range e.batch.options.Seeds.First(e.turn.Scenario) {
		r := e.run(seed, nil)
		if e.runs++; !r.Verdict.Good() {
			return r, seed
		}
	}
	return nil, chance.Seed{}
}

// search tries all seeds, as many at a time as there are processors, and
// returns the result of the lowest that fails, else of the lowest with warnings,
// else of the lowest, so that it is always the same.
func (e *exploration) search() (*outcome.Result, chance.Seed) {
	var workers sync.WaitGroup
	for range cap(e.batch.lane) {
		workers.Go(e.work)
	}
	workers.Wait()
	found := e.passed
	if e.failed.Result != nil {
		found = e.failed
	}
	return found.Result, chance.Seed{Number: found.seed}
}

func (e *exploration) work() {
	for {
		seed, ok := e.take()
		if !ok {
			return
		}
		e.put(seed, e.run(chance.Seed{Number: seed}, nil))
	}
}

// take gives out the next seed, at least one.
func (e *exploration) take() (seed uint64, ok bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	count := e.batch.options.Seeds.Count
	switch {
	case e.next == 0:
	case e.failed.Result != nil, e.ctx.Err() != nil, e.batch.tooManyStuck(), count > 0 && e.next >= uint64(count), time.Now().After(e.until):
		return 0, false
	}
	seed = e.batch.options.Seed + e.next
	e.next++
	return seed, true
}

func (e *exploration) put(seed uint64, r *outcome.Result) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.runs++
	switch {
	case r.Verdict == outcome.Skipped && e.failed.Result == nil: // which it is under every seed
		e.failed = tried{r, seed}
	case r.Verdict.Good():
		e.pass(tried{r, seed})
	case e.failed.Result == nil || seed < e.failed.seed:
		e.failed = tried{r, seed}
	}
}

// pass keeps one of the runs that pass: what each has found and printed would
// take too much memory.
func (e *exploration) pass(t tried) {
	if t.warns() {
		e.warned++
	}
	if e.passed.Result == nil || t.isBefore(e.passed) {
		e.passed = t
	}
}

func (t tried) warns() bool { return len(t.Warnings) > 0 }

// isBefore says whether to tell about a run rather than about another.
func (t tried) isBefore(other tried) bool {
	if t.warns() != other.warns() {
		return t.warns()
	}
	return t.seed < other.seed
}

// run runs the scenario once, of which nothing is kept. noted, unless nil, is told
// what luck brings about.
func (e *exploration) run(seed chance.Seed, noted func(weather.Incident)) *outcome.Result {
	o := e.batch.options.play()
	o.Seed, o.Plan, o.Keep, o.Noted = seed.Number, seed.Plan(), nil, noted
	return e.perform(&outcome.Result{Scenario: e.turn.Scenario, Attempts: 1}, &o)
}

// perform runs the scenario as soon as there is a place for that, and returns the
// result, which is another than r after a panic.
func (e *exploration) perform(r *outcome.Result, o *play.Options) (done *outcome.Result) {
	defer e.batch.recoverTo(e.turn, &done)
	e.batch.lane <- struct{}{}
	defer func() { <-e.batch.lane }()
	play.Perform(e.ctx, r, o)
	e.batch.options.Seeds.Tried.Add(1)
	return r
}
