package thread

import (
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/opcode"
)

// refusal is the last call of a task that has returned nil in place of what it
// was asked for: scripts that do not look at it find out later.
type refusal struct {
	proto *lua.FunctionProto // of the function that called, nil for none
	pc    int
	why   string
}

// Wish is what a script has asked for: of each kind the last refusal is kept.
type Wish uint8

// The wishes that are refused with nil.
const (
	ForFile    Wish = iota // to open one
	ForMessage             // to receive one
	wishes
)

// Refused keeps why the binding that runs returns nil, such as io.open, to be
// told when the script goes on with the nil. With the baton.
func (s *State) Refused(L *lua.LState, wish Wish, why string) {
	f := topFrame(L).parent()
	if f.p == nil || f.fn().Proto == nil || f.pc() < 0 {
		s.Granted(wish)
		return
	}
	s.current.refusals[wish] = &refusal{f.fn().Proto, f.pc(), why}
}

// Granted forgets what Refused has kept for the running task: the binding has
// returned what it was asked for. With the baton.
func (s *State) Granted(wish Wish) {
	if s.current.refusals[wish] != nil {
		s.current.refusals[wish] = nil
	}
}

// RefusedArgument says why argument i, from 1, of the binding that runs is nil,
// if it is what the last refused call has returned; else "". With the baton.
func (s *State) RefusedArgument(L *lua.LState, i int) string {
	n, register := s.argument(L, i)
	return strings.TrimPrefix(n.refused(register), "; ")
}

// MeantArgument says what was meant by argument i, from 1, of the binding that
// runs, if that is nil and bears a name that is not there: "; did you mean …?",
// or "". With the baton.
func (s *State) MeantArgument(L *lua.LState, i int) string {
	n, register := s.argument(L, i)
	return n.meant(register)
}

// argument is the register of argument i of the binding that runs, and the
// function that has called it; -1 when Lua has not called it.
func (s *State) argument(L *lua.LState, i int) (n naming, register int) {
	f, dbg := frameAt(L, 1)
	if f.p == nil || f.fn().Proto == nil || f.pc() < 0 {
		return n, -1
	}
	n = naming{state: s, L: L, dbg: dbg, fn: f.fn(), proto: f.fn().Proto, pc: f.pc()}
	call := n.at(n.pc)
	if call.Op() != lua.OP_CALL {
		return n, -1
	}
	return n, call.A() + i
}

// refused says why an operand that is nil is no better, if it is what a call has
// returned that was the last of its kind to be refused; else "".
func (n naming) refused(operand int) string {
	if operand < 0 || n.operand(operand) != lua.LNil {
		return ""
	}
	for wish, last := range n.state.current.refusals {
		if last != nil && n.isOf(last, Wish(wish), operand) {
			return "; " + last.why
		}
	}
	return ""
}

// isOf says whether an operand is what a refused call has returned.
func (n naming) isOf(last *refusal, wish Wish, operand int) bool {
	from := naming{state: n.state, L: n.L, proto: last.proto, pc: last.pc}
	same, result := last.proto == n.proto, from.at(last.pc).A()
	if !same && wish == ForFile && n.isFileMethod() { // a function has handed on what it was not given
		return true
	}
	kind, name := split(n.name(operand, n.pc))
	register, keptKind, kept := from.keptAs()
	switch {
	case name == "":
		return same && operand == result && n.setter(operand, n.pc) == last.pc
	case name != kept, kind == "local" && (!same || n.origin(operand) != register):
		return false
	}
	return kind == keptKind || kind == "upvalue" && keptKind == "local"
}

// origin is the register of the local variable that an operand was copied from:
// itself unless it is an argument.
func (n naming) origin(operand int) int {
	for pc := n.pc; n.local(operand, pc) == ""; {
		if pc = n.setter(operand, pc); pc < 0 {
			break
		}
		operand = n.at(pc).B()
	}
	return operand
}

// isFileMethod says whether a method is called that only files have.
func (n naming) isFileMethod() bool {
	i := n.at(n.pc)
	if i.Op() != lua.OP_SELF || i.C() < opcode.FirstConstant {
		return false
	}
	switch n.text(i.C()) {
	case "read", "lines", "write", "seek", "flush", "setvbuf":
		return true
	}
	return false
}

// split splits what name returns: "local 'f'" is a local of the name f.
func split(name string) (kind, bare string) {
	kind, bare, _ = strings.Cut(name, " '")
	return kind, strings.TrimSuffix(bare, "'")
}

// keptAs is where the first result of the call at pc was kept: in a variable of
// a kind and a name, with its register if it is local; "" for nowhere.
func (n naming) keptAs() (register int, kind, name string) {
	call := n.at(n.pc)
	if call.Op() != lua.OP_CALL || n.pc+1 >= len(n.proto.Code) {
		return 0, "", ""
	}
	register = call.A()
	switch i := n.at(n.pc + 1); i.Op() {
	case lua.OP_SETGLOBAL:
		if i.A() == register {
			return register, "global", n.text(opcode.FirstConstant + i.Bx())
		}
	case lua.OP_SETUPVAL:
		if i.A() == register {
			return register, "upvalue", n.proto.DbgUpvalues[i.B()]
		}
	case lua.OP_SETTABLE, lua.OP_SETTABLEKS:
		if i.C() == register {
			return register, "field", n.key(i.B())
		}
	case lua.OP_MOVE, lua.OP_MOVEN:
		if i.B() == register {
			register = i.A()
			return register, "local", n.local(register, n.pc+2)
		}
	}
	return register, "local", n.local(register, n.pc+1)
}

// Kept is the name of the local variable that gets result k, from 0, of the call
// that runs the binding; "" when none does. With the baton.
func (s *State) Kept(L *lua.LState, k int) string {
	f := topFrame(L).parent()
	if f.p == nil || f.fn().Proto == nil || f.pc() < 0 {
		return ""
	}
	n := naming{state: s, L: L, proto: f.fn().Proto, pc: f.pc()}
	call := n.at(n.pc)
	if call.Op() != lua.OP_CALL || call.C() < k+2 {
		return ""
	}
	return n.local(call.A()+k, n.pc+1)
}

// key is the text of a constant that is a key, also of one that was loaded
// into a register before the call at pc.
func (n naming) key(operand int) string {
	if operand < opcode.FirstConstant {
		from := n.setter(operand, n.pc)
		if from < 0 || n.at(from).Op() != lua.OP_LOADK {
			return ""
		}
		operand = opcode.FirstConstant + n.at(from).Bx()
	}
	return n.text(operand)
}
