package stack_test

import (
	"runtime"
	"runtime/debug"
	"testing"
	"unsafe"

	"sockrun/runner/stack"
)

// A stack that grows moves, and with it what lies on it. A collection could make it
// smaller meanwhile.
func TestStackHasRoom(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	for _, c := range []struct {
		name string
		grow func()
		use  func()
	}{
		{"To4KiB", stack.To4KiB, use2KiB},
		{"To8KiB", stack.To8KiB, use4KiB},
		{"To16KiB", stack.To16KiB, use8KiB},
		{"To32KiB", stack.To32KiB, use16KiB},
	} {
		if !moves(c.use) {
			t.Errorf("%s: a new stack has that room without it", c.name)
		}
		if moves(func() { c.grow() }, c.use) {
			t.Errorf("%s: the stack grew again", c.name)
		}
	}
}

// moves says whether the stack of a new goroutine moves during the last function.
func moves(functions ...func()) bool {
	moved := make(chan bool)
	go func() {
		last := len(functions) - 1
		for _, f := range functions[:last] {
			f()
		}
		var here byte
		before := uintptr(unsafe.Pointer(&here))
		functions[last]()
		moved <- uintptr(unsafe.Pointer(&here)) != before
	}()
	return <-moved
}

//go:noinline
func use2KiB() { var b [2 << 10]byte; runtime.KeepAlive(&b) }

//go:noinline
func use4KiB() { var b [4 << 10]byte; runtime.KeepAlive(&b) }

//go:noinline
func use8KiB() { var b [8 << 10]byte; runtime.KeepAlive(&b) }

//go:noinline
func use16KiB() { var b [16 << 10]byte; runtime.KeepAlive(&b) }
