package cli

import (
	"io"
	"os"

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
		Style:  report.Style{Color: a.colors(out)},
		Passed: a.show.verbose, Trace: a.show.trace, Quiet: a.show.quiet,
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

func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	_, err := unix.IoctlGetWinsize(int(file.Fd()), unix.TIOCGWINSZ) // which only terminals have
	return err == nil
}
