package play

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"sockrun/runner/memory"
	"sockrun/runner/outcome"
	"sockrun/runner/world"
)

// interrupt ends the scenario because its context was cancelled. In the real
// world it goes the way that each scenario goes at its end: programs get their
// signal and their grace. The simulated world has no programs, and its parkers
// belong to its own tasks.
func (p *play) interrupt(ctx context.Context) {
	var passed *memory.Passed
	switch {
	case errors.As(context.Cause(ctx), &passed):
		p.endWith(p.greed(passed)) // which cannot wait for anything
	case p.options.World == world.Real:
		p.noteOutside(p.interruption())
		p.stop()
	default:
		p.endWith(p.interruption())
	}
}

// isToRunAgain says of a scenario that was stopped that it has another turn, so
// that nobody wants to know what this one came to.
func isToRunAgain(ctx context.Context) bool {
	var passed *memory.Passed
	return errors.As(context.Cause(ctx), &passed) && !passed.Alone
}

// endWith stops everything at once, for a reason that comes from outside of the
// world.
func (p *play) endWith(f *outcome.Failure) {
	p.noteOutside(f)
	p.beginEnd()
}

// noteOutside records why all is stopped. What fails from now on is our doing.
func (p *play) noteOutside(f *outcome.Failure) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ending {
		return
	}
	if !isOverTime(f) || !slices.ContainsFunc(p.failures, isOverTime) {
		p.failures = append(p.failures, f)
	}
	p.outside, p.ending = f, true
	if p.options.World == world.Real {
		p.changed.Unpark()
	}
}

// isOverTime says whether a failure is that the scenario was not done in its time:
// on a busy machine its world and the clock outside may both find that.
func isOverTime(f *outcome.Failure) bool { return f.Verdict == outcome.Timeout && f.Who == TheScenario }

// interruption says what was going on when the run was interrupted.
func (p *play) interruption() *outcome.Failure {
	f := &outcome.Failure{Verdict: outcome.Error, Who: TheScenario, Pos: p.Pos, Message: "interrupted"}
	if p.options.World == world.Real {
		w := p.waiting()
		f.Pos, f.Detail = cmp.Or(w.busy, w.first, p.Pos), w.lines
	}
	return f
}

// greed says that the scenario uses too much memory. No VM is asked: the one
// that does will tell where it was when it is stopped.
func (p *play) greed(passed *memory.Passed) *outcome.Failure {
	for _, a := range p.cast() {
		a.setBusy()
	}
	return &outcome.Failure{Verdict: outcome.Error, Who: TheScenario, Pos: p.Pos, Message: passed.Error(), Topic: memory.Topic}
}

// windDown is how long the end of an interrupted scenario may take before it
// is brought about.
func (p *play) windDown() time.Duration {
	total := p.options.TimeScale.Of(grace)
	for _, pr := range p.processes.all() {
		total = max(total, pr.stopGrace()+p.options.TimeScale.Of(4*grace)) // they are stopped at the same time
	}
	return total
}
