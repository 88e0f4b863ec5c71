package cli

import "fmt"

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
	fmt.Fprintf(a.err, "sockrun: %v\n", err)
	if u, ok := err.(*usageError); ok && u.hint != "" {
		fmt.Fprintf(a.err, "  hint: %s\n", u.hint)
	}
	return unusable
}
