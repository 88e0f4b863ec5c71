package bind

import (
	"slices"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/wire/plural"
)

// StrictList makes a list raise when a name is read, which it cannot have; owner
// is what the error calls it.
func StrictList(s *thread.State, t *lua.LTable, owner string) {
	meta := s.L.CreateTable(0, 1)
	meta.RawSetString("__index", s.L.NewFunction(func(L *lua.LState) int {
		if name, ok := L.Get(2).(lua.LString); ok {
			L.RaiseError("%s is a list of %s: it has no %s, but its elements may", owner, plural.Of(t.Len(), "element"), string(name))
		}
		return 0
	}))
	t.Metatable = meta
}

// Strict makes a table raise when a field is read that it does not have and
// that is none of known, with the nearest one; owner is what the error calls
// the table. Fields may be set, and rawget asks without an error. late, unless
// nil, works out a field that is known when it is read first, and nil has none.
func Strict(s *thread.State, t *lua.LTable, owner string, known []string, late func(name string) (lua.LValue, error)) {
	meta := s.L.CreateTable(0, 1)
	meta.RawSetString("__index", s.L.NewFunction(func(L *lua.LState) int {
		name := L.Get(2).String()
		if _, isIndex := L.Get(2).(lua.LNumber); isIndex {
			L.RaiseError("%s is no list and has no [%s]: it has %s", owner, name, strings.Join(slices.Compact(slices.Sorted(slices.Values(slices.Concat(known, keys(t))))), ", "))
		}
		if !slices.Contains(known, name) {
			L.RaiseError("%s", missing(owner, name, slices.Concat(known, keys(t))))
		}
		if late == nil {
			return 0
		}
		v, err := late(name)
		if err != nil {
			L.RaiseError("%s", err)
		}
		t.RawSetString(name, v)
		L.Push(v)
		return 1
	}))
	t.Metatable = meta
}
