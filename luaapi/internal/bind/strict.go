package bind

import (
	"slices"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/thread"
)

// Strict makes a table raise when a field is read that it does not have and
// that is none of known, with the nearest one; owner is what the error calls
// the table. Fields may be set, and rawget asks without an error.
func Strict(s *thread.State, t *lua.LTable, owner string, known []string) {
	meta := s.L.CreateTable(0, 1)
	meta.RawSetString("__index", s.L.NewFunction(func(L *lua.LState) int {
		name := L.Get(2).String()
		if !slices.Contains(known, name) {
			L.RaiseError("%s", missing(owner, name, slices.Concat(known, keys(t))))
		}
		return 0
	}))
	t.Metatable = meta
}
