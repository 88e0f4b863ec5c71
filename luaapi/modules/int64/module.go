// Package int64 is the Lua module "int64": objects that hold the integers of
// 64 bits which Lua's numbers would round. The arithmetic is in
// luaapi/wire/integer. Bindings that read or show integers use Value, From and
// Of, so that all of them follow one rule.
package int64

import (
	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/wire/integer"
)

const (
	operands = "a: integer or int64, b: integer or int64"
	refusals = "a result outside -2^63 to 2^64-1, a fraction, a plain number of 2^53 or more"
)

// Module declares the module.
func Module() *bind.Module {
	return &bind.Module{
		Name: "int64", Doc: `Integers from -2^63 to 2^64-1, exactly. int64(v) makes one of an integer or of text such as "18446744073709551615" or "0xffffffffffffffff". + - * / % and unary minus take plain integers on either side and are exact or refused; == and < are between int64 objects. sockrun docs integers has the rules.`,
		Example: `local big = int64("18446744073709551615")
print(big, big - 1 == int64("18446744073709551614"))  --> 18446744073709551615	true
print(int64(7) * 3 - 1, int64(14) / 7, int64(-7) % 4) --> 20	2	1
local ok, err = pcall(function() return int64(7) / 2 end)
print(err:match("7 .*"))                              --> 7 cannot be divided by 2 without a remainder
print(int64.div(int64("9007199254740993"), 2))        --> 4503599627370496
print(("%d %x"):format(big, int64(-1)), "n=" .. big)  --> 18446744073709551615 ffffffffffffffff	n=18446744073709551615
print(int64(7) == int64("7"), int64(7):tonumber() == 7) --> true	true
local seen = {}
seen[int64.key(big)] = true
print(seen[int64.key(int64("0xffffffffffffffff"))])   --> true`,
		Funcs: []bind.Func{
			{Name: "div", Params: operands, Returns: "int64", Doc: "Returns a / b rounded towards minus infinity.", Errors: refusals + ", b is 0", Run: operator(integer.Integer.Div)},
			{Name: "key", Params: "v: integer or int64", Returns: "number or string", Doc: "Returns what stands for v as a key of tables: the same for equal integers, whether they are plain or int64.", Run: key},
		},
		Classes: []*bind.Class{class()},
		Global:  callable,
	}
}

// callable lets the module's table be called as int64(v).
func callable(s *thread.State, table *lua.LTable) lua.LValue {
	call := &bind.Func{Name: "int64", Params: "v: integer or int64 or string", Returns: "int64", Run: construct}
	meta := s.L.CreateTable(0, 1)
	meta.RawSetString("__call", bind.NewFunction(s, call, "int64", 1))
	table.Metatable = meta
	return table
}

func class() *bind.Class {
	return &bind.Class{
		Name: "int64", Doc: "An integer. == and < compare two of them; for a plain number n write int64(n).",
		Methods: []bind.Func{
			{Name: "tonumber", Returns: "number", Doc: "Returns the plain number.", Errors: "no double is that number", Run: toNumber},
		},
		Meta: []bind.Func{
			{Name: "__add", Params: operands, Returns: "int64", Errors: refusals, Run: operator(integer.Integer.Add)},
			{Name: "__sub", Params: operands, Returns: "int64", Errors: refusals, Run: operator(integer.Integer.Sub)},
			{Name: "__mul", Params: operands, Returns: "int64", Errors: refusals, Run: operator(integer.Integer.Mul)},
			{Name: "__div", Params: operands, Returns: "int64", Doc: "Is exact.", Errors: refusals + ", a remainder", Run: operator(integer.Integer.DivExact)},
			{Name: "__mod", Params: operands, Returns: "int64", Doc: "Has the sign of b.", Errors: refusals + ", b is 0", Run: operator(integer.Integer.Mod)},
			{Name: "__unm", Params: "a: int64", Returns: "int64", Errors: refusals, Run: negate},
			{Name: "__eq", Params: operands, Returns: "boolean", Run: comparison(func(order int) bool { return order == 0 })},
			{Name: "__lt", Params: operands, Returns: "boolean", Run: comparison(func(order int) bool { return order < 0 })},
			{Name: "__le", Params: operands, Returns: "boolean", Run: comparison(func(order int) bool { return order <= 0 })},
			{Name: "__tostring", Params: "a: int64", Returns: "string", Run: toString},
			{Name: "__concat", Params: "a: any, b: any", Returns: "string", Run: concat},
		},
	}
}

func construct(c bind.Call) int {
	text, isText := c.Arg(1).(lua.LString)
	switch _, isObject := Of(c.Arg(1)); {
	case isText:
		v, err := integer.Parse(string(text))
		return push(c, v, err)
	case isObject || c.Arg(1).Type() == lua.LTNumber:
		return push(c, operand(c, 1), nil)
	}
	c.Expected(1, "")
	return 0
}

func operator(apply func(a, b integer.Integer) (integer.Integer, error)) func(bind.Call) int {
	return func(c bind.Call) int {
		v, err := apply(operand(c, 1), operand(c, 2))
		return push(c, v, err)
	}
}

func negate(c bind.Call) int {
	v, err := operand(c, 1).Neg()
	return push(c, v, err)
}

func comparison(holds func(order int) bool) func(bind.Call) int {
	return func(c bind.Call) int {
		return c.Push(lua.LBool(holds(operand(c, 1).Cmp(operand(c, 2)))))
	}
}

func toNumber(c bind.Call) int {
	v := bind.Self[integer.Integer](c)
	f, exact := v.Float64()
	if !exact {
		c.Raise("%s is no number that Lua can hold exactly", v)
	}
	return c.Push(lua.LNumber(f))
}

func toString(c bind.Call) int { return c.Push(lua.LString(operand(c, 1).String())) }

func concat(c bind.Call) int { return c.Push(lua.LString(c.Joined(1) + c.Joined(2))) }

func key(c bind.Call) int {
	v := operand(c, 1)
	if n, ok := Plain(v); ok {
		return c.Push(n)
	}
	return c.Push(lua.LString(v.String()))
}

// operand returns argument i as an integer, or raises.
func operand(c bind.Call, i int) integer.Integer {
	v, err := From(c.Arg(i))
	if err != nil {
		c.L.RaiseError("%s", err)
	}
	return v
}

func push(c bind.Call, v integer.Integer, err error) int {
	if err != nil {
		c.L.RaiseError("%s", err)
	}
	return c.Push(New(c.S, v))
}
