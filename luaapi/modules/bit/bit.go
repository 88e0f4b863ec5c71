// Package bit is the Lua module "bit": the bitwise operations of LuaJIT (Lua
// BitOp 1.0), on 32 bits and, when an int64 object is among the operands, on 64.
package bit

import (
	"math/bits"
	"strconv"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	integers "sockrun/luaapi/modules/int64"
	"sockrun/luaapi/wire/integer"
)

const (
	one    = "x: integer or int64"
	many   = "x: integer or int64, ...: integer or int64"
	shifts = "x: integer or int64, n: integer"
	result = "integer or int64"
)

// Module declares the module.
func Module() *bind.Module {
	return &bind.Module{
		Name: "bit",
		Doc:  "Bitwise operations, as LuaJIT's bit library (Lua BitOp) has them. On plain integers they work on 32 bits: integers are taken modulo 2^32, results are signed, from -2^31 to 2^31-1, and x % 2^32 is the unsigned one. When one operand is an int64 object, they work on 64 bits: operands are taken modulo 2^64, and results are int64 objects from 0 to 2^64-1. Fractions and plain numbers of 2^53 or more are refused.",
		Example: `print(bit.band(0x1234, 0xff), bit.bor(1, 2, 4), bit.tohex(bit.bnot(0))) --> 52	7	ffffffff
local word = int64("0x123456789abcdef0")
print(bit.tohex(bit.band(word, 0xffff)), bit.lshift(int64(1), 63))       --> 000000000000def0	9223372036854775808`,
		Funcs: []bind.Func{
			{Name: "tobit", Params: one, Returns: result, Doc: "Returns x as 32 bits, signed; of an int64 as 64 bits, signed, where all other results of 64 bits are unsigned.", Example: "print(bit.tobit(0xffffffff), bit.tobit(0xffffffff) % 2^32) --> -1	4294967295\nprint(bit.tobit(int64(\"0xffffffffffffffff\")))              --> -1", Run: toBit},
			{Name: "tohex", Params: "x: integer or int64, n?: integer", Returns: "string", Doc: "Returns the last n hexadecimal digits of x, 8 by default, of an int64 16; in upper case when n is negative.", Example: `print(bit.tohex(255, 4), bit.tohex(255, -2), bit.tohex(int64(-1))) --> 00ff	FF	ffffffffffffffff`, Run: toHex},
			{Name: "bnot", Params: one, Returns: result, Doc: "Returns x with every bit inverted.", Run: unary(func(x word) uint64 { return ^x.bits })},
			{Name: "bswap", Params: one, Returns: result, Doc: "Returns x with its four bytes, of an int64 eight, in the opposite order.", Run: unary(func(x word) uint64 { return bits.ReverseBytes64(x.bits) >> (64 - x.width) })},
			{Name: "band", Params: many, Returns: result, Doc: "Returns the bits that are set in all arguments.", Run: fold(func(a, b uint64) uint64 { return a & b })},
			{Name: "bor", Params: many, Returns: result, Doc: "Returns the bits that are set in any argument.", Run: fold(func(a, b uint64) uint64 { return a | b })},
			{Name: "bxor", Params: many, Returns: result, Doc: "Returns the bits that are set in an odd number of arguments.", Run: fold(func(a, b uint64) uint64 { return a ^ b })},
			{Name: "lshift", Params: shifts, Returns: result, Doc: "Returns x shifted left by n bits; " + ofN, Run: shift(func(x word, n int) uint64 { return x.bits << n })},
			{Name: "rshift", Params: shifts, Returns: result, Doc: "Returns x shifted right by n bits, with zeros from the left; " + ofN, Run: shift(func(x word, n int) uint64 { return x.cut().bits >> n })},
			{Name: "arshift", Params: shifts, Returns: result, Doc: "Returns x shifted right by n bits, with the sign from the left; " + ofN, Run: shift(func(x word, n int) uint64 { return uint64(x.signed() >> n) })},
			{Name: "rol", Params: shifts, Returns: result, Doc: "Returns x rotated left by n bits; " + ofN, Run: shift(func(x word, n int) uint64 { return x.rotated(n) })},
			{Name: "ror", Params: shifts, Returns: result, Doc: "Returns x rotated right by n bits; " + ofN, Run: shift(func(x word, n int) uint64 { return x.rotated(-n) })},
		},
	}
}

const ofN = "of n the last five bits count, for an int64 six."

// word is an operand: the low bits of it count, as many as it is wide.
type word struct {
	bits  uint64
	width int // 32 or 64
}

// cut returns x with nothing above its width.
func (x word) cut() word {
	x.bits &= 1<<x.width - 1
	return x
}

func (x word) signed() int64 {
	if x.width == 32 {
		return int64(int32(x.bits))
	}
	return int64(x.bits)
}

func (x word) rotated(n int) uint64 {
	if x.width == 32 {
		return uint64(bits.RotateLeft32(uint32(x.bits), n))
	}
	return bits.RotateLeft64(x.bits, n)
}

func unary(apply func(x word) uint64) func(bind.Call) int {
	return func(c bind.Call) int {
		x := operand(c, 1)
		return push(c, word{apply(x), x.width})
	}
}

func fold(apply func(a, b uint64) uint64) func(bind.Call) int {
	return func(c bind.Call) int {
		result := operand(c, 1)
		for i := 2; i <= c.Len(); i++ {
			x := operand(c, i)
			result = word{apply(result.bits, x.bits), max(result.width, x.width)}
		}
		return push(c, result)
	}
}

func shift(apply func(x word, n int) uint64) func(bind.Call) int {
	return func(c bind.Call) int {
		x, n := operand(c, 1), operand(c, 2)
		return push(c, word{apply(x, int(n.bits)&(x.width-1)), x.width})
	}
}

func toBit(c bind.Call) int {
	x := operand(c, 1)
	if x.width == 64 {
		return c.Push(integers.New(c.S, integer.FromInt64(x.signed())))
	}
	return push(c, x)
}

func toHex(c bind.Call) int {
	x := operand(c, 1).cut()
	most := x.width / 4
	n := most
	if c.Given(2) {
		n = int(int32(operand(c, 2).bits))
	}
	digits := strconv.FormatUint(x.bits, 16)
	digits = strings.Repeat("0", most-len(digits)) + digits
	if n < 0 {
		digits, n = strings.ToUpper(digits), -n
	}
	return c.Push(lua.LString(digits[most-min(n, most):]))
}

// operand returns argument i, or raises.
func operand(c bind.Call, i int) word {
	if n, ok := c.Arg(i).(lua.LNumber); ok {
		const exact = 1 << 53
		if v := int64(n); -exact < n && n < exact && lua.LNumber(v) == n {
			return word{uint64(v), 32}
		}
		c.Raise("argument %d must be a whole number below 2^53 or an int64, got %s", i, n)
	}
	if v, ok := integers.Of(c.Arg(i)); ok {
		return word{v.Bits(), 64}
	}
	c.Expected(i, "")
	return word{}
}

func push(c bind.Call, x word) int {
	if x.width == 64 {
		return c.Push(integers.New(c.S, integer.FromUint64(x.bits)))
	}
	return c.Push(lua.LNumber(x.signed()))
}
