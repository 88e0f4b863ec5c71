package runner

import (
	"context"
	"time"

	"sockrun/runner/chop"
)

// attempts runs a scenario, again while it does not pass and may be retried,
// and returns what became of it in the end. Unless way is nil its streams are
// chopped.
func (b *batch) attempts(ctx context.Context, t *turn, way *chop.Way) *Result {
	o := *b.options
	o.way = way
	var shown *Result // the last attempt that did not pass
	var earlier []*Failure
	var took time.Duration
	for n := 1; ; n++ {
		r := &Result{Scenario: t.Scenario, Attempts: n}
		if b.options.Repeat != 0 && b.options.Repeat != 1 {
			r.Round = t.round
		}
		perform(ctx, r, &o)
		took += r.Took
		switch {
		case r.Verdict == Passed && shown != nil:
			shown.Verdict, shown.Attempts, r = Flaky, n, shown
		case r.Verdict == Skipped && shown != nil: // it has failed where it ran
			shown.Attempts, r = n, shown
		case n <= b.options.Retries && isWorthRetrying(ctx, r):
			if shown != nil {
				earlier = append(earlier, shown.Cause)
			}
			shown = r
			continue
		case shown != nil && r.Cause != nil:
			earlier = append(earlier, shown.Cause)
		}
		r.Took, r.Earlier = took, earlier
		return r
	}
}

// isWorthRetrying says whether another attempt could go better.
func isWorthRetrying(ctx context.Context, r *Result) bool {
	return !r.Verdict.Good() && !r.Denied && len(r.Stuck) == 0 && ctx.Err() == nil
}
