package thread

import (
	"errors"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/opcode"
)

// Asserted is the cause of an error that an assert has raised which was told of
// a comparison that does not hold: what the error's value, Lua's own, does not
// say.
type Asserted struct {
	Seen []string // a line for each operand that is worth one

	object lua.LValue // that was raised
	at     string     // "file:line:"
}

// Error says the same as Lua.
func (a *Asserted) Error() string { return "assertion failed!" }

// NoteAsserted keeps what the operands were of the comparison that the running
// binding is about to raise object for, in place of the last. With the baton.
func (s *State) NoteAsserted(L *lua.LState, object lua.LValue, seen []string) {
	s.current.asserted = nil
	if len(seen) > 0 {
		s.current.asserted = &Asserted{Seen: seen, object: object, at: L.Where(1)}
	}
}

// NoteAgain is NoteAsserted for the binding that raises anew what another task
// has ended with. With the baton.
func (s *State) NoteAgain(L *lua.LState, raised *lua.ApiError) {
	var a *Asserted
	if errors.As(raised.Cause, &a) {
		s.NoteAsserted(L, raised.Object, a.Seen)
	}
}

// raised says whether object is what the assertion has raised, of which trace is
// where it came from. The same text may come from elsewhere.
func (a *Asserted) raised(object lua.LValue, trace []string) bool {
	if object != a.object {
		return false
	}
	text, _ := object.(lua.LString)
	return strings.HasPrefix(string(text), a.at) || len(trace) > 0 && strings.HasPrefix(trace[0], a.at)
}

// Operand is one side of a comparison.
type Operand struct {
	Text  string // in the source, "" for a constant
	Value lua.LValue
}

// Compared returns the operands of the comparison that is the first argument of
// the binding that runs, if the statement that has called it keeps them (see
// opcode.Left), else none. With the baton.
func Compared(L *lua.LState) []Operand {
	f, dbg := frameAt(L, 1)
	if f.p == nil || f.fn().Proto == nil || f.pc() < 0 {
		return nil
	}
	n := naming{L: L, dbg: dbg, fn: f.fn(), proto: f.fn().Proto, pc: f.pc()}
	for i, l := range n.proto.DbgLocals {
		left, isLeft := strings.CutPrefix(l.Name, opcode.Left)
		if !isLeft || l.StartPc > n.pc || n.assertedFrom(l.StartPc) != n.pc {
			continue
		}
		right := strings.TrimPrefix(n.proto.DbgLocals[i+1].Name, opcode.Right)
		register := n.at(n.pc).A() // of assert, behind the two
		return []Operand{{left, n.operand(register - 2)}, {right, n.operand(register - 1)}}
	}
	return nil
}

// assertedFrom returns the call of the function that the instruction at pc looks
// up. Calls inside of its arguments have registers behind its own.
func (n naming) assertedFrom(pc int) int {
	register := n.at(pc).A()
	for ; pc < len(n.proto.Code); pc += opcode.Size(n.proto, pc) {
		if i := n.at(pc); i.Op() == lua.OP_CALL && i.A() == register {
			return pc
		}
	}
	return -1
}
