package frames

import (
	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/header"
)

// HeaderOf returns the header of a codec, nil when it has none.
func HeaderOf(c frame.Codec) *header.Header {
	if s, ok := c.(*structured); ok {
		return s.header
	}
	return nil
}

// Differ compares a received message, its table and its bytes, with the
// fields that it should have. It returns nil when they are equal. equal
// compares what the header cannot: matchers, and a part of a JSON value.
func Differ(c frame.Codec, got *lua.LTable, data []byte, want *lua.LTable, equal func(received, expected lua.LValue) bool) (*header.Difference, error) {
	s, ok := c.(*structured)
	if !ok {
		return nil, &frame.Error{Message: c.Name() + " has no fields"}
	}
	values := make([]header.Value, len(s.fields))
	if err := s.read(values, s.completed(got, want)); err != nil {
		return nil, err
	}
	for i, f := range s.fields {
		if expected := want.RawGetString(f.Name); expected != lua.LNil && equal(got.RawGetString(f.Name), expected) {
			values[i] = header.Value{}
		}
	}
	return s.header.Differ(values, data)
}

// completed returns want with the bits that it does not speak of as they were
// received.
func (s *structured) completed(got, want *lua.LTable) *lua.LTable {
	full := s.state.L.CreateTable(0, len(s.fields))
	for key, v := want.Next(lua.LNil); key != lua.LNil; key, v = want.Next(key) {
		name, _ := key.(lua.LString)
		expected, isTable := v.(*lua.LTable)
		received, both := got.RawGet(key).(*lua.LTable)
		if i, ok := s.header.Index(string(name)); ok && s.fields[i].Flags != nil && isTable && both {
			v = merged(s.state.L, received, expected)
		}
		full.RawSet(key, v)
	}
	return full
}

func merged(l *lua.LState, below, above *lua.LTable) *lua.LTable {
	t := l.CreateTable(0, 8)
	for _, from := range []*lua.LTable{below, above} {
		for key, v := from.Next(lua.LNil); key != lua.LNil; key, v = from.Next(key) {
			if _, isName := key.(lua.LString); !isName { // a list of the bits that are set
				key, v = v, lua.LTrue
			}
			t.RawSet(key, v)
		}
	}
	return t
}
