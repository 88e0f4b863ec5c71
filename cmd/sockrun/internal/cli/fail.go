package cli

import (
	"fmt"
	"io"
	"strings"

	"sockrun/runner/report"
)

// usageError is a command line that cannot be carried out.
type usageError struct {
	message string
	hint    string // what to do, "" when the message says it
}

func (e *usageError) Error() string { return e.message }

func usage(format string, args ...any) *usageError {
	return &usageError{message: fmt.Sprintf(format, args...)}
}

func (e *usageError) withHint(format string, args ...any) *usageError {
	e.hint = fmt.Sprintf(format, args...)
	return e
}

// fail prints why the command line cannot be carried out and returns the exit
// status for that.
func (a *app) fail(err error) int {
	a.complain("sockrun: " + err.Error())
	if u, ok := err.(*usageError); ok && u.hint != "" {
		a.complain("  hint: " + u.hint)
	}
	return unusable
}

// answer writes all that a command has to say to stdout and returns the exit
// status.
func (a *app) answer(text string) int {
	if _, err := io.WriteString(a.out, text); err != nil {
		return a.fail(err)
	}
	return success
}

// complain writes lines to stderr. Names of files and scenarios in them are no
// commands for the terminal.
func (a *app) complain(text string) {
	for line := range strings.SplitSeq(text, "\n") {
		fmt.Fprintln(a.err, report.TerminalLine(line))
	}
}
