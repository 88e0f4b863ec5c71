package thread

import (
	"iter"
	"slices"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/opcode"
	"sockrun/luaapi/wire/spell"
)

// meant says what was meant by the name of an operand that is nil, to stand
// behind the error: a name that differs little, or what there is instead of
// one that other Luas have. It is "" when nothing is known.
func (n naming) meant(operand int) string {
	if operand < 0 || operand >= opcode.FirstConstant || n.operand(operand) != lua.LNil {
		return ""
	}
	from := n.read(operand, n.pc)
	if from < 0 {
		return ""
	}
	switch i := n.at(from); i.Op() {
	case lua.OP_GETGLOBAL:
		return n.global(n.text(opcode.FirstConstant+i.Bx()), n.names(from))
	case lua.OP_GETTABLE, lua.OP_GETTABLEKS:
		if key := n.constantKey(i.C(), from); key >= 0 {
			return n.fieldMeant(i, n.text(key), from)
		}
	case lua.OP_SELF:
		if i.C() >= opcode.FirstConstant {
			return n.method(n.text(i.C()), n.operand(i.A()+1))
		}
	}
	return ""
}

// fieldMeant says what was meant by the field name that the instruction i at from
// has read. One that is called is often a method of Python, with a dot.
func (n naming) fieldMeant(i opcode.Word, name string, from int) string {
	owner, table := n.owner(i.B(), from)
	if n.isCalled() && owner == "" {
		switch _, isText := table.(lua.LString); {
		case isText:
			return n.method(name, table)
		case tableMethod(name) != "" && inherited(table, name) == lua.LNil:
			return "; write " + tableMethod(name)
		}
	}
	return instead(qualified(owner, name), name, fieldNames(table))
}

// isCalled says whether the instruction that has failed is a call.
func (n naming) isCalled() bool {
	op := n.at(n.pc).Op()
	return op == lua.OP_CALL || op == lua.OP_TAILCALL
}

// global says what was meant by a global; of a module of other languages also
// what was looked for in it.
func (n naming) global(name string, known []string) string {
	if i := n.at(n.pc); i.Op() == lua.OP_GETTABLE || i.Op() == lua.OP_GETTABLEKS || i.Op() == lua.OP_SELF {
		if i.C() >= opcode.FirstConstant && spell.Elsewhere(name+"."+n.text(i.C())) != "" {
			return instead(name+"."+n.text(i.C()), "", nil)
		}
	}
	if len(name) == 1 {
		return instead(name, "", nil) // s is no slip of os
	}
	return instead(name, name, known)
}

// instead says what to write for a name. full is the name as other languages
// know it: with the module that has it, "" when that is not known.
func instead(full, name string, known []string) string {
	if hint := spell.Elsewhere(full); hint != "" {
		return "; " + full + " is not there: " + hint
	}
	if hint := spell.Elsewhere("*." + name); hint != "" { // a field of any table
		return "; " + hint
	}
	if near := spell.Nearest(name, known); near != "" {
		return "; did you mean " + near + "?"
	}
	return ""
}

// read returns the instruction that has read what is in a register from
// somewhere, -1 for none and for local variables.
func (n naming) read(operand, pc int) int {
	for n.local(operand, pc) == "" {
		pc = n.setter(operand, pc)
		if pc < 0 {
			return -1
		}
		i := n.at(pc)
		if i.Op() != lua.OP_MOVE && i.Op() != lua.OP_MOVEN {
			return pc
		}
		operand = i.B()
	}
	return -1
}

// owner returns the table in which a field was looked for, and its name if it
// is a global; nil when it cannot be known any more.
func (n naming) owner(register, pc int) (name string, table lua.LValue) {
	if n.local(register, pc) != "" {
		return "", n.operand(register)
	}
	from := n.read(register, pc)
	if from >= 0 && n.at(from).Op() == lua.OP_GETUPVAL {
		return "", n.fn.Upvalues[n.at(from).B()].Value()
	}
	if from < 0 || n.at(from).Op() != lua.OP_GETGLOBAL {
		return "", nil
	}
	name = n.text(opcode.FirstConstant + n.at(from).Bx())
	return name, inherited(n.fn.Env, name)
}

func qualified(owner, name string) string {
	if owner == "" {
		return ""
	}
	return owner + "." + name
}

// method says what was meant by a method that an object does not have. Tables
// have none of their library, unlike strings.
func (n naming) method(name string, object lua.LValue) string {
	switch object.Type() {
	case lua.LTString:
		return instead("string."+name, name, fieldNames(n.L.G.Global.RawGetString("string")))
	case lua.LTTable:
		if hint := tableMethod(name); hint != "" {
			return "; write " + hint
		}
	}
	return instead("", name, fieldNames(object))
}

// tableMethod says what to write for a method that tables might have, "" for
// other names.
func tableMethod(name string) string {
	switch name {
	case "concat", "insert", "remove", "sort":
		return "table." + name + "(t, …)"
	case "unpack":
		return "unpack(t)"
	case "append":
		return "table.insert(t, v)"
	case "pop":
		return "table.remove(t)"
	case "items", "keys", "values":
		return "for key, value in pairs(t) do … end"
	}
	return ""
}

// names are those that the code at pc can see: its local variables, and the
// globals.
func (n naming) names(pc int) []string {
	names := slices.Clone(n.proto.DbgUpvalues)
	for _, l := range n.proto.DbgLocals {
		if l.StartPc <= pc && (pc < l.EndPc || l.EndPc == 0) {
			names = append(names, l.Name)
		}
	}
	lazy := n.state.Value(lazyKey{}, func() any { return &Lazy{} }).(*Lazy)
	return slices.Concat(names, fieldNames(n.fn.Env), lazy.Names)
}

// lineage yields a table and the tables in which its fields are looked for when
// it has none. No metamethod is called: it could raise.
func lineage(v lua.LValue) iter.Seq[*lua.LTable] {
	return func(yield func(*lua.LTable) bool) {
		for range 5 {
			t, isTable := v.(*lua.LTable)
			if !isTable || !yield(t) {
				return
			}
			meta, ok := t.Metatable.(*lua.LTable)
			if !ok {
				return
			}
			v = meta.RawGetString("__index")
		}
	}
}

func inherited(v lua.LValue, name string) lua.LValue {
	for t := range lineage(v) {
		if v := t.RawGetString(name); v != lua.LNil {
			return v
		}
	}
	return lua.LNil
}

// maxNames bounds in how many names a nearest one is looked for.
const maxNames = 1000

// fieldNames are the names in a table, and in what it inherits from.
func fieldNames(v lua.LValue) (names []string) {
	for t := range lineage(v) {
		for key, _ := t.Next(lua.LNil); key != lua.LNil && len(names) < maxNames; key, _ = t.Next(key) {
			if name, ok := key.(lua.LString); ok {
				names = append(names, string(name))
			}
		}
	}
	return names
}
