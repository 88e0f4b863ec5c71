package runner

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"sockrun/runner/outcome"
	"sockrun/runner/play"
)

// verify runs a scenario of the simulated world a second time and makes it a
// failure when that goes another way, which one seed must not do.
func (b *batch) verify(ctx context.Context, first *outcome.Result) {
	if !b.options.Verify || first.Verdict == outcome.Skipped || ctx.Err() != nil {
		return
	}
	o := b.options.play()
	o.Keep = nil
	second := &outcome.Result{Scenario: first.Scenario, Attempts: 1}
	play.Perform(ctx, second, &o)
	if ctx.Err() != nil {
		return
	}
	one, other := story(first), story(second)
	if one == other {
		return
	}
	first.Verdict, first.Afterwards = outcome.Failed, nil
	first.Cause = &outcome.Failure{
		Verdict: outcome.Failed, Who: play.TheScenario, Pos: first.Scenario.Pos, Topic: "exploring",
		Message: "two runs with the same seed differ: something in it depends on what no seed fixes",
		Detail:  firstDifference(one, other),
	}
}

// story is all that can be told of a run, but for the name of its temporary
// folder: each run has its own.
func story(r *outcome.Result) string {
	var b bytes.Buffer
	fmt.Fprintln(&b, r.Verdict, r.Reason)
	if r.Cause != nil {
		fmt.Fprintln(&b, r.Cause.Who, r.Cause.Pos, r.Cause.Message)
	}
	b.WriteString(r.Output)
	_ = r.Transcript.Dump(&b) // a buffer takes all
	return strings.ReplaceAll(b.String(), r.Temp, "vars.tmp")
}

// firstDifference shows the first line in which two stories differ.
func firstDifference(one, other string) []string {
	a, b := strings.Split(one, "\n"), strings.Split(other, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return []string{"first   " + a[i], "second  " + b[i]}
		}
	}
	return []string{fmt.Sprintf("one goes on after %d lines", min(len(a), len(b)))}
}
