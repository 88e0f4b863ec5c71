package report

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"io"
	"time"

	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/diff"
	"sockrun/runner/outcome"
	"sockrun/runner/scenario"
	"sockrun/runner/transcript"
)

// JSON is the report for programs: JSON lines (one object a line, in UTF-8),
// each written in one piece as soon as it is known. The first is the start
// line, then comes a scenario line for each result, and at last the end line.
// What the lines hold is described by Fields. Fields may be added in later
// versions; those that are there keep their name and meaning. What does not
// apply is left out.
type JSON struct {
	out io.Writer
	err error
}

// NewJSON returns a report that writes to out.
func NewJSON(out io.Writer) *JSON { return &JSON{out: out} }

// Begin writes the start line.
func (j *JSON) Begin(run *Run) {
	line := startLine{
		Event: "start", Version: run.Version, World: run.World, Seed: run.Seed, Shuffled: run.Shuffled,
		Began: run.Began.UTC().Format(time.RFC3339), Files: run.files(), Scenarios: len(run.Scenarios),
		Shard: run.Shard,
	}
	if run.Repeat != 1 {
		line.Repeat = run.Repeat
	}
	j.write(line)
}

// Result writes a scenario line.
func (j *JSON) Result(r *outcome.Result) {
	line := scenarioLine{
		Event: "scenario", Name: jsonText(r.Scenario.Name), File: jsonText(r.Scenario.Pos.File), Line: r.Scenario.Pos.Line,
		Tags: r.Scenario.Tags, Round: r.Round, Verdict: string(r.Verdict), Reason: jsonText(r.Reason), Duration: milliseconds(r.Took),
		Output: jsonText(r.Output), Abandoned: r.Stuck[:min(len(r.Stuck), maxAbandoned)], Headroom: tightLines(r.Headroom), Artifacts: jsonText(r.Artifacts),
		Afterwards: failureLines(r.Afterwards), Earlier: failureLines(r.Earlier),
		Unnamed: max(len(r.Stuck)-maxAbandoned, 0), Explored: exploredLineOf(r),
	}
	line.Chopped = choppingLineOf(r.Chopping)
	if r.Attempts > 1 {
		line.Attempts = r.Attempts
	}
	if r.Cause != nil {
		cause := failureLineOf(r.Cause)
		line.Failure = &cause
		for _, e := range lastEntries(r) {
			line.Messages = append(line.Messages, messageLineOf(e))
		}
	}
	for _, f := range r.Warnings {
		line.Warnings = append(line.Warnings, warningLineOf(f))
	}
	j.write(line)
}

// End writes the end line.
func (j *JSON) End(t *Tally, took time.Duration) error {
	j.write(endLine{
		Event: "end", Scenarios: t.total(), Passed: t.Count(outcome.Passed), Flaky: t.Count(outcome.Flaky), Failed: t.Count(outcome.Failed),
		Error: t.Count(outcome.Error), Timeout: t.Count(outcome.Timeout), Skipped: t.Count(outcome.Skipped),
		NotRun: t.notRun(), Duration: milliseconds(took),
	})
	return j.err
}

// write writes one line, and nothing more after an error.
func (j *JSON) write(line any) {
	if j.err != nil {
		return
	}
	var data bytes.Buffer
	e := json.NewEncoder(&data) // which ends the line
	e.SetEscapeHTML(false)
	if j.err = e.Encode(line); j.err == nil {
		_, j.err = j.out.Write(data.Bytes())
	}
}

func failureLines(failures []*outcome.Failure) (lines []failureLine) {
	for _, f := range failures {
		lines = append(lines, failureLineOf(f))
	}
	return lines
}

func exploredLineOf(r *outcome.Result) *exploredLine {
	e := r.Explored
	if e == nil {
		return nil
	}
	line := &exploredLine{Seeds: e.Seeds, Weather: e.Weather, Warned: e.Warned}
	if r.Cause != nil || e.Warned > 0 {
		line.Seed = e.Seed.String()
	}
	if r.Cause != nil {
		line.Known, line.Takes, line.Drawn = e.Known, e.Words, e.Drawn
		if e.Least != nil {
			line.Least = e.Least.String()
		}
	}
	return line
}

func tightLines(waits []outcome.Headroom) (lines []tightLine) {
	for _, w := range waits {
		lines = append(lines, tightLine{
			Who: w.Who, Limit: w.Limit, Of: milliseconds(w.Of), Used: milliseconds(w.Used), File: jsonText(w.Pos.File), Line: w.Pos.Line,
		})
	}
	return lines
}

func failureLineOf(f *outcome.Failure) failureLine {
	line := failureLine{
		Verdict: string(f.Verdict), Who: f.Who, Step: f.Step, Inside: f.Inside, Note: jsonText(f.Note), Message: jsonText(f.Message), Code: f.Code, Finding: f.Finding, Topic: f.Topic,
		Detail: jsonLines(f.Detail), Stack: jsonLines(f.Stack),
	}
	if f.Pos != (scenario.Pos{}) {
		line.File, line.Line, line.Column = jsonText(f.Pos.File), f.Pos.Line, f.Pos.Column
	}
	if f.Difference != nil {
		line.Difference = differenceLineOf(f.Difference)
	}
	return line
}

func warningLineOf(f *outcome.Failure) warningLine {
	line := warningLine{Finding: f.Finding, Who: f.Who, Step: f.Step, Message: jsonText(f.Message), Detail: jsonLines(f.Detail)}
	if f.Pos != (scenario.Pos{}) {
		line.File, line.Line, line.Column = jsonText(f.Pos.File), f.Pos.Line, f.Pos.Column
	}
	return line
}

// maxHex is how many bytes of each of two messages that differ are written.
const maxHex = 64 << 10

func differenceLineOf(d *diff.Difference) *differenceLine {
	line := &differenceLine{
		Expected: hexOf(d.Expected), ExpectedBytes: len(d.Expected),
		Received: hexOf(d.Received), ReceivedBytes: len(d.Received),
	}
	for _, f := range d.Fields {
		line.Fields = append(line.Fields, fieldLine{
			Name: f.Name, Type: f.Type, Offset: f.Offset,
			Expected: jsonText(f.Expected), Received: jsonText(f.Received), Note: f.Note,
		})
	}
	return line
}

func hexOf(data []byte) string { return hex.EncodeToString(data[:min(len(data), maxHex)]) }

func messageLineOf(e transcript.Entry) messageLine {
	direction := "received"
	if e.Dir == host.Sent {
		direction = "sent"
	}
	return messageLine{
		At: milliseconds(e.At), Actor: jsonText(e.Local), Direction: direction, Peer: jsonText(e.Peer),
		Bytes: e.Length, Summary: jsonText(e.Summary), TLS: e.Secured, Unfinished: e.Unfinished, Hex: hex.EncodeToString(e.Data),
	}
}

func jsonLines(lines []string) []string {
	shown := make([]string, len(lines))
	for i, line := range lines {
		shown[i] = jsonText(line)
	}
	return shown
}

// milliseconds is a duration with microseconds behind the point.
func milliseconds(d time.Duration) float64 {
	return float64(d.Round(time.Microsecond)) / float64(time.Millisecond)
}
