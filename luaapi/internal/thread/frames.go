package thread

import (
	"fmt"
	"reflect"
	"strings"
	"unsafe"

	"sockrun/luaapi/internal/opcode"

	lua "github.com/yuin/gopher-lua"
)

// Position returns the file and line of the innermost Lua function at or
// above level (0 is the running one) of a thread, or "" and 0. It reads the
// thread's stack, so its VM's baton must be held.
func Position(L *lua.LState, level int) (file string, line int) {
	for ; L != nil; L, level = L.Parent, 0 { // a coroutine may have no Lua function: then who resumed it
		for f := topFrame(L); f.p != nil; f = f.parent() {
			if file, line := f.position(); level <= 0 && line > 0 {
				return file, line
			}
			level--
		}
	}
	return "", 0
}

// At returns the file and line of the function at level (0 is the running
// one) of a thread, line 0 when it is no Lua function or has made room for
// one by a tail call. With the baton.
func At(L *lua.LState, level int) (file string, line int) {
	for f := topFrame(L); f.p != nil && level >= 0; f = f.parent() {
		if level == 0 {
			return f.position()
		}
		level -= 1 + f.integer(frameOffsets.tailCall)
	}
	return "", 0
}

// maxTrace is how many lines a stack trace has at most.
const maxTrace = 20

// Traceback returns the Lua functions that a thread is in, innermost first, as
// "file:line: in function 'name'", through the coroutines that resumed each
// other. With the baton.
func Traceback(L *lua.LState) []string {
	var trace []string
	for ; L != nil; L = L.Parent {
		for f := topFrame(L); f.p != nil; f = f.parent() {
			if file, line := f.position(); line > 0 {
				trace = append(trace, fmt.Sprintf("%s:%d: in %s", file, line, f.name(L)))
			}
		}
	}
	if n := len(trace); n > maxTrace {
		return append(append(trace[:maxTrace/2:maxTrace/2], "…"), trace[n-maxTrace/2+1:]...)
	}
	return trace
}

// frame is gopher-lua's call frame as far as we look at it. The interpreter
// does not export it; the offsets are taken from its type by name, and the
// process does not start when a new version has changed them.
type frame struct{ p unsafe.Pointer }

var frameOffsets = findFrameOffsets()

func findFrameOffsets() (o struct{ fn, parent, pc, localBase, tailCall uintptr }) {
	t := reflect.TypeFor[lua.Debug]().Field(0).Type.Elem()
	o.fn, o.parent, o.pc = offset(t, "Fn"), offset(t, "Parent"), offset(t, "Pc")
	o.localBase, o.tailCall = offset(t, "LocalBase"), offset(t, "TailCall")
	return o
}

// topFrame returns the innermost frame of a thread.
func topFrame(L *lua.LState) frame { return running(L) }

// frameAt returns the frame at a level of a thread, 0 for the innermost, and
// gopher-lua's record of it.
func frameAt(L *lua.LState, level int) (frame, *lua.Debug) {
	dbg, ok := L.GetStack(level)
	if !ok {
		return frame{}, dbg
	}
	return frame{*(*unsafe.Pointer)(unsafe.Pointer(dbg))}, dbg
}

func (f frame) fn() *lua.LFunction {
	return *(**lua.LFunction)(unsafe.Add(f.p, frameOffsets.fn))
}

func (f frame) parent() frame {
	return frame{*(*unsafe.Pointer)(unsafe.Add(f.p, frameOffsets.parent))}
}

func (f frame) integer(offset uintptr) int { return *(*int)(unsafe.Add(f.p, offset)) }

// pc returns the index of the instruction that the frame is at, -1 when it is
// not at one.
func (f frame) pc() int {
	pc := f.integer(frameOffsets.pc) - 1
	if f.fn().IsG || pc >= len(f.fn().Proto.Code) {
		return -1
	}
	return pc
}

// position returns where the frame is in its Lua function, line 0 for none.
func (f frame) position() (file string, line int) {
	if pc := f.pc(); pc >= 0 && !isOurs(f.fn().Proto.SourceName) {
		return f.fn().Proto.SourceName, f.fn().Proto.DbgSourcePositions[pc]
	}
	return "", 0
}

// Bundled begins the names of sources that come with the program. Errors show
// who called them instead.
const Bundled = "[bundled] "

func isOurs(source string) bool { return source == entranceName || strings.HasPrefix(source, Bundled) }

// inOurs says whether the innermost Lua function of a thread comes with the
// program.
func inOurs(L *lua.LState) bool {
	for f := topFrame(L); f.p != nil; f = f.parent() {
		if !f.fn().IsG {
			return isOurs(f.fn().Proto.SourceName)
		}
	}
	return false
}

// name is what the frame's function was called by.
func (f frame) name(L *lua.LState) string {
	caller, proto := f.parent(), f.fn().Proto
	switch {
	case caller.p == nil && L.Parent == nil:
		return "main chunk"
	case caller.p != nil && caller.pc() >= 0 && f.integer(frameOffsets.tailCall) == 0:
		for _, call := range caller.fn().Proto.DbgCalls {
			if call.Pc == caller.pc() && call.Name != "?" {
				return "function '" + call.Name + "'"
			}
		}
	}
	return fmt.Sprintf("function <%s:%d>", proto.SourceName, proto.LineDefined)
}

// base returns the register at which the frame's arguments and locals begin,
// 0 without a frame.
func (f frame) base() int {
	if f.p == nil {
		return 0
	}
	return f.integer(frameOffsets.localBase)
}

// calls says whether the frame, a caller, is at an ordinary call instruction.
// If not, what it called is a metamethod or an iterator, which gopher-lua
// runs in a loop of its own that no yield can leave.
func (f frame) calls() bool {
	op := f.instruction().Op()
	return op == lua.OP_CALL || op == lua.OP_TAILCALL
}

// instruction returns the one that the frame is at, no call if it is none of
// Lua code.
func (f frame) instruction() opcode.Word {
	if pc := f.pc(); pc >= 0 {
		return opcode.Word(f.fn().Proto.Code[pc])
	}
	return 0
}

// wanted makes of the results of the call that the frame is at as many as it
// stores: nobody else does when they come from a resume.
func (f frame) wanted(results []lua.LValue) []lua.LValue {
	n := f.instruction().C() - 1
	if n < 0 { // all of them
		return results
	}
	for len(results) < n {
		results = append(results, lua.LNil)
	}
	return results[:n]
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
