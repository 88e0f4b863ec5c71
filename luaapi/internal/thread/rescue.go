package thread

import (
	"fmt"
	"reflect"
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// gopher-lua has a fault of its own: where a function that a tail call has just
// entered finds no more room for its values, it looks for the line of the
// instruction before the first one and panics, in PCall once more, which then
// leaves the thread as it is. That is an error like any other full stack, and
// can be made one: what PCall would have done can be done from outside. Only of a
// coroutine that ends with it nobody can tell any more what it was.

// unwinding is where a thread stands before a protected call.
type unwinding struct {
	L     *lua.LState
	frame unsafe.Pointer
	calls int // inside each other
	top   int // of the values, below the function that is called
}

func unwindingOf(L *lua.LState, nargs int) unwinding {
	return unwinding{L, topFrame(L).p, callStack(L).Sp(), L.GetTop() - nargs - 1}
}

// rescue makes an error of a panic that is that fault, in the thread of the
// innermost protected call of a task. It must be deferred around PCall; any
// other panic goes on.
func (s *State) rescue(t *Task, err *error) {
	r := recover()
	if r == nil {
		return
	}
	u := t.guarded[len(t.guarded)-1].unwinding
	if s.fault != nil || !isTailFault(u.L, fmt.Sprint(r)) {
		panic(r)
	}
	*err = tailFault(u.L)
	callStack(u.L).SetSp(u.calls)
	*(*unsafe.Pointer)(unsafe.Add(unsafe.Pointer(u.L), stateOffsets.frame)) = u.frame
	u.L.SetTop(u.top)
}

// isTailFault says whether a panic with such a text is the fault, raised by the
// innermost frame of a thread: no other is at no instruction.
func isTailFault(L *lua.LState, text string) bool {
	f := topFrame(L)
	return text == "runtime error: index out of range [-1]" &&
		f.p != nil && !f.fn().IsG && f.integer(frameOffsets.pc) == 0 && f.integer(frameOffsets.tailCall) > 0
}

// tailFault is what gopher-lua meant to raise.
func tailFault(L *lua.LState) *lua.ApiError {
	proto := topFrame(L).fn().Proto
	at := fmt.Sprintf("%s:%d:", proto.SourceName, proto.DbgSourcePositions[0])
	return &lua.ApiError{Type: lua.ApiErrorRun, Object: lua.LString(at + fullValues)}
}

// stateOffsets are those of two fields of a thread, found by their names like
// frameOffsets.
var stateOffsets = findStateOffsets()

func findStateOffsets() (o struct {
	frame, stack uintptr
	stackType    reflect.Type
}) {
	t := reflect.TypeFor[lua.LState]()
	o.frame, o.stack = offset(t, "currentFrame"), offset(t, "stack")
	f, _ := t.FieldByName("stack")
	o.stackType = f.Type
	return o
}

// calls is gopher-lua's stack of frames as far as it is used here.
type calls interface {
	Sp() int
	SetSp(sp int)
}

func callStack(L *lua.LState) calls {
	at := unsafe.Add(unsafe.Pointer(L), stateOffsets.stack)
	return reflect.NewAt(stateOffsets.stackType, at).Elem().Interface().(calls)
}
