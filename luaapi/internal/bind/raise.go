package bind

import (
	"fmt"
	"regexp"
	"strconv"
	"sync"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/thread"
)

// Raised is what an error object of ours holds: a Go error and where it was
// raised.
type Raised struct {
	Err  error
	File string
	Line int
}

// Error reads "file:line: what happened".
func (r *Raised) Error() string {
	if r.Line == 0 {
		return r.Err.Error()
	}
	return fmt.Sprintf("%s:%d: %s", r.File, r.Line, r.Err.Error())
}

// Unwrap returns what was raised.
func (r *Raised) Unwrap() error { return r.Err }

var position = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(.+?):(\d+):\s`) })

// SplitPosition splits what a script has raised as text, "file:line: what
// happened". It is not ok when the text has no position, and then all of it is
// what happened.
func SplitPosition(text string) (file string, line int, what string, ok bool) {
	m := position().FindStringSubmatch(text)
	if m == nil {
		return "", 0, text, false
	}
	line, _ = strconv.Atoi(m[2])
	return m[1], line, text[len(m[0]):], true
}

// ErrorClass declares the error objects that bindings raise.
func ErrorClass() *Class { return errorClass }

var errorClass = &Class{
	Name: "error",
	Open: true,
	Doc:  "An error as raised by I/O and assertions. tostring gives its position and what happened.",
	Fields: []Const{
		{Name: "code", Doc: `the error's code, such as "ECONNREFUSED" or "EOF"`},
		{Name: "errno", Doc: "the system's number, 0 when there is none"},
		{Name: "name", Doc: `the name of the class in Python, such as "ConnectionRefusedError"`},
		{Name: "op", Doc: `the operation, such as "connect"`},
		{Name: "address", Doc: "the address it was about"},
		{Name: "partial", Doc: "how many bytes were sent or received before it failed"},
		{Name: "message", Doc: "what happened, without position"},
	},
	Meta: []Func{
		{Name: "__tostring", Run: errorString},
		{Name: "__concat", Run: errorConcat},
	},
}

func errorString(c Call) int {
	return c.Push(lua.LString(Object[*Raised](c, 1).Error()))
}

func errorConcat(c Call) int { return c.Push(lua.LString(c.Joined(1) + c.Joined(2))) }

// Coded is an error that tells scripts its class name and message, beside
// *host.Error: FrameError, struct.error, an assertion.
type Coded interface {
	error
	// ErrorName is the err.name that scripts see.
	ErrorName() string
}

// Messaged is a Coded error whose err.message is shorter than its text.
type Messaged interface {
	ErrorMessage() string
}

// Fielded is a Coded error with more to show.
type Fielded interface {
	// ErrorFields are what scripts see beside name and message.
	ErrorFields() []Field
}

// RaiseError raises err as an error object at the line of the Lua function
// that called the binding. It does not return; the result is for the form
// "return RaiseError(…)".
func RaiseError(s *thread.State, L *lua.LState, err error) int {
	r := &Raised{Err: err}
	r.File, r.Line = thread.Position(L, 0)
	L.Error(ErrorValue(s, r), 1)
	return 0
}

// ErrorValue returns the Lua error object for r.
func ErrorValue(s *thread.State, r *Raised) lua.LValue {
	fields := []Field{{"message", lua.LString(r.Err.Error())}}
	switch err := r.Err.(type) {
	case *host.Error:
		fields = []Field{
			{"code", lua.LString(err.Code)}, {"errno", lua.LNumber(err.Errno)}, {"name", lua.LString(err.Name)},
			{"op", lua.LString(err.Op)}, {"address", lua.LString(err.Address)},
			{"partial", lua.LNumber(err.Partial)}, {"message", lua.LString(err.Message)},
		}
	case Coded:
		fields = append(fields, Field{"name", lua.LString(err.ErrorName())})
	}
	if err, ok := r.Err.(Messaged); ok {
		fields = append(fields, Field{"message", lua.LString(err.ErrorMessage())})
	}
	if err, ok := r.Err.(Fielded); ok {
		fields = append(fields, err.ErrorFields()...)
	}
	return New(s, errorClass, r, fields...)
}
