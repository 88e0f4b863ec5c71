package frames

import (
	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/show"
	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/printf"
)

// message converts argument i to what codecs take.
func message(c bind.Call, i int) frame.Message {
	v := c.Arg(i)
	switch v := v.(type) {
	case lua.LString:
		return frame.Message{Bytes: c.Bytes(i)}
	case lua.LNumber:
		return frame.Message{Bytes: []byte(printf.Number(float64(v)))}
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

// malformedFrame is a malformed frame as scripts see it.
type malformedFrame struct{ Frame *frame.Error }

// Error says what is wrong and where.
func (m *malformedFrame) Error() string { return m.Frame.Error() }

// ErrorName is the err.name of malformed frames.
func (m *malformedFrame) ErrorName() string { return "FrameError" }

// ErrorFields adds where the frame is wrong; a message that cannot be encoded
// has no offset.
func (m *malformedFrame) ErrorFields() []bind.Field {
	fields := []bind.Field{{Name: "field", Value: lua.LString(m.Frame.Field)}}
	if m.Frame.Offset >= 0 {
		fields = append(fields, bind.Field{Name: "offset", Value: lua.LNumber(m.Frame.Offset)})
	}
	return fields
}

// luaError is what a codec written in Lua raised.
type luaError struct{ API *lua.ApiError }

// Error is the text of what was raised.
func (r *luaError) Error() string {
	if text, ok := bind.Text(r.API.Object); ok {
		return text
	}
	return show.Value(r.API.Object)
}

// object is the error object that was raised, nil when it was another value.
func (r *luaError) object() *bind.Raised {
	ud, ok := r.API.Object.(*lua.LUserData)
	if !ok {
		return nil
	}
	raised, _ := ud.Value.(*bind.Raised)
	return raised
}

// byCodec is the *frame.Error of another codec that the one in Lua has called, else
// the error itself.
func (r *luaError) byCodec() error {
	if raised := r.object(); raised != nil {
		if wrong, ok := raised.Err.(*malformedFrame); ok {
			of := *wrong.Frame
			return &of
		}
	}
	return r
}

// fail raises what a codec failed with.
func fail(c bind.Call, err error) int {
	switch err := err.(type) {
	case *luaError:
		c.L.Error(err.API.Object, 0)
	case *frame.Error:
		return bind.RaiseError(c.S, c.L, &malformedFrame{err})
	}
	c.Raise("%s", err)
	return 0
}
