package thread

import (
	"unsafe"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/opcode"
)

// gopher-lua's loop calls a function for each instruction, which looks for the
// frame and the registers again. That is most of the cost of an instruction
// which copies a value from a register or a constant to a register, as a third of
// them do: this loop does those itself, and what an inner loop of a script is made
// of beside them (calls of bindings that need no frame, look-ups of methods that
// are known, the next round of a numeric for), and leaves all others to the
// functions.

// loop runs the Lua function whose frame is base until it returns.
type loop func(L *lua.LState, base unsafe.Pointer)

func interpret(L *lua.LState, base unsafe.Pointer) {
	if base == nil { // a coroutine that begins or goes on
		L.Panic = raiseNamed // Resume has set another
	}
	makeRoom(L)
	if base == nil || running(L).fn().IsG {
		plainLoop(L, base)
		return
	}
	for r := registersOf(L); ; {
		if w := within(L, running(L), r); instructions[w.Op()](L, uint32(w), base) == 1 {
			return
		}
	}
}

// unasked is how many rounds of a loop go by until the context is asked again,
// where nothing else asks it.
const unasked = 16

// within runs the instructions that come next in a frame, up to one that it does
// not know or cannot do, which it returns as the one that the frame is at.
func within(L *lua.LState, f frame, r registers) opcode.Word {
	proto, base, top, pc := f.fn().Proto, f.base(), r.top(), (*int)(unsafe.Add(f.p, frameOffsets.pc))
	array := r.array() // which a call may have moved
	for rounds := 0; ; {
		w := opcode.Word(proto.Code[*pc])
		*pc++
		to := base + w.A()
		if to >= len(array) {
			return w
		}
		switch w.Op() {
		case lua.OP_MOVE:
			array[to] = array[base+w.B()]
		case lua.OP_LOADK:
			array[to] = proto.Constants[w.Bx()]
		case lua.OP_CALL:
			if !directly(L, f, r, w) {
				return w
			}
			array = r.array()
			continue
		case lua.OP_SELF:
			if !selfOf(array, base, w, proto) {
				return w
			}
			to++
		case lua.OP_FORLOOP:
			if rounds++; rounds%unasked == 1 {
				Interrupt(L)
			}
			if !nextRound(array, to, r) {
				return w
			}
			to += 3
			*pc += w.Jump()
		default:
			return w
		}
		*top = max(*top, to+1)
	}
}
