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
	if first.WallClock && first.Cause != nil {
		first.Cause.Detail = append(first.Cause.Detail, incomparable)
		return
	}
	o := b.options.play()
	o.Keep = nil
	second := &outcome.Result{Scenario: first.Scenario, Attempts: 1}
	play.Perform(ctx, second, &o)
	if ctx.Err() != nil {
		return
	}
	if one, other := story(first), story(second); one != other {
		tell(first, second, firstDifference(one, other))
	}
}

// incomparable is why a run is not compared with another.
const incomparable = "--verify compares nothing: the wall clock has interrupted this run, and would interrupt another of the same seed elsewhere"

// tell says that the second run has gone another way. The clock on the wall, which
// ends what a simulated world cannot end, is no fault of the scenario's.
func tell(first, second *outcome.Result, difference []string) {
	switch {
	case second.WallClock && second.Cause != nil && first.Cause == nil:
		second.Took, second.Round, second.Attempts, second.Earlier = first.Took, first.Round, first.Attempts, first.Earlier
		*first = *second
		first.Cause.Detail = append(first.Cause.Detail, "this is the second run of --verify, which the wall clock has interrupted; the first has passed")
		return
	case second.WallClock && second.Cause != nil:
		first.Cause.Detail = append(first.Cause.Detail, "--verify compares nothing: the wall clock has interrupted the second run")
		return
	}
	why := "something in it depends on what no seed fixes"
	if first.WallClock || second.WallClock {
		why = "the wall clock has interrupted Lua in it that never waits, which no seed fixes"
	}
	first.Verdict, first.Afterwards = outcome.Failed, nil
	first.Cause = &outcome.Failure{
		Verdict: outcome.Failed, Who: play.TheScenario, Pos: first.Scenario.Pos, Topic: "exploring",
		Message: "two runs with the same seed differ: " + why,
		Detail:  difference,
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
