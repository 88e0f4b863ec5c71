package luaapi

import (
	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/thread"
)

// Scope is a set of globals over those of its VM. It is used inside tasks of
// the VM only.
type Scope struct{ table *lua.LTable }

// Globals is the scope of the VM's own globals.
func (t *Task) Globals() *Scope { return &Scope{t.vm.state.L.G.Global} }

type scopeKey struct{}

// NewScope returns a scope whose names hide the VM's globals.
func (t *Task) NewScope() *Scope {
	s := t.vm.state
	meta := s.Value(scopeKey{}, func() any { return thread.Leading(s.L, s.L.G.Global) }).(*lua.LTable)
	table := s.L.CreateTable(0, 8)
	table.Metatable = meta
	return &Scope{table}
}

// Enter makes scope the one that the task's chunks run in.
func (t *Task) Enter(scope *Scope) { t.thread.SetGlobals(scope.table) }

// Set gives a name a value.
func (s *Scope) Set(name string, v Value) { s.table.RawSetString(name, v) }

// Get returns the value of a name in this scope, nil (of Lua) for none.
func (s *Scope) Get(name string) Value { return s.table.RawGetString(name) }
