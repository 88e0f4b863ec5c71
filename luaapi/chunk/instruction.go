package chunk

import lua "github.com/yuin/gopher-lua"

// instruction is one word of code: from the highest bit 6 bits operation,
// 8 bits A, 9 bits C, 9 bits B.
type instruction uint32

func (i instruction) op() int { return int(i >> 26) }
func (i instruction) a() int  { return int(i >> 18 & 0xff) }
func (i instruction) c() int  { return int(i >> 9 & 0x1ff) }
func (i instruction) b() int  { return int(i & 0x1ff) }

func (i instruction) withOp(op int) uint32 { return uint32(i&^(0x3f<<26)) | uint32(op)<<26 }
func (i instruction) withA(a int) uint32   { return uint32(i&^(0xff<<18)) | uint32(a)<<18 }
func (i instruction) withC(c int) uint32   { return uint32(i&^(0x1ff<<9)) | uint32(c)<<9 }

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
		if code := instruction(p.Code[pc]); code.op() == lua.OP_CLOSE {
			p.Code[pc] = code.withA(jump.keep)
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
		code := instruction(word)
		switch {
		case code.op() == lua.OP_NEWTABLE:
			batch[code.a()] = 0
		case code.op() != lua.OP_SETLIST:
		case code.c() != batch[code.a()]:
			batch[code.a()] = code.c()
		case code.b() == 0:
			p.Code[pc] = code.withC(code.c() + 1)
		default:
			p.Code[pc] = code.withOp(lua.OP_NOP)
		}
	}
}

// keepFrame makes the chunk's own tail calls plain calls, so that errors in
// what it calls know its position.
func keepFrame(p *lua.FunctionProto) {
	for pc, word := range p.Code {
		if code := instruction(word); code.op() == lua.OP_TAILCALL {
			p.Code[pc] = code.withOp(lua.OP_CALL)
		}
	}
}
