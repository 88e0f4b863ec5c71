// Package outcome is what became of scenarios: verdicts, their causes and what
// was recorded on the way. The runner fills it in and reports are drawn from
// it; it holds data and does nothing.
package outcome

import (
	"time"

	"sockrun/luaapi/wire/diff"
	"sockrun/runner/scenario"
	"sockrun/runner/transcript"
)

// Verdict is the outcome of a scenario.
type Verdict string

// The verdicts.
const (
	Passed  Verdict = "passed"
	Failed  Verdict = "failed"  // an assertion did not hold
	Error   Verdict = "error"   // a script or a socket broke
	Timeout Verdict = "timeout" // it was not done in time
	Skipped Verdict = "skipped" // it cannot run here
)

// Good says whether a run in which this is the worst verdict has succeeded.
func (v Verdict) Good() bool { return v == Passed || v == Skipped }

// Result is what became of one scenario.
type Result struct {
	Scenario *scenario.Scenario
	Verdict  Verdict
	Took     time.Duration // on the wall clock
	// Cause is why it did not pass: the earliest failure. nil when it passed.
	Cause *Failure
	// Afterwards are the failures of others that came later.
	Afterwards []*Failure
	// Warnings are findings of the strict end that do not change the verdict.
	Warnings []*Failure
	// Reason says why it was skipped.
	Reason string
	// Output is what its scripts printed.
	Output string
	// Transcript is the record of the wire.
	Transcript *transcript.Transcript
	// Denied is set when it needs a permission that it lacks.
	Denied bool
	// Stuck names the tasks that did not end and were abandoned.
	Stuck []string
}

// Failure is one thing that went wrong.
type Failure struct {
	Verdict Verdict
	Who     string // "clients.alice", "servers.echo connection 2", "check", …
	Actor   string // the name by which the transcript knows it, such as alice or alice[2]; "" for none
	Step    int    // from 1, 0 outside of steps
	Inside  string // where inside of the step, such as "round 2 step 1"; "" for none
	Pos     scenario.Pos
	Excerpt []string // the lines around Pos
	Message string
	Detail  []string // both sides, or who waits for what
	// Difference is set when two messages differ; Detail shows it to people.
	Difference *diff.Difference
	Topic      string   // of the reference, where more is said; "" for none
	Stack      []string // of Lua functions, innermost first
	Code       string   // of I/O errors
	Finding    string   // of the strict end: unread, unreached, unaccepted, open or unjoined
	Denied     bool     // the policy had refused something
	Busy       bool     // a script was interrupted while it ran
	Unread     bool     // a program could not be read or does not compile, so nothing ran
}
