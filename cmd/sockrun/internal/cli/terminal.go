package cli

import (
	"cmp"
	"io"
	"os"
	"strconv"

	"golang.org/x/sys/unix"

	"sockrun/runner/report"
)

// showSettings say what is shown, and how.
type showSettings struct {
	trace   bool
	verbose bool
	quiet   bool
	color   string
	reports []string // FORMAT[=FILE]
}

// reportOptions are those of a text report that goes to out.
func (a *app) reportOptions(out io.Writer) report.Options {
	return report.Options{
		Style:  report.Style{Color: a.colors(out), Width: reportWidth(out)},
		Passed: a.show.verbose, Trace: a.show.trace, Quiet: a.show.quiet,
		Headroom: !a.show.quiet && (a.show.verbose || a.run.repeat != 1),
	}
}

// colors says whether w gets colours: as --color says, else when it is a
// terminal and neither NO_COLOR (no-color.org) nor TERM=dumb is set.
func (a *app) colors(w io.Writer) bool {
	switch a.show.color {
	case "always":
		return true
	case "never":
		return false
	}
	return os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && isTerminal(w)
}

func isTerminal(w io.Writer) bool { return terminalWidth(w) > 0 }

// terminalWidth returns how many cells a line of the terminal w has, 0 when w
// is none.
func terminalWidth(w io.Writer) int {
	file, ok := w.(*os.File)
	if !ok {
		return 0
	}
	size, err := unix.IoctlGetWinsize(int(file.Fd()), unix.TIOCGWINSZ) // which only terminals have
	if err != nil {
		return 0
	}
	return max(int(size.Col), 1) // some say 0
}

// leastWidth is the width below which text is set as if there was room for it.
const leastWidth = 40

// usualWidth is how wide a terminal is taken to be that does not say so.
const usualWidth = 80

// lineWidth is how many cells a line of w has: as COLUMNS says, for which other
// programs look first as well, else as the terminal does; 0 when nobody knows.
func lineWidth(w io.Writer) int {
	if columns, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && columns > 0 {
		return columns
	}
	if width := terminalWidth(w); width > 1 {
		return width
	}
	return 0
}

// reportWidth is how wide a report may be, 0 when nobody knows.
func reportWidth(w io.Writer) int {
	if width := lineWidth(w); width > 0 {
		return max(width, leastWidth)
	}
	return 0
}

// textWidth is how wide text is set: no wider than reads well.
func textWidth(w io.Writer) int {
	const most = 100
	return min(max(cmp.Or(lineWidth(w), usualWidth), leastWidth), most)
}

// progressWidth is how wide a line may be that is written again and again, which
// must not wrap, whatever COLUMNS says.
func progressWidth(w io.Writer) int {
	width := cmp.Or(lineWidth(w), usualWidth)
	if own := terminalWidth(w); own > 1 {
		return min(width, own)
	}
	return width
}
