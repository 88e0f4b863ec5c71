package runner

import (
	"time"

	"sockrun/runner/chance"
	"sockrun/runner/outcome"
	"sockrun/runner/weather"
)

// shrinkTime is how long a failure is made simpler at most, and shrinkRuns how
// often it is tried for that.
const (
	shrinkTime = 2 * time.Second
	shrinkRuns = 2000
)

// explain makes the failure as simple as it gets and keeps what is to be kept
// of it.
func (e *exploration) explain(r *outcome.Result) *outcome.Result {
	if r.Explored == nil {
		return r
	}
	if isWorthRetrying(e.ctx, r) {
		r = e.reduce(r)
	}
	if e.batch.options.Keep != nil {
		r = e.keep(r)
	}
	return r
}

// reduce looks for the fewest drawings with which the scenario fails in the
// same way, and returns the result of that run.
func (e *exploration) reduce(r *outcome.Result) *outcome.Result {
	began, runs, seed := time.Now(), 0, r.Explored.Seed
	fails := func(kept []chance.ID) bool {
		runs++
		return sameFailure(r, e.run(chance.Seed{Number: seed.Number, Reduced: true, Kept: kept}, nil))
	}
	enough := func() bool {
		return runs > shrinkRuns || time.Since(began) > shrinkTime || e.ctx.Err() != nil
	}
	var noted []chance.ID
	_, incidents := e.observed(seed)
	for _, i := range incidents {
		noted = append(noted, i.ID)
	}
	least := chance.Seed{Number: seed.Number, Reduced: true, Kept: chance.Shrink(noted, fails, enough)}
	shown, incidents := e.observed(least)
	if !sameFailure(r, shown) { // it depends on what no seed fixes
		return r
	}
	shown.Explored = r.Explored
	shown.Explored.Least, shown.Explored.Words = &least, weather.Words(incidents)
	shown.Explored.Drawn = len(least.Kept) == 0 && e.passesBeside(seed.Number, enough)
	return shown
}

// otherNumbers is with how many other seeds a failure that no weather is needed for is
// tried.
const otherNumbers = 4

// passesBeside says whether the scenario passes without any weather and with the random
// numbers of another seed. One is tried, and others until it is enough.
func (e *exploration) passesBeside(seed uint64, enough func() bool) bool {
	for n := range uint64(otherNumbers) {
		if e.run(chance.Seed{Number: seed + 1 + n, Reduced: true}, nil).Verdict == outcome.Passed {
			return true
		}
		if enough() {
			break
		}
	}
	return false
}

// observed runs the scenario once and returns what luck has brought about.
func (e *exploration) observed(seed chance.Seed) (r *outcome.Result, incidents []weather.Incident) {
	r = e.run(seed, func(i weather.Incident) { incidents = append(incidents, i) })
	return r, incidents
}

// keep runs the scenario once more as it is told about, for its temporary folder,
// and keeps what is kept of scenarios that did not pass. When it does not fail like
// that again, it depends on what no seed fixes: then what there is of the failure is
// kept without the folder.
func (e *exploration) keep(told *outcome.Result) *outcome.Result {
	o, seed := e.batch.options.play(), told.Explored.Seed
	if told.Explored.Least != nil {
		seed = *told.Explored.Least
	}
	o.Seed, o.Plan = seed.Number, seed.Plan()
	o.Keep = func(r *outcome.Result, temp string) string {
		if !sameFailure(told, r) {
			return ""
		}
		return e.batch.options.Keep(r, temp)
	}
	r := e.perform(&outcome.Result{Scenario: e.turn.Scenario, Attempts: 1, Explored: told.Explored}, &o)
	if sameFailure(told, r) {
		return r
	}
	told.Artifacts = e.batch.options.Keep(told, told.Temp)
	return told
}

// sameFailure says whether two runs fail for the same reason, as far as can be
// told from where that is.
func sameFailure(a, b *outcome.Result) bool {
	if a.Verdict != b.Verdict || a.Cause == nil || b.Cause == nil {
		return false
	}
	return a.Cause.Pos == b.Cause.Pos && a.Cause.Code == b.Cause.Code && a.Cause.Finding == b.Cause.Finding
}
