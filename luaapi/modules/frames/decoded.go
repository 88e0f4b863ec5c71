package frames

import (
	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/header"
)

// Decoded returns the message that data begins with, as scripts of a VM see it,
// whichever VM the codec is of: its Lua is not run, and checks are not looked at.
// ok is false when it takes Lua to know, or data holds no message. With the baton.
func Decoded(s *thread.State, c frame.Codec, data []byte) (v lua.LValue, ok bool) {
	h := HeaderOf(c)
	if h == nil {
		m, n, err := c.Decode(data, 0)
		return lua.LString(m.Bytes), err == nil && n > 0
	}
	var m header.Message
	if n, err := h.Read(&m, data); err != nil || n <= 0 {
		return nil, false
	}
	t, err := Structured(s, h).(*structured).table(&m, copied)
	if err != nil {
		return nil, false
	}
	if h.Lenient() {
		return without(s, t, "errors"), true // which are not known
	}
	return t, true
}

// without returns a copy of a table that lacks a name.
func without(s *thread.State, t *lua.LTable, name string) *lua.LTable {
	rest := s.L.CreateTable(0, 8)
	for key, v := t.Next(lua.LNil); key != lua.LNil; key, v = t.Next(key) {
		if key != lua.LString(name) {
			rest.RawSet(key, v)
		}
	}
	return rest
}
