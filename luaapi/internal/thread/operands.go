package thread

import (
	_ "unsafe" // for linkname, see bindings.go

	"sockrun/luaapi/internal/opcode"

	lua "github.com/yuin/gopher-lua"
)

func (n naming) operand(operand int) lua.LValue {
	if operand >= opcode.FirstConstant {
		return n.proto.Constants[operand-opcode.FirstConstant]
	}
	_, v := n.L.GetLocal(n.dbg, operand+1)
	return v
}

// indexed returns the register of what an instruction looks into.
func (n naming) indexed(i opcode.Word) int {
	if assigns(i) {
		return i.A()
	}
	return i.B()
}

// assigns says whether an instruction sets what it looks for.
func assigns(i opcode.Word) bool { return i.Op() == lua.OP_SETTABLE || i.Op() == lua.OP_SETTABLEKS }

// handler says why a value that can be looked into could not be: what its
// metatable, or one that this leads to, has for it is none; "" for other values.
func (n naming) handler(i opcode.Word, operand int) string {
	event, owner := "__index", "its "
	if assigns(i) {
		event = "__newindex"
	}
	v := n.operand(operand)
	for range 100 { // gopher-lua's bound
		meta, ok := n.L.GetMetatable(v).(*lua.LTable)
		if !ok {
			return ""
		}
		v = meta.RawGetString(event)
		switch v.(type) {
		case *lua.LNilType, *lua.LFunction:
			return ""
		case *lua.LTable, *lua.LUserData, lua.LString:
			owner = "the " + event + " of " + owner
		default:
			return "; " + owner + event + " is a " + kindOf(v) + ", neither a table nor a function"
		}
	}
	return ""
}

// unjoined returns the register of the value that a concatenation cannot join,
// -1 for none that is still there. Lua joins from the right, two at a time; what
// a metamethod has made of two is taken for text.
func (n naming) unjoined(i opcode.Word) int {
	right := i.C()
	for left := right - 1; left >= i.B() && i.Op() == lua.OP_CONCAT; left-- {
		leftText := lua.LVCanConvToString(n.operand(left))
		rightText := right < 0 || lua.LVCanConvToString(n.operand(right))
		switch {
		case leftText && rightText, n.joins(left, right):
			right = -1
		case leftText:
			return right
		default:
			return left
		}
	}
	return -1
}

// joins says whether an operand has a metamethod that joins the two, of which
// the right one is -1 for a text.
func (n naming) joins(left, right int) bool {
	method := n.L.GetMetaField(n.operand(left), "__concat")
	if method == lua.LNil && right >= 0 {
		method = n.L.GetMetaField(n.operand(right), "__concat")
	}
	return method.Type() == lua.LTFunction
}

// parseNumber reads a number as the interpreter does in arithmetic on strings.
//
//go:linkname parseNumber github.com/yuin/gopher-lua.parseNumber
func parseNumber(text string) (lua.LNumber, error)

func isNumber(v lua.LValue) bool {
	if text, ok := v.(lua.LString); ok {
		_, err := parseNumber(string(text))
		return err == nil
	}
	return v.Type() == lua.LTNumber
}
