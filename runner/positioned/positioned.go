// Package positioned has the errors of the runner's own: what went wrong, the
// place in a file that it is about, and what a report shows below it. What a
// script says of itself is a luaapi.Error.
package positioned

import (
	"errors"
	"fmt"

	"sockrun/luaapi/wire/diff"
	"sockrun/runner/scenario"
)

// Error is an error with the place it is about. It belongs to one goroutine, which
// may add to it what it learns on the error's way up.
type Error struct {
	Pos  scenario.Pos
	Err  error // why; never nil
	Step int   // of the conversation, from 1; 0 for none
	// Inside says where inside of the step.
	Inside string
	Note   string // of the step
	// Failed says that an assertion did not hold, as against a broken script.
	Failed bool
	// Timeout says that a limit of time is over which the scenario has set.
	Timeout bool
	Topic   string   // where the reference says more about an assertion, "" for nowhere
	Detail  []string // lines below the message
	Printed []string // what Detail tells of the scenario's output
	// Difference is what Detail shows, nil when it shows none.
	Difference *diff.Difference
	// Ran says from where the sequences were run that it came up in, the
	// innermost first.
	Ran []string
}

// Error is the message of Err.
func (e *Error) Error() string { return e.Err.Error() }

// Unwrap returns Err.
func (e *Error) Unwrap() error { return e.Err }

// At is an error about a place.
func At(pos scenario.Pos, err error) error { return &Error{Pos: pos, Err: err} }

// InPlace is At for an error that may have a place already.
func InPlace(pos scenario.Pos, err error) error {
	if _, ok := errors.AsType[*Error](err); ok {
		return err
	}
	return At(pos, err)
}

// Hint is a line of detail that says what to do.
func Hint(format string, args ...any) string { return "hint: " + fmt.Sprintf(format, args...) }
