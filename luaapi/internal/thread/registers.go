package thread

import (
	"reflect"
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// Bindings that are called millions of times look at the registers of the
// interpreter themselves, since each look through its API costs a call and a
// check of what is known already.
//
// The fields that this takes are not exported; the offsets are taken from the
// types by name, as in frames.go.
var registerOffsets = findRegisterOffsets()

func findRegisterOffsets() (o struct{ registers, frame, array, top, growth uintptr }) {
	state := reflect.TypeFor[lua.LState]()
	field, _ := state.FieldByName("reg")
	registers := field.Type.Elem()
	o.registers, o.frame = offset(state, "reg"), offset(state, "currentFrame")
	o.array, o.top, o.growth = offset(registers, "array"), offset(registers, "top"), offset(registers, "growBy")
	return o
}

// registers is the stack of values of a thread.
type registers struct{ p unsafe.Pointer }

func registersOf(L *lua.LState) registers {
	return registers{*(*unsafe.Pointer)(unsafe.Add(unsafe.Pointer(L), registerOffsets.registers))}
}

func (r registers) array() []lua.LValue {
	return *(*[]lua.LValue)(unsafe.Add(r.p, registerOffsets.array))
}

// top is where the number of values is.
func (r registers) top() *int { return (*int)(unsafe.Add(r.p, registerOffsets.top)) }

// growth is by how many registers more than needed the stack grows.
func (r registers) growth() *int { return (*int)(unsafe.Add(r.p, registerOffsets.growth)) }

// Arguments returns all arguments of the running binding; the first of a
// method is its object. They are the registers themselves: the caller must not
// change them, nor use them after it has pushed a value. With the baton.
func Arguments(L *lua.LState) []lua.LValue {
	r := registersOf(L)
	return r.array()[running(L).base():*r.top()]
}

// running returns the innermost frame, none when L does not run.
func running(L *lua.LState) frame {
	return frame{*(*unsafe.Pointer)(unsafe.Add(unsafe.Pointer(L), registerOffsets.frame))}
}

// Reserve grows the stack of L once for n more values, since pushing them one
// by one would copy it again and again.
func Reserve(L *lua.LState, n int) {
	top := L.GetTop()
	L.SetTop(top + n)
	L.SetTop(top)
}
