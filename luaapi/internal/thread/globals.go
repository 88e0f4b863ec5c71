package thread

import (
	"weak"

	lua "github.com/yuin/gopher-lua"
)

// Lazy is a set of globals that are made on first use. It may be shared by
// all VMs.
type Lazy struct {
	Names []string // all of them, in a fixed order
	// Make makes one in a VM; nil when there is no such global.
	Make func(s *State, name string) lua.LValue
}

type lazyKey struct{}

// Install lets the VM's globals come from lazy.
func Install(s *State, lazy *Lazy) {
	s.Value(lazyKey{}, func() any { return lazy })
	s.L.G.Global.Metatable = Leading(s.L, s.L.NewFunction(func(L *lua.LState) int {
		name, ok := L.Get(2).(lua.LString)
		if !ok {
			return 0
		}
		L.Push(global(s, lazy, string(name)))
		return 1
	}))
	s.L.G.Global.RawSetString("_G", s.L.G.Global)
	s.L.SetMetatable(lua.LString(""), ofStrings(s, lazy))
}

// ofStrings is the metatable of strings. From the first look-up on it leads to
// the library without a call, but for what that lacks. Of numbers nothing is
// found in Lua 5.1, which is no help: who writes data[0] gets a nil that differs
// from every byte.
func ofStrings(s *State, lazy *Lazy) *lua.LTable {
	var strings *lua.LTable
	var missed *lua.LFunction
	missed = s.L.NewFunction(func(L *lua.LState) int {
		if _, isElement := L.Get(2).(lua.LNumber); isElement && !looksIntoTable(s, L) {
			L.RaiseError("a string has no elements: s:byte(i) is the number of byte i, from 1, and s:sub(i, i) the byte")
		}
		library := global(s, lazy, "string").(*lua.LTable)
		if strings.RawGetString("__index") == missed { // the first look-up
			strings.RawSetString("__index", library)
			library.Metatable = Leading(s.L, missed)
		}
		L.Push(library.RawGet(L.Get(2)))
		return 1
	})
	strings = Leading(s.L, missed)
	return strings
}

// looksIntoTable says whether a script, whose instruction has called a handler of
// __index, looks for something in a table: the library itself, or one that leads
// to it, which have no more elements than others of Lua's.
func looksIntoTable(s *State, L *lua.LState) bool {
	f, dbg := frameAt(L, 1)
	if f.p == nil || f.pc() < 0 {
		return false
	}
	n := naming{state: s, L: L, dbg: dbg, fn: f.fn(), proto: f.fn().Proto, pc: f.pc()}
	i := n.at(n.pc)
	_, isTable := n.operand(n.indexed(i)).(*lua.LTable)
	return i.Op() == lua.OP_GETTABLE && isTable
}

func global(s *State, lazy *Lazy, name string) lua.LValue {
	if v := s.L.G.Global.RawGetString(name); v != lua.LNil {
		return v
	}
	v := lazy.Make(s, name)
	if v == nil {
		return lua.LNil
	}
	s.L.G.Global.RawSetString(name, v)
	return v
}

// Complete makes every global that was not used yet.
func Complete(s *State) {
	lazy := s.Value(lazyKey{}, func() any { return &Lazy{} }).(*Lazy)
	for _, name := range lazy.Names {
		global(s, lazy, name)
	}
}

type numbersKey struct{}

// Number returns the number by which tostring shows a table, function,
// userdata or thread: 1 for the first object that was asked for, and so on,
// so that output is the same from run to run.
func Number(s *State, v lua.LValue) int {
	n := s.Value(numbersKey{}, func() any { return &numbers{seen: map[any]int{}} }).(*numbers)
	var key any
	switch v := v.(type) {
	case *lua.LTable:
		key = weak.Make(v)
	case *lua.LFunction:
		key = weak.Make(v)
	case *lua.LUserData:
		key = weak.Make(v)
	case *lua.LState:
		key = weak.Make(v)
	}
	return n.of(key)
}

// numbers holds its objects weakly, and forgets the dead ones as it grows.
type numbers struct {
	seen map[any]int
	last int
	full int
}

func (n *numbers) of(key any) int {
	if number, ok := n.seen[key]; ok {
		return number
	}
	if n.full = max(n.full, 1000); len(n.seen) >= n.full {
		n.forget()
		n.full = 2 * len(n.seen)
	}
	n.last++
	n.seen[key] = n.last
	return n.last
}

func (n *numbers) forget() {
	for key := range n.seen {
		if dead(key) {
			delete(n.seen, key)
		}
	}
}

func dead(key any) bool {
	switch p := key.(type) {
	case weak.Pointer[lua.LTable]:
		return p.Value() == nil
	case weak.Pointer[lua.LFunction]:
		return p.Value() == nil
	case weak.Pointer[lua.LUserData]:
		return p.Value() == nil
	case weak.Pointer[lua.LState]:
		return p.Value() == nil
	}
	return true
}
