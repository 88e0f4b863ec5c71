package play

import (
	"testing"

	"sockrun/runner/outcome"
	"sockrun/runner/world"
)

// The world of a scenario and the clock outside of it may both find that its
// time is over; that is one failure.
func TestOverTimeIsSaidOnce(t *testing.T) {
	t.Parallel()
	late := func() *outcome.Failure {
		return &outcome.Failure{Verdict: outcome.Timeout, Who: TheScenario, Message: "not done after 1s"}
	}
	p := &play{options: &Options{World: world.Simulated}}
	p.add(late())
	p.noteOutside(late())
	if len(p.failures) != 1 || !p.ending {
		t.Errorf("%d failures, ending %v; want 1, true", len(p.failures), p.ending)
	}
	q := &play{options: &Options{World: world.Simulated}}
	q.add(late())
	q.noteOutside(&outcome.Failure{Verdict: outcome.Error, Who: TheScenario, Message: "used too much memory"})
	if len(q.failures) != 2 {
		t.Errorf("%d failures, want 2: another one counts", len(q.failures))
	}
}
