package thread

import (
	"reflect"
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// A thread has its frames in segments of eight, and gopher-lua makes a list of as
// many of them as there may ever be: 1 KiB, where most threads use one or two. So
// a thread of ours begins with a short list, and with few registers. Before a
// function is called each gets longer by as much as it has.

const (
	segmentFrames = 8
	fewFrames     = 4 * segmentFrames
	mostSegments  = (maxFrames + segmentFrames - 1) / segmentFrames
)

// frameStack is gopher-lua's stack of frames.
type frameStack struct {
	segments []unsafe.Pointer // the rest of them nil
	last     uint16           // the segment that the innermost frame is in
	used     uint8            // how many frames of it are used
}

// checkFrames panics unless the stack of a thread is as expected.
func checkFrames(L *lua.LState) {
	t := reflect.ValueOf(L).Elem().FieldByName("stack").Elem().Type().Elem()
	segments, last, used := t.Field(0), t.Field(1), t.Field(2)
	frames := segments.Type.Elem().Elem().Field(0).Type
	if segments.Name != "segments" || frames.Len() != segmentFrames ||
		last.Name != "segIdx" || last.Type.Kind() != reflect.Uint16 || used.Name != "segSp" || used.Type.Kind() != reflect.Uint8 {
		panic("gopher-lua's stack of frames is not as expected")
	}
}

func framesOf(L *lua.LState) *frameStack {
	return (*frameStack)((*value)(unsafe.Add(unsafe.Pointer(L), threadOffsets.stack)).data)
}

// makeRoom makes room for the frames that gopher-lua may push until it is called
// again, of which there are two or three.
func makeRoom(L *lua.LState) {
	s, r := framesOf(L), registersOf(L)
	if int(s.last)+2 >= len(s.segments) {
		s.grow()
	}
	if n := len(r.array()); *r.growth() < n {
		*r.growth() = min(n, registryGrow)
	}
}

func (s *frameStack) grow() {
	if n := len(s.segments); n < mostSegments {
		longer := make([]unsafe.Pointer, min(2*n, mostSegments))
		copy(longer, s.segments)
		s.segments = longer
	}
}

// isFull says whether there is no room for one more frame.
func (s *frameStack) isFull() bool { return int(s.last)*segmentFrames+int(s.used) >= maxFrames }
