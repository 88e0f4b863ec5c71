package runner

import (
	"context"
	"time"

	"sockrun/runner/chop"
	"sockrun/runner/outcome"
	"sockrun/runner/play"
)

// attempts runs a scenario, again while it does not pass and may be retried,
// and returns what became of it in the end. Unless way is nil its streams are
// chopped.
func (b *batch) attempts(ctx context.Context, t *turn, way *chop.Way) *outcome.Result {
	o := b.options.play()
	o.Way = way
	var shown *outcome.Result // the last attempt that did not pass
	var earlier []*outcome.Failure
	var took time.Duration
	for n := 1; ; n++ {
		r := &outcome.Result{Scenario: t.Scenario, Attempts: n}
		if b.options.Repeat != 0 && b.options.Repeat != 1 {
			r.Round = t.round
		}
		play.Perform(ctx, r, &o)
		took += r.Took
		switch {
		case r.Verdict == outcome.Passed && shown != nil:
			shown.Verdict, shown.Attempts, r = outcome.Flaky, n, shown
		case r.Verdict == outcome.Skipped && shown != nil: // it has failed where it ran
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
func isWorthRetrying(ctx context.Context, r *outcome.Result) bool {
	return !r.Verdict.Good() && !r.Denied && len(r.Stuck) == 0 && ctx.Err() == nil
}
