package report

import (
	"bufio"
	"fmt"
	"slices"
	"strings"

	"sockrun/luaapi/wire/plural"
	"sockrun/runner/outcome"
)

// block writes what is said of one scenario.
type block struct {
	out   *bufio.Writer
	style Style
}

// line writes a line, with the controls in its arguments as escapes: what
// scripts print and peers send must not hide or forge what stands around it.
func (b *block) line(format string, args ...any) {
	for i, arg := range args {
		if text, ok := arg.(string); ok {
			args[i] = terminalText(text)
		}
	}
	fmt.Fprintf(b.out, format, args...)
	b.out.WriteByte('\n')
}

// section writes a heading.
func (b *block) section(name string) { b.line("  %s", b.style.paint(bold, name)) }

// cause shows why the scenario did not pass.
func (b *block) cause(r *outcome.Result) {
	b.line("  %s", indented(who(r.Cause)+": "+r.Cause.Message, 4))
	if r.Cause.Note != "" {
		b.line("    note: %s", indented(r.Cause.Note, 4))
	}
	b.about(r.Cause)
}

// about shows the lines in which something failed, both sides and the stack.
func (b *block) about(f *outcome.Failure) {
	for _, line := range f.Excerpt {
		if strings.HasPrefix(line, "  >") {
			b.line("%s", b.style.paint(bold, line))
			continue
		}
		b.line("%s", line)
	}
	margin := strings.Repeat(" ", detailColumn(f.Excerpt))
	for _, line := range f.Detail {
		b.line("%s", strings.TrimRight(margin+indented(line, len(margin)), " "))
	}
	if f.Topic != "" {
		b.line("%sdocs: sockrun docs %s", margin, f.Topic)
	}
	if len(f.Stack) > 1 {
		for _, line := range f.Stack {
			b.line("    at %s", line)
		}
	}
}

// detailColumn is where details are aligned with the excerpt above them.
func detailColumn(excerpt []string) int {
	if len(excerpt) == 0 {
		return 4
	}
	return max(strings.IndexByte(excerpt[0], '|'), 4)
}

// who names who failed, and in which step.
func who(f *outcome.Failure) string {
	if f.Step == 0 {
		return f.Who
	}
	text := fmt.Sprintf("%s step %d", f.Who, f.Step)
	if f.Inside != "" {
		text += ", " + f.Inside
	}
	return text
}

// indented moves all lines but the first to the right.
func indented(text string, by int) string {
	return strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n"+strings.Repeat(" ", by))
}

// maxAbandoned is how many different tasks are named that could not be ended.
const maxAbandoned = 10

// abandoned names the tasks that could not be ended: a script may have started
// thousands, in one line.
func (b *block) abandoned(tasks []string) {
	if len(tasks) == 0 {
		return
	}
	b.section("did not end and was abandoned")
	names, count := counted(tasks)
	more := len(tasks)
	for _, name := range names[:min(len(names), maxAbandoned)] {
		more -= count[name]
		if count[name] > 1 {
			b.line("    %s (%d of them)", name, count[name])
			continue
		}
		b.line("    %s", name)
	}
	if more > 0 {
		b.line("    … and %d more", more)
	}
}

// counted returns the different names, in the order in which they first come, and
// how often each comes.
func counted(all []string) (names []string, count map[string]int) {
	count = map[string]int{}
	for _, name := range all {
		if count[name]++; count[name] == 1 {
			names = append(names, name)
		}
	}
	return names, count
}

// maxPrinted is how many lines of output are shown of a scenario that did not
// pass: its last.
const maxPrinted = 50

// maxPrintedLine is how many characters are shown of each.
const maxPrintedLine = 1000

// printed shows what the scripts printed, but for what the cause has told.
func (b *block) printed(r *outcome.Result, whole bool) {
	lines, told := untold(r)
	if len(lines) == 0 {
		return
	}
	b.section("output")
	if hidden := len(lines) - maxPrinted; hidden > 0 && !whole {
		b.line("    … %s before", plural.Of(hidden, "line"))
		lines = lines[hidden:]
	}
	for _, line := range lines {
		if !whole {
			line = beginning(line)
		}
		b.line("    %s", line)
	}
	if told {
		b.line("    … and the last output above")
	}
}

// beginning is a line that is not too long for one who looks for the failure.
func beginning(line string) string {
	runes := []rune(line)
	if more := len(runes) - maxPrintedLine; more > 0 {
		return fmt.Sprintf("%s… (%s more, with -v)", string(runes[:maxPrintedLine]), plural.Of(more, "character"))
	}
	return line
}

// untold are the lines of the output without its last, if the cause has told them
// already. Between those of others they stay: the order may say something.
func untold(r *outcome.Result) (lines []string, told bool) {
	if r.Output == "" {
		return nil, false
	}
	lines = strings.Split(strings.TrimSuffix(r.Output, "\n"), "\n")
	if r.Cause == nil || len(r.Cause.Printed) == 0 {
		return lines, false
	}
	before := len(lines) - len(r.Cause.Printed)
	if before < 0 || !slices.Equal(lines[before:], r.Cause.Printed) {
		return lines, false
	}
	return lines[:before], true
}
