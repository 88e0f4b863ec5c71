// Package opcode reads and writes the instructions of gopher-lua, which
// exports their numbers but not how they lie in a word. Those who mend
// compiled code and those who ask what a frame is doing share it.
package opcode

// Word is one instruction: from the highest bit 6 bits operation, 8 bits A,
// 9 bits C, 9 bits B; the lower 18 bits together are Bx.
type Word uint32

// FirstConstant is where the constants begin among the operands that name a
// register or a constant.
const FirstConstant = 1 << 8

// Op returns the operation, one of gopher-lua's OP_ constants.
func (w Word) Op() int { return int(w >> 26) }

// A returns the operand A.
func (w Word) A() int { return int(w >> 18 & 0xff) }

// B returns the operand B.
func (w Word) B() int { return int(w & 0x1ff) }

// C returns the operand C.
func (w Word) C() int { return int(w >> 9 & 0x1ff) }

// Bx returns the operand that takes the place of B and C.
func (w Word) Bx() int { return int(w & 0x3ffff) }

// WithOp returns the word with another operation.
func (w Word) WithOp(op int) uint32 { return uint32(w&^(0x3f<<26)) | uint32(op)<<26 }

// WithA returns the word with another operand A.
func (w Word) WithA(a int) uint32 { return uint32(w&^(0xff<<18)) | uint32(a)<<18 }

// WithC returns the word with another operand C.
func (w Word) WithC(c int) uint32 { return uint32(w&^(0x1ff<<9)) | uint32(c)<<9 }
