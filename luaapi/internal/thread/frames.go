package thread

import (
	"reflect"
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// Position returns the file and line of the innermost Lua function at or
// above level (0 is the running one) of a thread, or "" and 0. It reads the
// thread's stack, so its VM's baton must be held.
func Position(L *lua.LState, level int) (file string, line int) {
	if L == nil {
		return "", 0
	}
	for ; ; level++ {
		dbg, ok := L.GetStack(level)
		if !ok {
			if L.Parent != nil { // inside a coroutine: look at who resumed it
				L, level = L.Parent, -1
				continue
			}
			return "", 0
		}
		if _, err := L.GetInfo("Sl", dbg, lua.LNil); err == nil && dbg.CurrentLine > 0 {
			return dbg.Source, dbg.CurrentLine
		}
	}
}

// frame is gopher-lua's call frame as far as we look at it. The interpreter
// does not export it; the offsets are taken from its type by name, and a test
// fails when a new version has changed them.
type frame struct{ p unsafe.Pointer }

var frameOffsets = findFrameOffsets()

type offsets struct{ fn, parent, pc uintptr }

func findFrameOffsets() (o offsets) {
	t := reflect.TypeFor[lua.Debug]().Field(0).Type.Elem()
	for name, at := range map[string]*uintptr{"Fn": &o.fn, "Parent": &o.parent, "Pc": &o.pc} {
		field, ok := t.FieldByName(name)
		if !ok {
			panic("gopher-lua's callFrame has no field " + name)
		}
		*at = field.Offset
	}
	return o
}

// topFrame returns the innermost frame of a thread.
func topFrame(L *lua.LState) frame {
	dbg, ok := L.GetStack(0)
	if !ok {
		return frame{}
	}
	return frame{*(*unsafe.Pointer)(unsafe.Pointer(dbg))}
}

func (f frame) fn() *lua.LFunction {
	return *(**lua.LFunction)(unsafe.Add(f.p, frameOffsets.fn))
}

func (f frame) parent() frame {
	return frame{*(*unsafe.Pointer)(unsafe.Add(f.p, frameOffsets.parent))}
}

// calls says whether the frame, a caller, is at an ordinary call instruction.
// If not, what it called is a metamethod or an iterator, which gopher-lua
// runs in a loop of its own that no yield can leave.
func (f frame) calls() bool {
	if f.fn().IsG {
		return false
	}
	pc := *(*int)(unsafe.Add(f.p, frameOffsets.pc))
	code := f.fn().Proto.Code
	if pc < 1 || pc > len(code) {
		return false
	}
	op := int(code[pc-1] >> 26)
	return op == lua.OP_CALL || op == lua.OP_TAILCALL
}

// canYield says whether every frame of the thread was called by an ordinary
// call of Lua code, so that a yield can unwind them all.
func canYield(L *lua.LState) bool {
	for f := topFrame(L); f.p != nil; f = f.parent() {
		if p := f.parent(); p.p != nil && !p.calls() {
			return false
		}
	}
	return true
}
