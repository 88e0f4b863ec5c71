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
	Flaky   Verdict = "flaky"   // it passed, but not at the first attempt
)

// Good says whether a run in which this is the worst verdict has succeeded.
func (v Verdict) Good() bool { return v == Passed || v == Skipped || v == Flaky }

// Result is what became of one scenario. Of one that was run again because it
// had not passed it tells about the last attempt that did not.
type Result struct {
	Scenario *scenario.Scenario
	Verdict  Verdict
	Took     time.Duration // on the wall clock, with all attempts
	// Round counts how often the scenario has come, from 1; 0 in a run in which
	// each has its turn once.
	Round int
	// Attempts is how often it was run before this verdict, from 1.
	Attempts int
	// Earlier are the causes of the attempts before the one that is told about.
	Earlier []*Failure
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
	// Programs is what its processes have printed, when it did not pass.
	Programs []Program
	// Temp is the path of the temporary folder that it had, which is gone.
	Temp string
	// Artifacts is the folder in which more is kept of it, "" for none.
	Artifacts string
	// Headroom are the waits that used more than half of their time, in order
	// of their position; none when it did not pass.
	Headroom []Headroom
	// Chopping is how it went when its streams were chopped; nil when they were
	// not.
	Chopping *Chopping
	// Explored is how it went under many seeds; nil when it ran under one.
	Explored *Exploration
	// Transcript is the record of the wire; nil when it passed and nobody has asked
	// for that.
	Transcript *transcript.Transcript
	// Denied is set when it needs a permission that it lacks.
	Denied bool
	// WallClock says that the clock on the wall has ended it, or Lua in it, although
	// its simulated world has a clock of its own: another time that may be elsewhere.
	WallClock bool
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
	Note    string // what the step is for, as the scenario says; "" when it does not
	Pos     scenario.Pos
	Excerpt []string // the lines around Pos
	Message string
	Detail  []string // both sides, or who waits for what
	// Printed are the lines of Result.Output that Detail tells, in their order.
	Printed []string
	// Difference is set when two messages differ; Detail shows it to people.
	Difference *diff.Difference
	Topic      string   // of the reference, where more is said; "" for none
	Stack      []string // of Lua functions, innermost first
	Code       string   // of I/O errors
	Finding    string   // of the strict end: unread, unreached, unaccepted, open, unjoined, truncated or killed
	Denied     bool     // the policy had refused something
	Busy       bool     // a script was interrupted while it ran
	Unread     bool     // a program could not be read or does not compile, so nothing ran
}

// Program is what one program printed, without the middle when it is long.
type Program struct {
	Name           string // of the process
	Stdout, Stderr string
}

// Headroom is a wait that was done in time, but used more than half of it.
type Headroom struct {
	Who   string // "clients.alice step 2", "scenario", …
	Limit string // what bounds it: "within", "timeout", "settimeout", …
	Of    time.Duration
	Used  time.Duration
	Pos   scenario.Pos
}

// Share is how much of its time the wait has used, below 1.
func (h Headroom) Share() float64 { return float64(h.Used) / float64(h.Of) }
