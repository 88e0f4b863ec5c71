// Package bit is the Lua module "bit": the bitwise operations of LuaJIT (Lua
// BitOp 1.0), on 32 bits.
package bit

import (
	"math/bits"
	"strconv"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	integers "sockrun/luaapi/modules/int64"
)

const (
	one    = "x: integer"
	many   = "x: integer, ...: integer"
	shifts = "x: integer, n: integer"
)

// Module declares the module.
func Module() *bind.Module {
	return &bind.Module{
		Name:    "bit",
		Doc:     "Bitwise operations on 32 bits, as LuaJIT's bit library (Lua BitOp) has them. Integers are taken modulo 2^32; results are signed, from -2^31 to 2^31-1: x % 2^32 is the unsigned one. Fractions, plain numbers of 2^53 or more and int64 objects are refused.",
		Example: `print(bit.band(0x1234, 0xff), bit.bor(1, 2, 4), bit.tohex(bit.bnot(0))) --> 52	7	ffffffff`,
		Funcs: []bind.Func{
			{Name: "tobit", Params: one, Returns: "integer", Doc: "Returns x as results are: modulo 2^32, signed.", Example: "print(bit.tobit(0xffffffff), bit.tobit(0xffffffff) % 2^32) --> -1	4294967295", Run: unary(func(x uint32) uint32 { return x })},
			{Name: "tohex", Params: "x: integer, n?: integer", Returns: "string", Doc: "Returns the last n hexadecimal digits of x, 8 unless given; in upper case when n is negative.", Example: `print(bit.tohex(255, 4), bit.tohex(255, -2)) --> 00ff	FF`, Run: toHex},
			{Name: "bnot", Params: one, Returns: "integer", Doc: "Returns x with every bit turned over.", Run: unary(func(x uint32) uint32 { return ^x })},
			{Name: "bswap", Params: one, Returns: "integer", Doc: "Returns x with its four bytes in the opposite order.", Run: unary(bits.ReverseBytes32)},
			{Name: "band", Params: many, Returns: "integer", Doc: "Returns the bits that are set in all arguments.", Run: fold(func(a, b uint32) uint32 { return a & b })},
			{Name: "bor", Params: many, Returns: "integer", Doc: "Returns the bits that are set in any argument.", Run: fold(func(a, b uint32) uint32 { return a | b })},
			{Name: "bxor", Params: many, Returns: "integer", Doc: "Returns the bits that are set in an odd number of arguments.", Run: fold(func(a, b uint32) uint32 { return a ^ b })},
			{Name: "lshift", Params: shifts, Returns: "integer", Doc: "Returns x shifted left by n bits; of n the last five bits count.", Run: shift(func(x, n uint32) uint32 { return x << n })},
			{Name: "rshift", Params: shifts, Returns: "integer", Doc: "Returns x shifted right by n bits, with zeros from the left; of n the last five bits count.", Run: shift(func(x, n uint32) uint32 { return x >> n })},
			{Name: "arshift", Params: shifts, Returns: "integer", Doc: "Returns x shifted right by n bits, with the sign from the left; of n the last five bits count.", Run: shift(func(x, n uint32) uint32 { return uint32(int32(x) >> n) })},
			{Name: "rol", Params: shifts, Returns: "integer", Doc: "Returns x rotated left by n bits; of n the last five bits count.", Run: shift(func(x, n uint32) uint32 { return bits.RotateLeft32(x, int(n)) })},
			{Name: "ror", Params: shifts, Returns: "integer", Doc: "Returns x rotated right by n bits; of n the last five bits count.", Run: shift(func(x, n uint32) uint32 { return bits.RotateLeft32(x, -int(n)) })},
		},
	}
}

func unary(apply func(x uint32) uint32) func(bind.Call) int {
	return func(c bind.Call) int { return push(c, apply(operand(c, 1))) }
}

func fold(apply func(a, b uint32) uint32) func(bind.Call) int {
	return func(c bind.Call) int {
		result := operand(c, 1)
		for i := 2; i <= c.Len(); i++ {
			result = apply(result, operand(c, i))
		}
		return push(c, result)
	}
}

func shift(apply func(x, n uint32) uint32) func(bind.Call) int {
	return func(c bind.Call) int { return push(c, apply(operand(c, 1), operand(c, 2)%32)) }
}

func toHex(c bind.Call) int {
	x, n := operand(c, 1), int32(8)
	if c.Given(2) {
		n = int32(operand(c, 2))
	}
	digits := strconv.FormatUint(1<<32|uint64(x), 16)[1:]
	if n < 0 {
		digits, n = strings.ToUpper(digits), max(-n, 0)
	}
	return c.Push(lua.LString(digits[8-min(n, 8):]))
}

// operand returns argument i modulo 2^32, or raises.
func operand(c bind.Call, i int) uint32 {
	if n, ok := c.Arg(i).(lua.LNumber); ok {
		const exact = 1 << 53
		if v := int64(n); -exact < n && n < exact && lua.LNumber(v) == n {
			return uint32(v)
		}
		c.Raise("argument %d must be a whole number below 2^53, got %s", i, n)
	}
	if v, ok := integers.Of(c.Arg(i)); ok {
		c.Raise("argument %d is int64(%s), and bit has 32 bits only: use int64's own + - * / %% and int64.div, where * 2^n shifts", i, v)
	}
	c.Expected(i, "integer")
	return 0
}

func push(c bind.Call, v uint32) int { return c.Push(lua.LNumber(int32(v))) }
