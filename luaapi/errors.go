package luaapi

import (
	"errors"
	"fmt"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/show"
	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/modules/expects"
	"sockrun/luaapi/modules/oslib"
	"sockrun/luaapi/wire/diff"
)

// Kind says what sort of failure ended a task.
type Kind int

// The kinds of failure.
const (
	ScriptError Kind = iota // a Lua error, or a wrong argument
	IOError                 // the world refused or broke an operation
	Assertion               // expect or verify did not hold
	Stopped                 // the VM's context was cancelled or its world ended
	Internal                // a fault of ours
)

// Error is how a task failed.
type Error struct {
	Kind    Kind
	File    string // where in the script; "" when not known
	Line    int
	Message string   // what happened, without position
	Detail  []string // lines that show both sides of an assertion
	// Difference is set when Detail shows two strings.
	Difference *diff.Difference
	Stack      []string // Lua functions, innermost first
	Code       string   // of I/O errors
	Cause      error
}

// ExitStatus returns what a script gave to os.exit, if err is from that.
func ExitStatus(err error) (status int, ok bool) {
	var exit *oslib.Exit
	if !errors.As(err, &exit) {
		return 0, false
	}
	return exit.Code, true
}

// Error reads "file:line: message".
func (e *Error) Error() string {
	if e.Line == 0 {
		return e.Message
	}
	return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Message)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// classify makes an *Error of whatever a task ended with.
func classify(s *thread.State, err error) error {
	if err == nil {
		return nil
	}
	if _, known := errors.AsType[*Error](err); known {
		return err
	}
	if raised, ok := errors.AsType[*lua.ApiError](err); ok {
		return failure(s, raised)
	}
	_, panicked := errors.AsType[*thread.Panic](err)
	switch {
	case panicked, errors.Is(err, thread.ErrBroken):
		return &Error{Kind: Internal, Message: err.Error(), Cause: err}
	case errors.Is(err, host.ErrEnded):
		return &Error{Kind: Stopped, Message: err.Error(), Cause: err}
	}
	return err
}

// failure describes what a script raised.
func failure(s *thread.State, raised *lua.ApiError) *Error {
	var stack []string
	if raised.StackTrace != "" {
		stack = strings.Split(raised.StackTrace, "\n")
	}
	var e *Error
	if r := raisedBy(raised.Object); r != nil {
		e = fromRaised(r, stack)
	} else {
		e = &Error{Message: text(raised.Object), Stack: stack}
		e.splitPosition()
	}
	var asserted *thread.Asserted
	switch {
	case s.Context().Err() != nil:
		e.Kind = Stopped
	case errors.As(raised.Cause, &asserted):
		e.Detail = append(e.Detail, asserted.Seen...)
	}
	return e
}

// Reason says what went wrong, without position, when v is what a script
// raised and pcall has returned.
func Reason(v Value) string {
	if r := raisedBy(v); r != nil {
		return r.Err.Error()
	}
	e := &Error{Message: text(v)}
	e.splitPosition()
	return e.Message
}

func raisedBy(v lua.LValue) *bind.Raised {
	if ud, ok := v.(*lua.LUserData); ok {
		r, _ := ud.Value.(*bind.Raised)
		return r
	}
	return nil
}

func fromRaised(r *bind.Raised, stack []string) *Error {
	e := &Error{Kind: ScriptError, File: r.File, Line: r.Line, Message: r.Err.Error(), Stack: stack, Cause: r.Err}
	var failed *expects.Failure
	var io *host.Error
	switch {
	case errors.As(r.Err, &failed):
		e.Kind, e.Message, e.Detail, e.Difference = Assertion, failed.Message, failed.Detail, failed.Difference
	case errors.Is(r.Err, host.ErrEnded):
		e.Kind, e.Code = Stopped, "ECANCELED"
	case errors.As(r.Err, &io):
		e.Kind, e.Code = IOError, io.Code
	}
	return e
}

func text(v lua.LValue) string {
	switch v := v.(type) {
	case *lua.LNilType:
		return "nil was raised: error() was given no message"
	case lua.LString:
		return string(v)
	case lua.LNumber:
		return v.String()
	}
	return show.Value(v)
}

// splitPosition takes the "file:line: " off the message, or finds the
// position on the stack.
func (e *Error) splitPosition() {
	file, line, what, ok := bind.SplitPosition(e.Message)
	if ok {
		e.Message = what
	} else if len(e.Stack) > 0 {
		file, line, _, _ = bind.SplitPosition(e.Stack[0] + " ")
	}
	e.File, e.Line = file, line
}
