package frames

import (
	"fmt"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
	integers "sockrun/luaapi/modules/int64"
	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/header"
	"sockrun/luaapi/wire/plural"
)

// scripted is a codec whose two functions are in Lua.
type scripted struct {
	state          *thread.State
	encode, decode *lua.LFunction
	max            int
	whole          string // the message of which DecodeIn has seen a part last
}

func (s *scripted) Name() string { return frame.Custom }

// call calls a function that belongs to a codec. There is at least one result
// more than the function returned.
func call(s *thread.State, fn *lua.LFunction, args ...lua.LValue) ([]lua.LValue, error) {
	results, raised := s.Try(s.Thread(), fn, args...)
	if raised != nil {
		return nil, &luaError{raised}
	}
	return append(results, lua.LNil, lua.LNil), nil
}

func (s *scripted) Encode(dst []byte, m frame.Message) ([]byte, error) {
	dst, err := s.encoded(dst, value(m))
	return dst, ofFrame(err)
}

func (s *scripted) encoded(dst []byte, args ...lua.LValue) ([]byte, error) {
	results, err := call(s.state, s.encode, args...)
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
	v, n, err := s.decoded(lua.LString(data), 0, 1)
	if err != nil || n <= 0 {
		return frame.Message{}, n, ofFrame(err)
	}
	return decoded(v), n, nil
}

// decoded calls decode for the message at offset at, which has at least so many
// bytes. v is nil while it is not complete.
func (s *scripted) decoded(data lua.LString, at, least int) (v lua.LValue, n int, err error) {
	results, err := call(s.state, s.decode, data, lua.LNumber(at+1))
	if err != nil {
		return nil, 0, err
	}
	if results[0] == lua.LNil {
		if len(data)-at > s.max {
			return nil, 0, &frame.Error{Message: fmt.Sprintf("no message in %s, max is %d", plural.Of(len(data)-at, "byte"), s.max)}
		}
		return nil, 0, nil
	}
	next, ok := results[1].(lua.LNumber)
	if !ok || next < lua.LNumber(at+1+least) || next > lua.LNumber(len(data)+1) || next != lua.LNumber(int(next)) {
		return nil, 0, fmt.Errorf("decode must return the message and the position after it (%d to %d), got %s", at+1+least, len(data)+1, bind.Describe(results[1]))
	}
	return results[0], int(next) - 1 - at, nil
}

// ofFrame lets the FrameError of another codec that was called be one of the
// caller, too.
func ofFrame(err error) error {
	if raised, ok := err.(*luaError); ok {
		return raised.byCodec()
	}
	return err
}

func decoded(v lua.LValue) frame.Message {
	if s, ok := v.(lua.LString); ok {
		return frame.Message{Bytes: []byte(s)}
	}
	return frame.Message{Value: v}
}

// EncodeIn is frame.Placed's. What lies before is only given to a function that
// takes it.
func (s *scripted) EncodeIn(dst []byte, m frame.Message, before func() ([]byte, error)) ([]byte, error) {
	args := []lua.LValue{inside(s.state, m)}
	if p := s.encode.Proto; p == nil || p.NumParameters > 1 || p.IsVarArg != 0 {
		data, err := before()
		if err != nil {
			return dst, malformed(err)
		}
		args = append(args, lua.LString(data))
	}
	dst, err := s.encoded(dst, args...)
	return dst, malformed(err)
}

// DecodeIn is frame.Placed's. In a list that goes on to the end, the header
// refuses an item of no bytes.
func (s *scripted) DecodeIn(whole []byte, at int) (frame.Message, int, error) {
	if string(whole) != s.whole { // the next field of the same message needs no other copy
		s.whole = string(whole)
	}
	v, n, err := s.decoded(lua.LString(s.whole), at, 0)
	if err != nil || v == nil {
		return frame.Message{}, unfinished(whole, at), malformed(err)
	}
	if text, ok := v.(lua.LString); ok {
		return frame.Message{Bytes: []byte(text)}, n, nil
	}
	return frame.Message{Value: foreign{v}}, n, nil
}

// unfinished is the n of DecodeIn for a frame at offset at that goes on behind the
// end of whole.
func unfinished(whole []byte, at int) int { return at - len(whole) - 1 }

// inside is a value of a field of a header as Lua has it: what a script gave, or
// what the declaration fills in.
func inside(s *thread.State, m frame.Message) lua.LValue {
	switch v := m.Value.(type) {
	case foreign:
		return v.value
	case header.Value:
		return filledIn(s, v)
	}
	return value(m)
}

func filledIn(s *thread.State, v header.Value) lua.LValue {
	switch v.Kind {
	case header.Bool:
		return lua.LBool(v.Int.Bits() != 0)
	case header.Float:
		return lua.LNumber(v.Float)
	}
	return integers.Value(s, v.Int)
}

// malformed makes a *frame.Error of what a codec in Lua raised, so that it is
// told with the field and the offset. What is raised about other things, such as
// a time that is over, stays as it is.
func malformed(err error) error {
	if _, known := err.(*frame.Error); err == nil || known {
		return err
	}
	raised, ok := err.(*luaError)
	if !ok {
		return &frame.Error{Message: err.Error()}
	}
	if text, isText := raised.API.Object.(lua.LString); isText {
		return &frame.Error{Message: string(text)}
	}
	if r := raised.object(); r != nil && isAboutBytes(r.Err) {
		return &frame.Error{Message: r.Error()}
	}
	return raised.byCodec()
}

// isAboutBytes says whether an error object is about what was encoded or decoded,
// such as a struct.error.
func isAboutBytes(err error) bool {
	coded, ok := err.(bind.Coded)
	if !ok {
		return false
	}
	name := coded.ErrorName()
	return name != "FrameError" && name != "AssertionError" && name != "SystemExit"
}
