package printed_test

import (
	"slices"
	"strings"
	"testing"

	"sockrun/runner/printed"
	"sockrun/runner/scenario"
)

// What a process has printed before it ends may be read after its peer has failed
// of that: among the last lines of the process this is not said.
func TestLastTellsOfTheProcess(t *testing.T) {
	t.Parallel()
	var all strings.Builder
	c := printed.NewCapture(&scenario.Process{}, &all, func() {}, func() bool { return true })
	_, _ = c.Stream("stdout").Write([]byte("one\n"))
	c.Note("the last word")
	_, _ = c.Stream("stderr").Write([]byte("two\n"))
	lines, plain := c.Last()
	remark := "(what follows came after the failure, perhaps because of it)"
	if want := []string{"  stdout | one", "  (the last word)", "  stderr | two"}; !slices.Equal(lines, want) {
		t.Errorf("the last lines are %q, want %q", lines, want)
	}
	if want := []string{remark, "one", "(the last word)", "two"}; !slices.Equal(plain, want) || all.String() != strings.Join(want, "\n")+"\n" {
		t.Errorf("printed was %q, in all %q, want %q", plain, all.String(), want)
	}
}

// A prompt has no line end: it is told of, and came when it was written.
func TestLastTellsOfUnfinishedLines(t *testing.T) {
	t.Parallel()
	var all strings.Builder
	failed := false
	c := printed.NewCapture(&scenario.Process{}, &all, func() {}, func() bool { return failed })
	stdout := c.Stream("stdout")
	_, _ = stdout.Write([]byte("one\nprompt> "))
	failed = true
	want := []string{"one", "prompt> "}
	if _, plain := c.Last(); !slices.Equal(plain, want) {
		t.Errorf("the last lines are %q, want %q", plain, want)
	}
	c.Finish()
	if _, plain := c.Last(); !slices.Equal(plain, want) || all.String() != "one\nprompt> \n" {
		t.Errorf("printed was %q, in all %q, want %q", plain, all.String(), want)
	}
}
