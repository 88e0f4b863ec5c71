package diff

import (
	"math"
	"strings"
	"unicode/utf8"

	linediff "github.com/rogpeppe/go-internal/diff"
)

const (
	maxLineDiff = 1 << 20 // bytes of a text that is compared line by line
	maxRun      = 6       // lines in a row that only one side has
)

// haveLines says whether one of two texts has several lines and both are small
// enough to be compared line by line.
func haveLines(a, b string) bool {
	several := func(s string) bool { return strings.Contains(strings.TrimSuffix(s, "\n"), "\n") }
	return max(len(a), len(b)) <= maxLineDiff && (several(a) || several(b))
}

// linesFit says whether every line can be shown whole.
func linesFit(s string) bool {
	for line := range strings.Lines(s) {
		if max(width(line), utf8.RuneCountInString(line)) > maxColumns {
			return false
		}
	}
	return true
}

// escapeLines escapes all but the line feeds, and the last blank of a line,
// which nobody would see.
func escapeLines(s string) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		line, _ = escape(line, math.MaxInt)
		line = strings.ReplaceAll(line, `\"`, `"`) // no quotes stand around the line
		if stem, blank := strings.CutSuffix(line, " "); blank {
			line = stem + `\x20`
		}
		lines[i] = line
	}
	return strings.Join(lines, "\n")
}

// lineByLine compares two different texts as a unified diff.
func lineByLine(expected, received string) []string {
	unified := string(linediff.Diff("expected", []byte(expected), "received", []byte(received)))
	lines := strings.Split(strings.TrimSuffix(unified, "\n"), "\n")
	lines = shortenRuns(lines[1:]) // the first is the command line of a diff between files
	for i, line := range lines {
		if line == `\ No newline at end of file` {
			lines[i] = `\ no newline at the end`
		}
	}
	if more := len(lines) - maxLines + 1; more > 1 {
		lines = append(lines[:maxLines-1], "… "+count(more, "more line"))
	}
	return lines
}

// shortenRuns counts the lines beyond the first of a long run that only one
// side has, so that the other side is seen too.
func shortenRuns(lines []string) []string {
	var short []string
	for len(lines) > 0 {
		run := runLength(lines)
		if run <= maxRun {
			short = append(short, lines[:run]...)
		} else {
			short = append(short, lines[:maxRun-1]...)
			short = append(short, lines[0][:1]+"… "+count(run-maxRun+1, "more line"))
		}
		lines = lines[run:]
	}
	return short
}

// runLength returns how many lines begin with the sign of the first, for the
// signs that stand for one side.
func runLength(lines []string) int {
	n := 1
	sign := lines[0][:1]
	if sign != "-" && sign != "+" {
		return n
	}
	for n < len(lines) && strings.HasPrefix(lines[n], sign) {
		n++
	}
	return n
}
