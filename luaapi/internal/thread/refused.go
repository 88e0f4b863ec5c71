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

// Refused keeps why the binding that runs returns nil and a reason, such as
// io.open, to be told when the script goes on with the nil. With the baton.
func (s *State) Refused(L *lua.LState, why string) {
	f := topFrame(L).parent()
	if f.p == nil || f.fn().Proto == nil || f.pc() < 0 {
		s.Granted()
		return
	}
	s.current.refusal = refusal{f.fn().Proto, f.pc(), why}
}

// Granted forgets what Refused has kept for the running task: the binding has
// returned what it was asked for. With the baton.
func (s *State) Granted() { s.current.refusal = refusal{} }

// refused says why an operand that is nil is no better, if it is what the last
// refused call has returned; else "".
func (n naming) refused(operand int) string {
	last := n.state.current.refusal
	if last.proto == nil || operand < 0 || n.operand(operand) != lua.LNil {
		return ""
	}
	from := naming{state: n.state, L: n.L, proto: last.proto, pc: last.pc}
	same, result := last.proto == n.proto, from.at(last.pc).A()
	kind, name := split(n.name(operand, n.pc))
	register, keptKind, kept := from.keptAs()
	switch {
	case name == "":
		if !same || n.pc != last.pc+1 || operand != result {
			return ""
		}
	case name != kept, kind == "local" && (!same || operand != register):
		return ""
	case kind != keptKind && !(kind == "upvalue" && keptKind == "local"):
		return ""
	}
	return "; " + last.why
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
