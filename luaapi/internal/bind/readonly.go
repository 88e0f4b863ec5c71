package bind

import (
	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/thread"
)

// moduleMark is what getmetatable gives for a read-only module.
const moduleMark = lua.LString("module")

// ReadOnly returns an empty table through which scripts see those of a
// module: all of a VM share it, so nobody may change it. A name that the
// module does not have raises, as in Python, and is not silently nil.
func ReadOnly(s *thread.State, name string, module *lua.LTable) *lua.LTable {
	meta := s.L.CreateTable(0, 4)
	if own, ok := module.Metatable.(*lua.LTable); ok {
		meta.RawSetString("__call", own.RawGetString("__call"))
	}
	if module.Metatable == lua.LNil {
		module.Metatable = s.L.CreateTable(0, 1)
	}
	module.Metatable.(*lua.LTable).RawSetString("__index", s.L.NewFunction(func(L *lua.LState) int {
		if _, isName := L.Get(2).(lua.LString); !isName {
			L.RaiseError("%s", unnamed(name, L.Get(2), "it is a module, no list"))
		}
		L.RaiseError("%s", missing(name, L.Get(2).String(), keys(module)))
		return 0
	}))
	meta.RawSetString("__index", module)
	meta.RawSetString("__newindex", s.L.NewFunction(func(L *lua.LState) int {
		L.RaiseError("%s is read-only: %s.%s cannot be set", name, name, L.Get(2).String())
		return 0
	}))
	meta.RawSetString("__metatable", moduleMark)
	shown := s.L.CreateTable(0, 0)
	shown.Metatable = meta
	return shown
}

// Changeable returns table argument i, which the function is to change: a
// read-only module is refused.
func (c Call) Changeable(i int) *lua.LTable {
	t := c.Table(i)
	if Contents(t) != t {
		c.Raise("%s is a module, which is read-only", c.param(i))
	}
	return t
}

func keys(t *lua.LTable) (names []string) {
	for key, _ := t.Next(lua.LNil); key != lua.LNil; key, _ = t.Next(key) {
		names = append(names, key.String())
	}
	return names
}

// Contents returns the table behind a read-only module, and any other table
// as it is: what iterating over t goes over.
func Contents(t *lua.LTable) *lua.LTable {
	meta, ok := t.Metatable.(*lua.LTable)
	if !ok || meta.RawGetString("__metatable") != moduleMark {
		return t
	}
	if behind, ok := meta.RawGetString("__index").(*lua.LTable); ok {
		return behind
	}
	return t
}
