package runner

import (
	"context"
	"fmt"

	"sockrun/luaapi/host"
	"sockrun/runner/chop"
	"sockrun/runner/outcome"
)

// chopped runs a scenario as it is and, when it passes, once more in each way
// in which its streams are to be chopped, until it does not pass: then it has
// failed.
func (b *batch) chopped(ctx context.Context, t *turn) *outcome.Result {
	plain := b.attempts(ctx, t, nil)
	if len(b.options.Chop) == 0 || plain.Verdict != outcome.Passed || !hasStreams(plain) {
		return plain
	}
	took, report := plain.Took, &outcome.Chopping{}
	for _, way := range b.options.Chop {
		r := b.attempts(ctx, t, &way)
		took += r.Took
		r.Took = took
		if ctx.Err() != nil { // it ends for other reasons
			return r
		}
		if r.Verdict != outcome.Passed {
			b.blame(r, way, report)
			return r
		}
		report.Passed = append(report.Passed, way.Name)
	}
	plain.Took, plain.Chopping = took, report
	return plain
}

// hasStreams says whether anything was sent on a stream, as far as anybody
// knows.
func hasStreams(r *outcome.Result) bool {
	sent, _, all := r.Transcript.Calls(host.Kind.IsStream)
	return sent > 0 || !all
}

// blame says of a result that it comes from how streams were delivered. One
// that passes at another attempt stays flaky.
func (b *batch) blame(r *outcome.Result, way chop.Way, report *outcome.Chopping) {
	report.Way, report.Words, report.Again = way.Name, way.Words, "--chop="+way.Name
	if way.Drawn {
		report.Words += fmt.Sprintf(" (seed %d)", b.options.Seed)
		report.Again += fmt.Sprintf(" --seed %d", b.options.Seed)
	}
	if r.Chopping != nil {
		report.Receives = r.Chopping.Receives
	}
	r.Chopping = report
	if !r.Verdict.Good() {
		r.Verdict = outcome.Failed
	}
}
