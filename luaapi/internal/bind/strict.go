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
	t.Metatable = thread.Leading(s.L, s.L.NewFunction(func(L *lua.LState) int {
		if name, ok := L.Get(2).(lua.LString); ok {
			L.RaiseError("%s is a list of %s: it has no %s, but its elements may", owner, plural.Of(t.Len(), "element"), string(name))
		}
		return 0
	}))
}

// Strict makes a table raise when a field is read that it does not have and
// that is none of known, with the nearest one; owner is what the error calls
// the table. Fields may be set, and rawget asks without an error. Tables of the
// same owner and fields share their metatable.
func Strict(s *thread.State, t *lua.LTable, owner string, known []string) {
	t.Metatable = s.Value(strictKey{owner, strings.Join(known, "\x00")}, func() any {
		return refusing(s, owner, known, func(*lua.LTable, string) (lua.LValue, error) { return lua.LNil, nil })
	}).(lua.LValue)
}

type strictKey struct{ owner, known string }

// StrictLate is Strict for a table some of whose fields late works out when they
// are read first; nil has none.
func StrictLate(s *thread.State, t *lua.LTable, owner string, known []string, late func(name string) (lua.LValue, error)) {
	t.Metatable = refusing(s, owner, known, func(t *lua.LTable, name string) (lua.LValue, error) {
		v, err := late(name)
		if err == nil {
			t.RawSetString(name, v)
		}
		return v, err
	})
}

// refusing is the metatable of a strict table.
func refusing(s *thread.State, owner string, known []string, missed func(t *lua.LTable, name string) (lua.LValue, error)) *lua.LTable {
	return thread.Leading(s.L, s.L.NewFunction(func(L *lua.LState) int {
		t, name := L.CheckTable(1), L.Get(2).String()
		if _, isIndex := L.Get(2).(lua.LNumber); isIndex {
			L.RaiseError("%s is no list and has no [%s]: it has %s", owner, name, strings.Join(slices.Compact(slices.Sorted(slices.Values(slices.Concat(known, keys(t))))), ", "))
		}
		if !slices.Contains(known, name) {
			L.RaiseError("%s", missing(owner, name, slices.Concat(known, keys(t))))
		}
		v, err := missed(t, name)
		if err != nil {
			L.RaiseError("%s", err)
		}
		L.Push(v)
		return 1
	}))
}
