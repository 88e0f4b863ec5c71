package chunk

import (
	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/opcode"
)

// mendJumps makes gotos close the captured variables that they leave, and no
// others: the compiler lets most of them close all that the function has,
// which cuts the closures off from the variables. A goto is compiled to
// CLOSE and JMP, both with the line of the jump's number.
func (w *walker) mendJumps(p *lua.FunctionProto) {
	for pc, line := range p.DbgSourcePositions {
		if line < jumpLine {
			continue
		}
		jump := w.jumps[line-jumpLine]
		p.DbgSourcePositions[pc] = int(jump.at.line)
		if code := opcode.Word(p.Code[pc]); code.Op() == lua.OP_CLOSE {
			p.Code[pc] = code.WithA(jump.keep)
		}
	}
}

// mendTables mends the instructions that store the values of a table
// constructor, SETLIST, which have the number of their batch of 50 in C. Where
// a batch is full the compiler repeats its SETLIST at every field with a key
// that follows, and gives the values of a last call the same number again.
func mendTables(p *lua.FunctionProto) {
	var batch [256]int // the last one of the table in each register
	for pc, word := range p.Code {
		code := opcode.Word(word)
		switch {
		case code.Op() == lua.OP_NEWTABLE:
			batch[code.A()] = 0
		case code.Op() != lua.OP_SETLIST:
		case code.C() != batch[code.A()]:
			batch[code.A()] = code.C()
		case code.B() == 0:
			p.Code[pc] = code.WithC(code.C() + 1)
		default:
			p.Code[pc] = code.WithOp(lua.OP_NOP)
		}
	}
}

// keepFrame makes the chunk's own tail calls plain calls, so that errors in
// what it calls know its position.
func keepFrame(p *lua.FunctionProto) {
	for pc, word := range p.Code {
		if code := opcode.Word(word); code.Op() == lua.OP_TAILCALL {
			p.Code[pc] = code.WithOp(lua.OP_CALL)
		}
	}
}
