package thread

import (
	"unsafe"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/opcode"
)

// Methods is the metatable of objects with methods, which no script sees and so
// none changes. A call of a method that it has noted finds it there, without a
// look into the tables that __index leads to. All of it is used with the baton.
type Methods struct {
	lua.LTable // first, since it is found by its address
	noted      *[]noted
}

// noted is a method by its name.
type noted struct {
	name   string
	method lua.LValue
}

// maxNoted is how many methods are noted: objects of which more are called find
// the others through __index, as all do.
const maxNoted = 16

// isMethods, as the metatable of a table, says that this is one of Methods.
var isMethods = &lua.LUserData{}

// NewMethods returns an empty metatable with room for so many names.
func NewMethods(s *State, names int) *Methods { return newMethods(s, names, new([]noted)) }

// Like returns an empty metatable that notes the same methods as m does, now and
// later.
func (m *Methods) Like(s *State, names int) *Methods { return newMethods(s, names, m.noted) }

func newMethods(s *State, names int, list *[]noted) *Methods {
	m := &Methods{LTable: *s.L.CreateTable(0, names), noted: list}
	m.Metatable = isMethods
	return m
}

// Note adds a method.
func (m *Methods) Note(name string, method lua.LValue) {
	if len(*m.noted) < maxNoted {
		*m.noted = append(*m.noted, noted{name, method})
	}
}

// Coroutines run in gopher-lua's loop, which calls a function for each instruction.
func init() { instructions[lua.OP_SELF] = findMethod(instructions[lua.OP_SELF]) }

// findMethod is the instruction that looks a method up to call it; otherwise does
// so for what has not been noted.
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

// selfOf does the instruction that looks a method up to call it, if its object
// has noted that.
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

// methodOf returns a method that the metatable of an object has noted, nil when
// it has to be looked for.
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
	for _, n := range *(*Methods)(unsafe.Pointer(meta)).noted {
		if n.name == string(text) {
			return n.method
		}
	}
	return nil
}
