package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"sockrun/runner/outcome"
	"sockrun/runner/scenario"
)

// Options say what a Text report tells.
type Options struct {
	Style Style
	// Passed asks for a line for every scenario that passed, and for all that
	// each has printed.
	Passed bool
	Trace  bool // the whole transcript of every scenario
	Quiet  bool // of skipped scenarios nothing, and no warnings
	// Headroom lists, below the summary, the waits that have used most of their
	// time.
	Headroom bool
}

// Text is the report for people. It is not safe for use by several goroutines.
// It can tell of single results without a begin and an end.
type Text struct {
	out io.Writer
	err error // the first of the writer
	o   Options
	run *Run // nil until it begins

	headroom headroom
}

// NewText returns a report that writes to out.
func NewText(out io.Writer, o Options) *Text { return &Text{out: out, o: o} }

// Begin writes nothing: a run in which all is well has one line.
func (t *Text) Begin(run *Run) { t.run = run }

// Result shows one result, at once and in one piece: a scenario that did not
// pass with its cause, what came of it and the last messages.
func (t *Text) Result(r *outcome.Result) {
	if t.o.Headroom {
		t.headroom.add(r)
	}
	if !t.shows(r) {
		return
	}
	b := &block{out: bufio.NewWriter(t.out), style: t.o.Style}
	defer t.flush(b)
	b.headline(r)
	if r.Cause != nil {
		b.chopping(r.Chopping)
		b.cause(r)
		b.explored(r)
		b.afterwards(r.Afterwards)
		b.earlier(r)
		b.messages(r)
	}
	if !t.o.Quiet {
		b.warned(r)
	}
	b.abandoned(r.Stuck)
	b.printed(r, t.o.Passed || r.Verdict == outcome.Passed || r.Verdict == outcome.Skipped)
	if t.o.Trace {
		b.trace(r)
	}
	b.kept(r)
}

// flush writes a block, and nothing more after an error.
func (t *Text) flush(b *block) {
	if t.err == nil {
		t.err = b.out.Flush()
	}
}

func (t *Text) shows(r *outcome.Result) bool {
	switch r.Verdict {
	case outcome.Passed:
		return t.o.Passed || t.o.Trace || len(r.Warnings) > 0 && !t.o.Quiet
	case outcome.Skipped:
		return !t.o.Quiet
	}
	return true
}

// End writes what took long, how to have the same order again, the summary, and
// which waits have little headroom.
func (t *Text) End(tally *Tally, took time.Duration) error {
	b := &block{out: bufio.NewWriter(t.out), style: t.o.Style}
	if slowest := tally.slowestLines(took); len(slowest) > 0 && !t.o.Quiet {
		b.line("%s", t.o.Style.paint(bold, "slowest"))
		for _, line := range slowest {
			b.line("  %s", line)
		}
	}
	if t.run != nil && t.run.Shuffled {
		b.line("shuffled; the same order again: --shuffle --seed %d", t.run.Seed)
	}
	color := green
	if tally.Bad() > 0 || tally.notRun() > 0 {
		color = red
	}
	b.line("%s", t.o.Style.paint(color, tally.Summary(took)))
	b.headroom(&t.headroom)
	t.flush(b)
	return t.err
}

// Failure shows a failure that belongs to no scenario: that of a program.
func Failure(out io.Writer, f *outcome.Failure, style Style) {
	b := &block{out: bufio.NewWriter(out), style: style}
	defer b.out.Flush()
	where := f.Pos.String()
	if where == "" {
		where = f.Who
	}
	b.line("%s %s", style.paint(bold, where+":"), f.Message)
	b.about(f)
}

// headline names the scenario, its verdict and how long it took.
func (b *block) headline(r *outcome.Result) {
	label, color := labelOf(r.Verdict)
	pos := headPosition(r)
	text := fmt.Sprintf("%-4s  %s  %s", label, atLine(pos), r.Scenario.Name)
	if pos.File != r.Scenario.Pos.File {
		text += "  (" + atLine(r.Scenario.Pos) + ")"
	}
	if r.Reason != "" {
		text += "  (" + r.Reason + ")"
	}
	text = TerminalLine(text + attemptsOf(r) + seedsOf(r))
	took := brief(r.Took)
	gap := max(b.style.width()-utf8.RuneCountInString(text)-len(took), 2)
	b.line("%s%s%s%s", b.style.paint(color, label), text[len(label):], strings.Repeat(" ", gap), took)
}

// headPosition is where a reader looks first: where it failed, be that in a
// script, else where the scenario is.
func headPosition(r *outcome.Result) scenario.Pos {
	if r.Cause != nil && r.Cause.Pos.Line > 0 {
		return r.Cause.Pos
	}
	return r.Scenario.Pos
}

// atLine is a position without its column.
func atLine(pos scenario.Pos) string {
	pos.Column = 0
	return pos.String()
}

func labelOf(v outcome.Verdict) (label, color string) {
	for _, known := range verdicts {
		if known.verdict == v {
			return known.label, known.color
		}
	}
	return string(v), ""
}
