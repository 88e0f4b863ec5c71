package runner

import (
	"context"
	"runtime"
	"testing"

	"sockrun/runner/outcome"
	"sockrun/runner/scenario"
)

// A run goes on after abandoned scripts until they would take more than half
// of the processors.
func TestAbandonedScriptsStopTheRun(t *testing.T) {
	t.Parallel()
	few := max(runtime.NumCPU()/2, 1)
	for _, c := range []struct {
		stuck int
		goOn  bool
	}{{0, true}, {few, true}, {few + 1, false}} {
		b := newBatch([]*scenario.Scenario{{}, {}}, &Options{}, func(*outcome.Result) {})
		first, _ := b.take(context.Background())
		b.options.common.Abandoned.Add(int64(c.stuck))
		b.put(first, &outcome.Result{Verdict: outcome.Timeout})
		if next, _ := b.take(context.Background()); (next != nil) != c.goOn {
			t.Errorf("%d abandoned scripts: goes on is %v, want %v", c.stuck, next != nil, c.goOn)
		}
	}
}
