package thread

import (
	"unsafe"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/opcode"
)

// Methods is the metatable of objects with methods, which no script sees and so
// none changes. A call of a method finds it there, without the call of __index.
// All of it is used with the baton.
type Methods struct {
	lua.LTable // first, since it is found by its address
	*methods
}

// methods are those of a class: each is made when it is first looked up, since
// scripts use few of the many.
type methods struct {
	made []made
	make func(name string) lua.LValue
}

// made is a method by its name.
type made struct {
	name   string
	method lua.LValue
}

// isMethods, as the metatable of a table, says that this is one of Methods.
var isMethods = &lua.LUserData{}

// NewMethods returns an empty metatable with room for so many names. make makes a
// method, nil when there is none of that name.
func NewMethods(s *State, names int, make func(name string) lua.LValue) *Methods {
	return newMethods(s, names, &methods{make: make})
}

// Like returns an empty metatable with the same methods as m.
func (m *Methods) Like(s *State, names int) *Methods { return newMethods(s, names, m.methods) }

func newMethods(s *State, names int, shared *methods) *Methods {
	m := &Methods{LTable: *s.L.CreateTable(0, names), methods: shared}
	m.Metatable = isMethods
	return m
}

// Find returns a method, nil when there is none of that name.
func (m *methods) Find(name string) lua.LValue {
	for _, known := range m.made {
		if known.name == name {
			return known.method
		}
	}
	method := m.make(name)
	if method != nil {
		m.made = append(m.made, made{name, method})
	}
	return method
}

// Coroutines run in gopher-lua's loop, which calls a function for each instruction.
func init() { instructions[lua.OP_SELF] = findMethod(instructions[lua.OP_SELF]) }

// findMethod is the instruction that looks a method up to call it; otherwise does
// so for what is none of Methods.
func findMethod(otherwise instruction) instruction {
	return func(L *lua.LState, inst uint32, base unsafe.Pointer) int {
		w, r, f := opcode.Word(inst), registersOf(L), running(L)
		if !selfOf(r.array(), f.base(), w, f.fn().Proto) {
			return otherwise(L, inst, base)
		}
		*r.top() = max(*r.top(), f.base()+w.A()+2)
		return 0
	}
}

// selfOf does the instruction that looks a method up to call it, if that is one of
// Methods.
func selfOf(array []lua.LValue, base int, w opcode.Word, proto *lua.FunctionProto) bool {
	at := base + w.A()
	if at+2 > len(array) || w.C() < opcode.FirstConstant {
		return false
	}
	object := array[base+w.B()]
	fn := methodOf(object, proto.Constants[w.C()-opcode.FirstConstant])
	if fn != nil {
		array[at], array[at+1] = fn, object
	}
	return fn != nil
}

// methodOf returns a method of an object that has Methods, nil for others.
func methodOf(object, name lua.LValue) lua.LValue {
	ud, ok := object.(*lua.LUserData)
	if !ok {
		return nil
	}
	meta, ok := ud.Metatable.(*lua.LTable)
	if !ok {
		return nil
	}
	if mark, _ := meta.Metatable.(*lua.LUserData); mark != isMethods {
		return nil
	}
	text, _ := name.(lua.LString)
	return (*Methods)(unsafe.Pointer(meta)).Find(string(text))
}
