// Package bind is how Lua modules are declared and built: one record per
// function with its name, parameters and documentation, from which come the
// binding itself, the text of argument errors and the reference. A module
// package holds such records and short functions that convert arguments and
// results; what they call lives elsewhere.
package bind

import (
	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/thread"
)

// Module declares one Lua module. The Example of a module, function or class
// is Lua that tests run as a program; what it prints stands behind "--> " at
// the end of the line that prints it.
type Module struct {
	Name    string
	Doc     string // first sentence: what it is for
	Example string
	Funcs   []Func
	Consts  []Const
	Classes []*Class
	// Global, if set, makes what the global and require give, instead of a
	// table of Funcs and Consts.
	Global func(s *thread.State, table *lua.LTable) lua.LValue
}

// Declared is a module that is not made yet.
type Declared struct {
	Name   string         // of the module
	Module func() *Module // makes it
}

// Func declares a function or a method.
type Func struct {
	Name string
	// Params reads like "data: string, flags?: integer, ...: any"; the names
	// and types appear in argument errors and in the reference.
	Params  string
	Returns string // such as "string" or "socket, address"; "" for none
	Doc     string
	Errors  string // codes and conditions, "" when it raises only for wrong arguments
	Example string
	Run     func(Call) int
	// Direct, unless nil, is a shorter way for calls with the right arguments.
	Direct thread.Direct
}

// Const declares a constant of a module.
type Const struct {
	Name  string
	Value lua.LValue
	Doc   string
}

// Class declares a kind of object: userdata that holds a Go value.
type Class struct {
	Name    string // what type errors call it: "socket"
	Doc     string
	Example string
	Fields  []Const // Value is unused here; what objects show beside methods
	Methods []Func
	// Field, unless nil, returns a field of an object that holds a value, nil of
	// Lua for none: such objects need no fields of their own. There may be very
	// many of them.
	Field func(value any, name string) lua.LValue
	// Reads names the methods that only read their string arguments while they
	// run: they keep no part of them, nor return one.
	Reads []string
	Meta  []Func // metamethods: __tostring, __eq, __call, …
	// Open objects give nil for names that they do not have; the others raise.
	Open bool
	// NoList, unless "", is what reading an element, as obj[1], raises, and what
	// functions raise that take lists.
	NoList string
}

// Build makes the module's table in a VM.
func (m *Module) Build(s *thread.State) lua.LValue {
	t := s.L.CreateTable(0, len(m.Funcs)+len(m.Consts))
	for i := range m.Funcs {
		f := &m.Funcs[i]
		t.RawSetString(f.Name, NewFunction(s, f, m.Name+"."+f.Name, 0))
	}
	for _, c := range m.Consts {
		t.RawSetString(c.Name, c.Value)
	}
	if m.Global != nil {
		return m.Global(s, t)
	}
	return t
}

// NewFunction makes one declared function callable in a VM. name is what its
// argument errors call it; skip is how many Lua arguments stand before the
// declared ones (1 for methods).
func NewFunction(s *thread.State, f *Func, name string, skip int) *lua.LFunction {
	of := &callee{f: f, name: name, skip: skip}
	run := func(L *lua.LState) int {
		defer s.Guard()
		return f.Run(Call{L: L, S: s, of: of})
	}
	if f.Direct != nil {
		return s.NewDirect(run, f.Direct)
	}
	return s.L.NewFunction(run)
}
