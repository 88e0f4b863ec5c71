package thread

import (
	"unsafe"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/opcode"
)

// MethodsKey is where a metatable, which no script sees, may have a table of
// methods by themselves: a call of one that is there finds it without a call of
// __index, and is as fast as with a table of fields in each object.
const MethodsKey = "__methods"

func init() { instructions[lua.OP_SELF] = findMethod(instructions[lua.OP_SELF]) }

// findMethod is the instruction that looks a method up to call it; otherwise
// does so for all objects that have no such table.
func findMethod(otherwise instruction) instruction {
	return func(L *lua.LState, inst uint32, base unsafe.Pointer) int {
		w, r, f := opcode.Word(inst), registersOf(L), running(L)
		values, at := r.array(), f.base()+w.A()
		if at+2 > len(values) || w.C() < opcode.FirstConstant {
			return otherwise(L, inst, base)
		}
		object := values[f.base()+w.B()]
		fn := methodOf(object, f.fn().Proto.Constants[w.C()-opcode.FirstConstant])
		if fn == lua.LNil {
			return otherwise(L, inst, base)
		}
		values[at], values[at+1] = fn, object
		*r.top() = max(*r.top(), at+2)
		return 0
	}
}

// methodOf returns a method of an object whose metatable has MethodsKey, nil of
// Lua when it has to be looked for elsewhere.
func methodOf(object, name lua.LValue) lua.LValue {
	ud, ok := object.(*lua.LUserData)
	if !ok {
		return lua.LNil
	}
	meta, ok := ud.Metatable.(*lua.LTable)
	if !ok {
		return lua.LNil
	}
	methods, ok := meta.RawGetString(MethodsKey).(*lua.LTable)
	if !ok {
		return lua.LNil
	}
	text, _ := name.(lua.LString)
	return methods.RawGetString(string(text))
}
