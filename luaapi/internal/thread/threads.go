package thread

import (
	"reflect"
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// gopher-lua's NewThread makes tables of globals for each thread, 7 KiB, and
// then gives it those of its parent: twice as much as all that the thread keeps.
// So threads are put together here, by gopher-lua's own functions for the parts.

//go:linkname newRegistry github.com/yuin/gopher-lua.newRegistry
func newRegistry(handler value, size, growth, most int, allocator unsafe.Pointer) unsafe.Pointer

//go:linkname newAutoGrowingCallFrameStack github.com/yuin/gopher-lua.newAutoGrowingCallFrameStack
func newAutoGrowingCallFrameStack(frames int) value

// threadOffsets are where a thread has its stack of frames, and its registers
// whom they tell of an overflow.
var threadOffsets = findThreadOffsets()

func findThreadOffsets() (o struct{ stack, handler uintptr }) {
	state := reflect.TypeFor[lua.LState]()
	stack, _ := state.FieldByName("stack")
	registers, _ := state.FieldByName("reg")
	handler, ok := registers.Type.Elem().FieldByName("handler")
	if !ok || stack.Type.Kind() != reflect.Interface || handler.Type.Kind() != reflect.Interface {
		panic("gopher-lua's threads are not as expected")
	}
	o.stack, o.handler = stack.Offset, handler.Offset
	return o
}

// newThread returns a thread of the VM without a context. It has its numbers in
// the memory that L has for them, as all threads of a VM may, since one at a time
// runs.
func (s *State) newThread() *lua.LState {
	L := &lua.LState{G: s.L.G, Env: s.L.Env, Panic: s.raise, Options: s.L.Options}
	numbers := *allocatorOf(registersOf(s.L).p, allocatorOffset)
	*allocatorOf(unsafe.Pointer(L), ownAllocatorOffset) = numbers
	*(*value)(unsafe.Add(unsafe.Pointer(L), threadOffsets.stack)) = newAutoGrowingCallFrameStack(maxFrames)
	handler := *(*value)(unsafe.Add(registersOf(s.L).p, threadOffsets.handler))
	handler.data = unsafe.Pointer(L)
	*(*unsafe.Pointer)(unsafe.Add(unsafe.Pointer(L), registerOffsets.registers)) = newRegistry(handler, registrySize, registryGrow, registryMax, numbers)
	*loopOf(L) = plainLoop
	return L
}
