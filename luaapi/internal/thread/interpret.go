package thread

import (
	"unsafe"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/opcode"
)

// gopher-lua's loop calls a function for each instruction, which looks for the
// frame and the registers again. That is most of the cost of an instruction
// which copies a value from a register or a constant to a register, as a third of
// them do: this loop does those itself, and calls of bindings that need no frame,
// and leaves all others to the functions.

// loop runs the Lua function whose frame is base until it returns.
type loop func(L *lua.LState, base unsafe.Pointer)

func interpret(L *lua.LState, base unsafe.Pointer) {
	if base == nil { // a coroutine that begins or goes on
		L.Panic = raiseNamed // Resume has set another
	}
	if base == nil || running(L).fn().IsG {
		plainLoop(L, base)
		return
	}
	for r := registersOf(L); ; {
		f := running(L)
		code, pc := f.fn().Proto.Code, (*int)(unsafe.Add(f.p, frameOffsets.pc))
		w := opcode.Word(code[*pc])
		*pc++
		if w.Op() == lua.OP_MOVE || w.Op() == lua.OP_LOADK {
			w = copied(w, f, r, pc)
		}
		if w.Op() == lua.OP_CALL && directly(L, f, r, w) {
			continue
		}
		if instructions[w.Op()](L, uint32(w), base) == 1 {
			return
		}
	}
}

// copied makes the copies that come next in a frame, of which w is the first, and
// returns the instruction behind them as the one that the frame is at.
func copied(w opcode.Word, f frame, r registers, pc *int) opcode.Word {
	base, array, top, proto := f.base(), r.array(), r.top(), f.fn().Proto
	for {
		to := base + w.A()
		switch op := w.Op(); {
		case op == lua.OP_MOVE && to < len(array):
			array[to] = array[base+w.B()]
		case op == lua.OP_LOADK && to < len(array):
			array[to] = proto.Constants[w.Bx()]
		default:
			return w
		}
		*top = max(*top, to+1)
		w = opcode.Word(proto.Code[*pc])
		*pc++
	}
}
