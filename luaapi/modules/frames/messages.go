package frames

import (
	"fmt"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/plural"
)

// message converts argument i to what codecs take.
func message(c bind.Call, i int) frame.Message {
	v := c.Arg(i)
	switch v := v.(type) {
	case lua.LString:
		return frame.Message{Bytes: c.Bytes(i)}
	case lua.LNumber:
		return frame.Message{Bytes: []byte(v.String())}
	case *lua.LUserData:
		if text, ok := bind.Text(v); ok { // an int64
			return frame.Message{Bytes: []byte(text)}
		}
	case *lua.LNilType:
		c.Expected(i, "message")
	}
	return frame.Message{Value: v}
}

// value converts a decoded message to Lua.
func value(m frame.Message) lua.LValue {
	if v, ok := m.Value.(lua.LValue); ok {
		return v
	}
	return lua.LString(m.Bytes)
}

// Malformed is a malformed frame as scripts see it.
type Malformed struct{ Frame *frame.Error }

// Error says what is wrong and where.
func (m *Malformed) Error() string { return m.Frame.Error() }

// ErrorName is the err.name of malformed frames.
func (m *Malformed) ErrorName() string { return "FrameError" }

// ErrorFields adds where the frame is wrong; a message that cannot be encoded
// has no offset.
func (m *Malformed) ErrorFields() []bind.Field {
	fields := []bind.Field{{Name: "field", Value: lua.LString(m.Frame.Field)}}
	if m.Frame.Offset >= 0 {
		fields = append(fields, bind.Field{Name: "offset", Value: lua.LNumber(m.Frame.Offset)})
	}
	return fields
}

// Raised is what a codec written in Lua raised.
type Raised struct{ API *lua.ApiError }

// Error is the text of what was raised.
func (r *Raised) Error() string { return r.API.Object.String() }

// fail raises what a codec failed with.
func fail(c bind.Call, err error) int {
	switch err := err.(type) {
	case *Raised:
		c.L.Error(err.API.Object, 0)
	case *frame.Error:
		return bind.RaiseError(c.S, c.L, &Malformed{err})
	}
	c.Raise("%s", err)
	return 0
}

// scripted is a codec whose two functions are in Lua.
type scripted struct {
	state          *thread.State
	encode, decode *lua.LFunction
	max            int
}

func (s *scripted) Name() string { return frame.Custom }

// call calls a function that belongs to a codec. There is at least one result
// more than the function returned.
func call(s *thread.State, fn *lua.LFunction, args ...lua.LValue) ([]lua.LValue, error) {
	results, raised := s.Try(s.L.G.CurrentThread, fn, args...)
	if raised != nil {
		return nil, &Raised{raised}
	}
	return append(results, lua.LNil, lua.LNil), nil
}

func (s *scripted) Encode(dst []byte, m frame.Message) ([]byte, error) {
	results, err := call(s.state, s.encode, value(m))
	if err != nil {
		return dst, err
	}
	data, ok := results[0].(lua.LString)
	if !ok {
		return dst, fmt.Errorf("encode must return a string, got %s", bind.Describe(results[0]))
	}
	return append(dst, data...), nil
}

func (s *scripted) Decode(data []byte, _ int) (frame.Message, int, error) {
	results, err := call(s.state, s.decode, lua.LString(data), lua.LNumber(1))
	if err != nil {
		return frame.Message{}, 0, err
	}
	if results[0] == lua.LNil {
		if len(data) > s.max {
			return frame.Message{}, 0, &frame.Error{Message: fmt.Sprintf("no message in %s, max is %d", plural.Of(len(data), "byte"), s.max)}
		}
		return frame.Message{}, 0, nil
	}
	next, ok := results[1].(lua.LNumber)
	if !ok || next < 2 || next > lua.LNumber(len(data)+1) || next != lua.LNumber(int(next)) {
		return frame.Message{}, 0, fmt.Errorf("decode must return the message and the position after it (2 to %d), got %s", len(data)+1, bind.Describe(results[1]))
	}
	return decoded(results[0]), int(next) - 1, nil
}

func decoded(v lua.LValue) frame.Message {
	if s, ok := v.(lua.LString); ok {
		return frame.Message{Bytes: []byte(s)}
	}
	return frame.Message{Value: v}
}
