package thread

import (
	"reflect"
	"sync"
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// gopher-lua's NewThread makes tables of globals for each thread, 7 KiB, and
// then gives it those of its parent: twice as much as all that the thread keeps.
// Its NewState makes them for a hundred names, of which a script uses some. So
// threads are put together here, by gopher-lua's own functions for the parts.

//go:linkname newRegistry github.com/yuin/gopher-lua.newRegistry
func newRegistry(handler value, size, growth, most int, allocator unsafe.Pointer) unsafe.Pointer

//go:linkname newAutoGrowingCallFrameStack github.com/yuin/gopher-lua.newAutoGrowingCallFrameStack
func newAutoGrowingCallFrameStack(frames int) value

//go:linkname newAllocator github.com/yuin/gopher-lua.newAllocator
func newAllocator(numbers int) unsafe.Pointer

// threadOffsets are where a thread has its stack of frames, its registers whom
// they tell of an overflow, and a VM the metatables of values that are no tables.
var threadOffsets = findThreadOffsets()

func findThreadOffsets() (o struct{ stack, handler, metatables uintptr }) {
	state := reflect.TypeFor[lua.LState]()
	stack, _ := state.FieldByName("stack")
	registers, _ := state.FieldByName("reg")
	handler, ok := registers.Type.Elem().FieldByName("handler")
	metatables, also := reflect.TypeFor[lua.Global]().FieldByName("builtinMts")
	if !ok || !also || stack.Type.Kind() != reflect.Interface || handler.Type.Kind() != reflect.Interface || metatables.Type != reflect.TypeFor[map[int]lua.LValue]() {
		panic("gopher-lua's threads are not as expected")
	}
	o.stack, o.handler, o.metatables = stack.Offset, handler.Offset, metatables.Offset
	return o
}

// model is a thread as gopher-lua makes it. It runs nothing: others take from it
// what all threads share.
var model = sync.OnceValue(func() *lua.LState {
	L := lua.NewState(lua.Options{SkipOpenLibs: true, MinimizeStackMemory: true, RegistrySize: registryLeast, RegistryMaxSize: registryMax})
	checkFrames(L)
	return L
})

// someGlobals is how many names a script uses without its tables growing.
const someGlobals = 8

// newMain returns the first thread of a VM.
func newMain() *lua.LState {
	m := model()
	g := &lua.Global{Global: m.CreateTable(0, someGlobals)}
	*(*map[int]lua.LValue)(unsafe.Add(unsafe.Pointer(g), threadOffsets.metatables)) = map[int]lua.LValue{}
	options := lua.Options{
		SkipOpenLibs: true, CallStackSize: maxFrames, MinimizeStackMemory: true,
		RegistrySize: registrySize, RegistryMaxSize: registryMax, RegistryGrowStep: registryGrow,
		IncludeGoStackTrace: true, // of overflows: it has the Lua functions, too
	}
	L := &lua.LState{G: g, Env: g.Global, Panic: m.Panic, Options: options}
	g.MainThread = L // no task may become the main thread by being first
	g.CurrentThread = L
	furnish(L, newAllocator(together))
	return L
}

// newThread returns a thread of the VM without a context. It has its numbers in
// the memory that L has for them, as all threads of a VM may, since one at a time
// runs.
func (s *State) newThread() *lua.LState {
	L := &lua.LState{G: s.L.G, Env: s.L.Env, Panic: s.raise, Options: s.L.Options}
	furnish(L, *allocatorOf(registersOf(s.L).p, allocatorOffset))
	return L
}

// furnish gives a thread its stacks, which begin small, and the memory for its numbers.
func furnish(L *lua.LState, numbers unsafe.Pointer) {
	*allocatorOf(unsafe.Pointer(L), ownAllocatorOffset) = numbers
	*(*value)(unsafe.Add(unsafe.Pointer(L), threadOffsets.stack)) = newAutoGrowingCallFrameStack(fewFrames)
	handler := *(*value)(unsafe.Add(registersOf(model()).p, threadOffsets.handler))
	handler.data = unsafe.Pointer(L)
	*(*unsafe.Pointer)(unsafe.Add(unsafe.Pointer(L), registerOffsets.registers)) = newRegistry(handler, registrySize, registrySize, registryMax, numbers)
	*loopOf(L) = plainLoop
}
