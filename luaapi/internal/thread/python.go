package thread

import (
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/opcode"
)

// called says what was meant by a call of what is no function: beside names
// that are not there what is habit in Python.
func (n naming) called(i opcode.Word) string {
	switch v := n.operand(i.A()).(type) {
	case *lua.LNilType:
		if hint := n.prefix(i); hint != "" {
			return hint
		}
	case *lua.LTable:
		if i.Op() == lua.OP_TFORLOOP {
			return "; write for i, v in ipairs(t) do, or pairs(t) for what is no list"
		}
		return n.module(i.A(), v)
	}
	if i.Op() == lua.OP_TFORLOOP {
		return n.looped(i.A())
	}
	return n.meant(i.A())
}

// looped says what to write for a loop over what is no iterator.
func (n naming) looped(operand int) string {
	switch kindOf(n.operand(operand)) {
	case "file":
		return "; write for line in f:lines() do"
	case "channel":
		return "; write for value in function() return (channel:recv()) end do, which ends when it is closed"
	case "socket":
		return "; write for line in s:makefile():lines() do"
	case "stream":
		return "; write for message in conn:messages() do"
	case "number":
		return "; write for i = first, last do"
	case "string":
		return "; write for byte in s:gmatch(\".\") do, or for part in s:gmatch(pattern) do"
	}
	return n.meant(operand)
}

// prefix explains f"…" and its like, which Lua takes for a call of f. So may
// f("…") be, of a function that is not there.
func (n naming) prefix(i opcode.Word) string {
	from := n.read(i.A(), n.pc)
	argument, isText := n.operand(i.A() + 1).(lua.LString)
	if from < 0 || i.Op() == lua.OP_TFORLOOP || n.at(from).Op() != lua.OP_GETGLOBAL || !isText {
		return ""
	}
	switch n.text(opcode.FirstConstant + n.at(from).Bx()) {
	case "f":
		if _, field, _ := strings.Cut(string(argument), "{"); strings.Contains(field, "}") {
			return "; for f\"{x}\" write string.format(\"%s\", x), or join with .."
		}
	case "b", "rb", "br":
		return "; strings are bytes: write \"\\xff\" without the b"
	case "r":
		return "; for r\"…\" write [[…]]"
	}
	return ""
}

// module says which function of a module was meant by a call of the module.
func (n naming) module(operand int, module *lua.LTable) string {
	from := n.read(operand, n.pc)
	if from < 0 || n.at(from).Op() != lua.OP_GETGLOBAL {
		return ""
	}
	name := n.text(opcode.FirstConstant + n.at(from).Bx())
	switch {
	case (name == "expect" || name == "verify") && inherited(module, "equal") != lua.LNil:
		return "; write " + name + ".equal(received, expected)"
	case name == "hex" && inherited(module, "encode") != lua.LNil:
		return "; write hex.encode(bytes), or string.format(\"%x\", n) for a number"
	case inherited(module, name).Type() == lua.LTFunction:
		return "; write " + name + "." + name + "(…)"
	}
	return ""
}

// numeric says what to write for what Python does with tuples, of which Lua has
// the values, and with integers.
func (n naming) numeric(i opcode.Word, bad int) string {
	if bad < 0 || assigns(i) || n.operand(bad).Type() != lua.LTNumber {
		return ""
	}
	switch key := n.operand(i.C()).(type) {
	case lua.LNumber:
		return "; a function returns values, not a tuple: local a, b = struct.unpack(format, data)"
	case lua.LString:
		return instead("int."+string(key), "", nil)
	}
	return ""
}

// truth says where true often comes from that is taken for a table.
func (n naming) truth(bad int) string {
	if bad < 0 || n.operand(bad) != lua.LTrue {
		return ""
	}
	return "; if it came from require, the file returns nothing: end it with return and its table"
}

// textual says what to write for operators that take strings in Python; bad is
// the operand that is no number.
func (n naming) textual(i opcode.Word, bad int) string {
	if bad < 0 || n.operand(bad).Type() != lua.LTString {
		return ""
	}
	switch {
	case i.Op() == lua.OP_ADD:
		return "; strings are joined with .."
	case i.Op() == lua.OP_MOD && bad == i.B():
		return "; write string.format(format, …)"
	case i.Op() == lua.OP_MUL:
		return "; write string.rep(s, n)"
	}
	return ""
}
