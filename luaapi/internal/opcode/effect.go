package opcode

import lua "github.com/yuin/gopher-lua"

// Reads says whether the instruction reads a register. Captures by a closure,
// which stand behind it as moves, are no reads of the closure's own.
func (w Word) Reads(r int) bool {
	a, b, c := w.A(), w.B(), w.C()
	switch w.Op() {
	case lua.OP_MOVE, lua.OP_MOVEN, lua.OP_UNM, lua.OP_NOT, lua.OP_LEN, lua.OP_TESTSET:
		return r == b
	case lua.OP_GETTABLE, lua.OP_GETTABLEKS, lua.OP_SELF, lua.OP_EQ, lua.OP_LT, lua.OP_LE,
		lua.OP_ADD, lua.OP_SUB, lua.OP_MUL, lua.OP_DIV, lua.OP_MOD, lua.OP_POW:
		return r == b || r == c
	case lua.OP_SETTABLE, lua.OP_SETTABLEKS:
		return r == a || r == b || r == c
	case lua.OP_SETGLOBAL, lua.OP_SETUPVAL, lua.OP_TEST:
		return r == a
	case lua.OP_CONCAT:
		return b <= r && r <= c
	case lua.OP_CALL, lua.OP_TAILCALL:
		return a <= r && (b == 0 || r < a+b) // b of 0 is up to the top
	case lua.OP_RETURN:
		return a <= r && (b == 0 || r < a+b-1)
	case lua.OP_FORPREP, lua.OP_FORLOOP, lua.OP_TFORLOOP:
		return a <= r && r <= a+2
	case lua.OP_SETLIST:
		return a <= r && (b == 0 || r <= a+b)
	}
	return false
}

// Replaces says whether what a register holds is gone after the instruction,
// whichever way it goes.
func (w Word) Replaces(r int) bool {
	a, b := w.A(), w.B()
	switch w.Op() {
	case lua.OP_MOVE, lua.OP_MOVEN, lua.OP_LOADK, lua.OP_LOADBOOL, lua.OP_GETUPVAL, lua.OP_GETGLOBAL,
		lua.OP_GETTABLE, lua.OP_GETTABLEKS, lua.OP_NEWTABLE, lua.OP_CLOSURE,
		lua.OP_ADD, lua.OP_SUB, lua.OP_MUL, lua.OP_DIV, lua.OP_MOD, lua.OP_POW,
		lua.OP_UNM, lua.OP_NOT, lua.OP_LEN, lua.OP_CONCAT, lua.OP_FORPREP, lua.OP_FORLOOP:
		return r == a
	case lua.OP_SELF:
		return r == a || r == a+1
	case lua.OP_LOADNIL:
		return a <= r && r <= b
	case lua.OP_CALL, lua.OP_TAILCALL:
		return a <= r // where the called function has its registers
	case lua.OP_TFORLOOP:
		return a+3 <= r
	case lua.OP_VARARG:
		return a <= r && (b == 0 || r < a+b-1)
	}
	return false
}

// MayReplace says whether the instruction may change what a register holds.
func (w Word) MayReplace(r int) bool {
	a := w.A()
	switch w.Op() {
	case lua.OP_TESTSET:
		return r == a
	case lua.OP_FORLOOP:
		return r == a || r == a+3
	case lua.OP_TFORLOOP:
		return a+2 <= r
	}
	return w.Replaces(r)
}

// Next returns the indices of the instructions that may follow that at pc in
// a function, two at most; none at its end.
func Next(p *lua.FunctionProto, pc int) (next []int) {
	w := Word(p.Code[pc])
	switch w.Op() {
	case lua.OP_JMP, lua.OP_FORPREP:
		return []int{pc + 1 + w.Jump()}
	case lua.OP_FORLOOP:
		return []int{pc + 1, pc + 1 + w.Jump()}
	case lua.OP_EQ, lua.OP_LT, lua.OP_LE, lua.OP_TEST, lua.OP_TESTSET, lua.OP_TFORLOOP:
		return []int{pc + 1, pc + 2}
	case lua.OP_LOADBOOL:
		if w.C() != 0 {
			return []int{pc + 2}
		}
	case lua.OP_RETURN, lua.OP_TAILCALL:
		return nil
	}
	return []int{pc + Size(p, pc)}
}

// Size returns how many words the instruction at pc takes in a function: some
// have operands in words of their own.
func Size(p *lua.FunctionProto, pc int) int {
	switch w := Word(p.Code[pc]); {
	case w.Op() == lua.OP_SETLIST && w.C() == 0:
		return 2
	case w.Op() == lua.OP_CLOSURE:
		return 1 + int(p.FunctionPrototypes[w.Bx()].NumUpvalues)
	}
	return 1
}

// Jump returns the distance of a jump.
func (w Word) Jump() int { return w.Bx() - 1<<17 + 1 }
