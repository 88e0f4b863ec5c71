package luaapi

import (
	"fmt"
	"io"
	"os"
	"syscall"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/show"
	"sockrun/luaapi/modules/expects"
	int64s "sockrun/luaapi/modules/int64"
	"sockrun/luaapi/modules/jsons"
	"sockrun/luaapi/wire/integer"
	"sockrun/luaapi/wire/pattern"
)

// Scalar returns what a value is in Go: bool, float64, integer.Integer or
// string. The error says what it is instead.
func Scalar(v Value) (any, error) {
	switch v := v.(type) {
	case lua.LBool:
		return bool(v), nil
	case lua.LNumber:
		if n, err := integer.FromFloat(float64(v)); err == nil {
			return n, nil
		}
		return float64(v), nil
	case lua.LString:
		return string(v), nil
	}
	if n, ok := int64s.Of(v); ok {
		return n, nil
	}
	return nil, fmt.Errorf("%s is neither a number nor text nor true nor false", bind.Describe(v))
}

// Tree returns the JSON value of luaapi/wire/jsontext that a value is, as
// json.dumps has it; nil is refused, since it is more often a mistake than
// meant as null.
func (t *Task) Tree(v Value) (any, error) {
	if v == lua.LNil {
		return nil, errNoJSON
	}
	return jsons.Tree(v)
}

// ExpectedTree is Tree for values that are compared with: matchers of expect
// become a jsontext.Matcher.
func (t *Task) ExpectedTree(v Value) (any, error) {
	if v == lua.LNil {
		return nil, errNoJSON
	}
	return jsons.TreeWith(v, func(ud *lua.LUserData) any {
		if expects.IsMatcher(ud) {
			return &valueMatcher{t, ud}
		}
		return nil
	})
}

var errNoJSON = fmt.Errorf("nil is no JSON: for null write json.null")

// valueMatcher is a matcher of expect among JSON values.
type valueMatcher struct {
	task    *Task
	matcher *lua.LUserData
}

func (m *valueMatcher) Matches(v any) bool { return m.task.Equal(m.task.JSON(v), m.matcher) == nil }

func (m *valueMatcher) String() string { return show.Value(m.matcher) }

// Find says whether a Lua pattern is found in text. The error says what is
// wrong with the pattern, or that the task is to stop.
func (t *Task) Find(text, lua string) (found bool, err error) {
	if _, err := pattern.Check(lua); err != nil { // also where it is not looked at to its end
		return false, err
	}
	_, found, err = pattern.New(text, lua, true, t.state().Context().Err).From(0)
	return found, err
}

// ReadFile returns the content of a regular file of at most limit bytes, as
// far as the policy lets scripts read it. Relative names count from the
// world's folder. Errors are those of host.Files.Open, and sentences for what is
// no regular file or too long.
func (t *Task) ReadFile(name string, limit int64) ([]byte, error) {
	f, err := t.vm.state.World.Open(name, os.O_RDONLY|syscall.O_NONBLOCK, 0) // a pipe would wait for its writer
	if err != nil {
		return nil, err
	}
	defer f.Close()
	size, err := f.Seek(0, io.SeekEnd)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s is not a regular file", name)
	case size > limit:
		return nil, fmt.Errorf("%s has %d bytes, and a message at most %d", name, size, limit)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	data := make([]byte, size)
	n, err := io.ReadFull(f, data)
	if err == io.ErrUnexpectedEOF || err == io.EOF { // it has become shorter
		err = nil
	}
	return data[:n], err
}
