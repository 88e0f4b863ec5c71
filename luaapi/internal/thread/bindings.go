package thread

import (
	"reflect"
	"unsafe"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/opcode"
)

// A task that waits does so inside a binding, and thousands may wait at the same
// time. So what stands on Go's stack between a script and its bindings is kept
// small: with gopher-lua's own instructions it was so much that the stack of one
// who waits had to grow from 4 to 8 KiB.
//
// The linker finds the two functions by name, and the process does not start
// when a new version of gopher-lua has changed what its frames look like.

//go:linkname pushCallFrame github.com/yuin/gopher-lua.(*LState).pushCallFrame
func pushCallFrame(L *lua.LState, f callFrame, fn lua.LValue, meta bool)

// callGFunction calls the binding whose frame is the innermost, leaves that
// frame, and says whether another thread is to go on.
//
//go:linkname callGFunction github.com/yuin/gopher-lua.callGFunction
func callGFunction(L *lua.LState, tail bool) (switched bool)

// callFrame is gopher-lua's, of which frame is a pointer to one.
type callFrame struct {
	Idx        int
	Fn         *lua.LFunction
	Parent     unsafe.Pointer
	Pc         int
	Base       int
	LocalBase  int
	ReturnBase int
	NArgs      int
	NRet       int
	TailCall   int
}

func init() {
	ours, theirs := reflect.TypeFor[callFrame](), reflect.TypeFor[lua.Debug]().Field(0).Type.Elem()
	same := ours.NumField() == theirs.NumField()
	for i := 0; same && i < ours.NumField(); i++ {
		a, b := ours.Field(i), theirs.Field(i)
		same = a.Name == b.Name && (a.Type == b.Type || a.Name == "Parent" && b.Type.Kind() == reflect.Pointer)
	}
	if !same {
		panic("gopher-lua's frames are not as expected")
	}
}

// callOther is the instruction that calls, for all functions but those in Go:
// these it calls itself.
func callOther(call instruction) instruction {
	return func(L *lua.LState, inst uint32, base unsafe.Pointer) int {
		makeRoom(L)
		caller := running(L)
		if !enterCalled(L, opcode.Word(inst), caller) {
			if call(L, inst, base) == 1 {
				return 1
			}
		} else if callGFunction(L, false) {
			return 1
		}
		if running(L) == caller { // it was a binding, which has returned
			Interrupt(L)
		}
		return 0
	}
}

// enterCalled pushes the frame of the binding that a frame calls; it is not ok
// when that is no binding.
//
//go:noinline
func enterCalled(L *lua.LState, w opcode.Word, caller frame) (ok bool) {
	r, at := registersOf(L), caller.base()+w.A()
	nargs := w.B() - 1
	if nargs < 0 { // up to the top
		nargs = *r.top() - at - 1
	}
	return enterBinding(L, caller, at, nargs, w.C()-1)
}

// enterBinding pushes the frame of a binding that lies in a register with its
// arguments behind it, and whose results go there.
func enterBinding(L *lua.LState, caller frame, at, nargs, nret int) (ok bool) {
	fn, ok := registersOf(L).array()[at].(*lua.LFunction)
	if !ok || !fn.IsG {
		return false
	}
	pushCallFrame(L, callFrame{
		Fn: fn, Parent: caller.p, Base: at, LocalBase: at + 1, ReturnBase: at, NArgs: nargs, NRet: nret,
	}, fn, false)
	return true
}

// eachOther is the instruction that asks the iterator of a generic for, for all
// iterators but those in Go: these it calls itself.
func eachOther(otherwise instruction) instruction {
	return func(L *lua.LState, inst uint32, base unsafe.Pointer) int {
		Interrupt(L)
		loop := running(L)
		if !enterIterator(L, opcode.Word(inst), loop) {
			return otherwise(L, inst, base)
		}
		callGFunction(L, false)
		loop.each(registersOf(L), opcode.Word(inst))
		return 0
	}
}

// enterIterator pushes the frame of the iterator of a generic for, which is
// called with the state and the last value; it is not ok when that is no binding.
//
//go:noinline
func enterIterator(L *lua.LState, w opcode.Word, loop frame) (ok bool) {
	r, at := registersOf(L), loop.base()+w.A()
	if at+6 > len(r.array()) {
		return false
	}
	v, top := r.array()[at:at+6:at+6], r.top()
	if fn, ok := v[0].(*lua.LFunction); !ok || !fn.IsG {
		return false
	}
	copy(v[3:], v[:3])
	*top = max(*top, at+6)
	return enterBinding(L, loop, at+3, 2, w.C())
}

// each goes on with the body of a generic for, or behind it when the first value
// that the iterator has returned is nil.
func (f frame) each(r registers, w opcode.Word) {
	pc := (*int)(unsafe.Add(f.p, frameOffsets.pc))
	v := r.array()[f.base()+w.A():]
	if v[3] != lua.LNil {
		v[2] = v[3]
		*pc += opcode.Word(f.fn().Proto.Code[*pc]).Jump()
	}
	*pc++
}
