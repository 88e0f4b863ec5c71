package thread

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"sockrun/luaapi/internal/opcode"

	lua "github.com/yuin/gopher-lua"
)

// What gopher-lua raises where a value is of the wrong kind, without a word
// on which value that is. Made on first use: most runs of the program need none.
var (
	noFunction = pattern(`attempt to call a non-function object`)
	noTable    = pattern(`attempt to index a non-table object\(\w+\)`)
	noLength   = pattern(`__len undefined`)
	noNumber   = pattern(`cannot perform \w+ operation between \w+ and \w+|__unm undefined`)
	noOrder    = pattern(`attempt to compare \w+ with \w+`)
	noText     = pattern(`cannot perform concat operation between \w+ and \w+`)
)

func pattern(text string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}

// named returns the text of an error as Lua 5.4 says it, with the kind and the
// name of the value that was no good: "attempt to call a nil value (field
// 'x')", and with what was meant by a name that is not there. It is called
// before the stack is unwound; the function that raised is at level.
func named(s *State, L *lua.LState, level int, text string) string {
	f, dbg := frameAt(L, level)
	if f.p == nil || f.pc() < 0 {
		return text
	}
	n := naming{state: s, L: L, dbg: dbg, fn: f.fn(), proto: f.fn().Proto, pc: f.pc()}
	i := n.at(n.pc)
	switch {
	case noFunction().MatchString(text):
		return replace(text, noFunction(), n.value("call", i.A())) + n.called(i)
	case noTable().MatchString(text):
		bad := n.indexed(i)
		return replace(text, noTable(), n.value("index", bad)) + cmp.Or(n.refused(bad), n.meant(bad), n.numeric(i, bad), n.handler(i, bad), n.truth(bad))
	case noLength().MatchString(text):
		return replace(text, noLength(), n.value("get the length of", i.B())) + n.meant(i.B())
	case noOrder().MatchString(text) && (i.Op() == lua.OP_LT || i.Op() == lua.OP_LE):
		return replace(text, noOrder(), n.comparison(i))
	case noText().MatchString(text):
		bad := n.unjoined(i)
		return replace(text, noText(), n.value("concatenate", bad)) + n.meant(bad)
	case noNumber().MatchString(text):
		bad := i.B()
		if isNumber(n.operand(bad)) {
			bad = i.C()
		}
		return replace(text, noNumber(), n.value("perform arithmetic on", bad)) + n.meant(bad) + n.textual(i, bad)
	}
	return text
}

func replace(text string, what *regexp.Regexp, by string) string {
	at := what.FindStringIndex(text)
	return text[:at[0]] + by + text[at[1]:]
}

// naming finds out what the operands of an instruction were called in the
// script, from the instructions before it.
type naming struct {
	state *State
	L     *lua.LState
	dbg   *lua.Debug
	fn    *lua.LFunction
	proto *lua.FunctionProto
	pc    int
}

func (n naming) at(pc int) opcode.Word { return opcode.Word(n.proto.Code[pc]) }

// value says that something was attempted with the value of an operand.
func (n naming) value(attempt string, operand int) string {
	if operand < 0 {
		return "attempt to " + attempt + " a value that does not allow it"
	}
	text := attempted(attempt, n.operand(operand))
	if name := n.name(operand, n.pc); name != "" {
		text += " (" + name + ")"
	}
	return text
}

// attempted says of which kind the value was.
func attempted(attempt string, v lua.LValue) string {
	kind, article := kindOf(v), "a"
	if strings.ContainsRune("aeiou", rune(kind[0])) {
		article = "an"
	}
	return fmt.Sprintf("attempt to %s %s %s value", attempt, article, kind)
}

// comparison says which kinds cannot be compared. Of an int64 and a number
// Lua 5.1 does not ask the int64, so the script has to convert.
func (n naming) comparison(i opcode.Word) string {
	a, b := kindOf(n.operand(i.B())), kindOf(n.operand(i.C()))
	text := "attempt to compare " + a + " with " + b
	if a == "int64" && b == "number" || a == "number" && b == "int64" {
		text += "; write int64(n) for the number"
	}
	return text
}

// kindOf returns the type of a value, and of an object of ours its class.
func kindOf(v lua.LValue) string {
	if ud, ok := v.(*lua.LUserData); ok {
		if meta, ok := ud.Metatable.(*lua.LTable); ok {
			if class, ok := meta.RawGetString("__metatable").(lua.LString); ok && class != "" {
				return string(class)
			}
		}
	}
	return v.Type().String()
}

// name says what an operand at pc was called, "" when it had no name.
func (n naming) name(operand, pc int) string {
	if operand >= opcode.FirstConstant {
		return ""
	}
	if local := n.local(operand, pc); local != "" {
		return "local '" + local + "'"
	}
	from := n.setter(operand, pc)
	if from < 0 {
		return ""
	}
	switch i := n.at(from); i.Op() {
	case lua.OP_GETGLOBAL:
		return "global '" + n.text(opcode.FirstConstant+i.Bx()) + "'"
	case lua.OP_GETUPVAL:
		return "upvalue '" + n.proto.DbgUpvalues[i.B()] + "'"
	case lua.OP_MOVE, lua.OP_MOVEN:
		return n.name(i.B(), from)
	case lua.OP_GETTABLE, lua.OP_GETTABLEKS:
		return n.field("field", n.constantKey(i.C(), from))
	case lua.OP_SELF:
		if operand == i.A() { // the object itself is in the next one
			return n.field("method", i.C())
		}
	}
	return ""
}

// constantKey is the constant that the key of an instruction is: also one that
// was loaded before it, as between for and do; -1 when it is none.
func (n naming) constantKey(operand, pc int) int {
	if operand >= opcode.FirstConstant {
		return operand
	}
	from := n.setter(operand, pc)
	if from < 0 || n.at(from).Op() != lua.OP_LOADK || n.local(operand, pc) != "" {
		return -1
	}
	return opcode.FirstConstant + n.at(from).Bx()
}

func (n naming) field(kind string, key int) string {
	if key < opcode.FirstConstant {
		return ""
	}
	return kind + " '" + n.text(key) + "'"
}

func (n naming) text(constant int) string {
	return n.proto.Constants[constant-opcode.FirstConstant].String()
}

// local returns the name of the local variable in a register at pc.
func (n naming) local(register, pc int) string {
	for _, l := range n.proto.DbgLocals {
		if l.StartPc > pc {
			break
		}
		if pc < l.EndPc || l.EndPc == 0 { // a chunk does not end its own
			if register == 0 && !strings.HasPrefix(l.Name, "(") { // that is what loops keep
				return l.Name
			}
			register--
		}
	}
	return ""
}

// setter returns the last instruction before pc that sets a register, -1 when
// there is none or a jump may have passed it by: only one that no jump before it
// goes beyond is sure to have been made.
func (n naming) setter(register, pc int) int {
	from, passed := -1, 0 // the furthest that a jump goes, up to pc
	for at := 0; at < pc; at += opcode.Size(n.proto, at) {
		if n.at(at).MayReplace(register) {
			from = at
			if at < passed {
				from = -1
			}
		}
		for _, to := range opcode.Next(n.proto, at) {
			if to <= pc {
				passed = max(passed, to)
			}
		}
	}
	return from
}
