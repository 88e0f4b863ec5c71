package thread

import (
	"reflect"
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// gopher-lua's own pcall cuts every closure of the thread off from the locals
// that it shares with functions that go on: after an error was caught, the
// function and its closures see different values. The cure is to let errors
// close nothing (hasErrorFunc), and to close what belongs to the functions
// that the error ends, and no more.
//
// The fields that this takes are not exported; the offsets are taken from the
// types by name, as in frames.go.
var upvalueOffsets = findUpvalueOffsets()

func findUpvalueOffsets() (o struct{ open, keep, next, index uintptr }) {
	state, upvalue := reflect.TypeFor[lua.LState](), reflect.TypeFor[lua.Upvalue]()
	o.open, o.keep = offset(state, "uvcache"), offset(state, "hasErrorFunc")
	o.next, o.index = offset(upvalue, "next"), offset(upvalue, "index")
	return o
}

func offset(t reflect.Type, field string) uintptr {
	f, ok := t.FieldByName(field)
	if !ok {
		panic("gopher-lua's " + t.Name() + " has no field " + field)
	}
	return f.Offset
}

// keepUpvalues says whether an error in L leaves upvalues open, and sets
// whether it shall.
func keepUpvalues(L *lua.LState, keep bool) (kept bool) {
	flag := (*bool)(unsafe.Add(unsafe.Pointer(L), upvalueOffsets.keep))
	kept, *flag = *flag, keep
	return kept
}

// closeUpvalues gives the locals of L at or above base to the closures that
// share them: the functions that they belong to are ending.
func closeUpvalues(L *lua.LState, base int) {
	next := (**lua.Upvalue)(unsafe.Add(unsafe.Pointer(L), upvalueOffsets.open))
	for *next != nil && *(*int)(unsafe.Add(unsafe.Pointer(*next), upvalueOffsets.index)) < base {
		next = nextUpvalue(*next)
	}
	for uv := *next; uv != nil; uv = *nextUpvalue(uv) {
		if uv.Value() == nil { // gone with the stack already
			uv.SetValue(lua.LNil)
		}
		uv.Close()
	}
	*next = nil
}

func nextUpvalue(uv *lua.Upvalue) **lua.Upvalue {
	return (**lua.Upvalue)(unsafe.Add(unsafe.Pointer(uv), upvalueOffsets.next))
}
