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
var isMethods = lua.LValue(&lua.LUserData{})

// NewMethods returns an empty metatable.
func NewMethods() *Methods {
	return &Methods{LTable: lua.LTable{Metatable: isMethods}, noted: new([]noted)}
}

// Like returns an empty metatable that notes the same methods as m does, now and
// later.
func (m *Methods) Like() *Methods {
	return &Methods{LTable: lua.LTable{Metatable: isMethods}, noted: m.noted}
}

// Note adds a method.
func (m *Methods) Note(name string, method lua.LValue) {
	if len(*m.noted) < maxNoted {
		*m.noted = append(*m.noted, noted{name, method})
	}
}

func init() { instructions[lua.OP_SELF] = findMethod(instructions[lua.OP_SELF]) }

// findMethod is the instruction that looks a method up to call it; otherwise
// does so for what has not been noted.
func findMethod(otherwise instruction) instruction {
	return func(L *lua.LState, inst uint32, base unsafe.Pointer) int {
		w, r, f := opcode.Word(inst), registersOf(L), running(L)
		values, at := r.array(), f.base()+w.A()
		if at+2 > len(values) || w.C() < opcode.FirstConstant {
			return otherwise(L, inst, base)
		}
		object := values[f.base()+w.B()]
		fn := methodOf(object, f.fn().Proto.Constants[w.C()-opcode.FirstConstant])
		if fn == nil {
			return otherwise(L, inst, base)
		}
		values[at], values[at+1] = fn, object
		*r.top() = max(*r.top(), at+2)
		return 0
	}
}

// methodOf returns a method that the metatable of an object has noted, nil when
// it has to be looked for.
func methodOf(object, name lua.LValue) lua.LValue {
	ud, ok := object.(*lua.LUserData)
	if !ok {
		return nil
	}
	meta, ok := ud.Metatable.(*lua.LTable)
	if !ok || meta.Metatable != isMethods {
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
