package base

import "sockrun/luaapi/internal/bind"

// The functions that gopher-lua has right, as the Lua 5.1 manual describes
// them: name, parameters, results and documentation.

func basicStock() []bind.Func {
	return []bind.Func{
		{Name: "rawequal", Params: "a: any, b: any", Returns: "boolean", Doc: "Says whether a and b are equal without metamethods."},
		{Name: "rawset", Params: "t: table, key: any, value: any", Returns: "table", Doc: "Sets t[key] without metamethods; returns t."},
		{Name: "select", Params: "n: integer or string, ...: any", Returns: "...", Doc: `Returns the arguments from number n on, or with "#" how many there are.`},
		{Name: "type", Params: "v: any", Returns: "string", Doc: `Returns the type of v: "nil", "number", "string", "boolean", "table", "function", "thread" or "userdata".`},
		{Name: "getfenv", Params: "f?: function or integer", Returns: "table", Doc: "Returns the globals of a function, or of the one at that level."},
		{Name: "setfenv", Params: "f: function or integer, globals: table", Returns: "function", Doc: "Gives a function other globals."},
	}
}

func tableStock() []bind.Func {
	return []bind.Func{
		{Name: "insert", Params: "t: table, ...: any", Doc: "insert(t, value) puts value at the end, insert(t, pos, value) before t[pos]."},
		{Name: "remove", Params: "t: table, pos?: integer", Returns: "any", Doc: "Takes out and returns t[pos], or the last."},
		{Name: "sort", Params: "t: table, before?: function", Doc: "Sorts the list in place by <, or by before(a, b)."},
	}
}

func mathStock() []bind.Func {
	var list []bind.Func
	for _, f := range []struct{ name, params, returns, doc string }{
		{"abs", "x: number", "number", "Returns x without its sign."},
		{"acos", "x: number", "number", "Returns the arc cosine of x in radians."},
		{"asin", "x: number", "number", "Returns the arc sine of x in radians."},
		{"atan", "x: number", "number", "Returns the arc tangent of x in radians."},
		{"atan2", "y: number, x: number", "number", "Returns the arc tangent of y/x in radians, in the quadrant of both."},
		{"ceil", "x: number", "number", "Returns the smallest integer that is not below x."},
		{"cos", "x: number", "number", "Returns the cosine of x radians."},
		{"cosh", "x: number", "number", "Returns the hyperbolic cosine of x."},
		{"deg", "x: number", "number", "Returns x radians in degrees."},
		{"exp", "x: number", "number", "Returns e to the power of x."},
		{"floor", "x: number", "number", "Returns the largest integer that is not above x."},
		{"fmod", "x: number, y: number", "number", "Returns the remainder of x/y with the sign of x."},
		{"frexp", "x: number", "number, integer", "Returns m and e with x = m * 2^e and m from 0.5 to 1."},
		{"ldexp", "m: number, e: integer", "number", "Returns m * 2^e."},
		{"log", "x: number", "number", "Returns the natural logarithm of x."},
		{"log10", "x: number", "number", "Returns the logarithm of x to the base 10."},
		{"max", "x: number, ...: number", "number", "Returns the largest argument."},
		{"min", "x: number, ...: number", "number", "Returns the smallest argument."},
		{"mod", "x: number, y: number", "number", "Is fmod."},
		{"modf", "x: number", "number, number", "Returns the integer part and the fraction of x."},
		{"pow", "x: number, y: number", "number", "Returns x to the power of y."},
		{"rad", "x: number", "number", "Returns x degrees in radians."},
		{"sin", "x: number", "number", "Returns the sine of x radians."},
		{"sinh", "x: number", "number", "Returns the hyperbolic sine of x."},
		{"sqrt", "x: number", "number", "Returns the square root of x."},
		{"tan", "x: number", "number", "Returns the tangent of x radians."},
		{"tanh", "x: number", "number", "Returns the hyperbolic tangent of x."},
	} {
		list = append(list, bind.Func{Name: f.name, Params: f.params, Returns: f.returns, Doc: f.doc})
	}
	return list
}
