package base

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	gostrings "strings"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/show"
	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/wire/plural"
	"sockrun/luaapi/wire/printf"
)

func basic() []bind.Func {
	return []bind.Func{
		{Name: "assert", Params: "v: any, message?: any", Returns: "...", Doc: "Returns its arguments, or raises message when v is false or nil. A report of assert(a == b) shows what a and b were.", Run: assert},
		{Name: "error", Params: "message?: any, level?: integer", Doc: "Raises message; text gets the position of the function at level, 1 for the caller and 0 for none.", Run: raise},
		{Name: "print", Params: "...: any", Doc: "Prints its arguments, separated by tabs, and a line end.", Errors: "EPIPE when nobody reads a program's output any more, ENOSPC", Run: print},
		{Name: "tostring", Params: "v: any", Returns: "string", Doc: "Returns v as text; tables, functions and objects are numbered per VM.", Run: tostring},
		{Name: "tonumber", Params: "v: any, base?: integer", Returns: "number", Doc: "Returns v as a number, or nil when it is none.", Run: tonumber},
		{Name: "pairs", Params: "t: table", Returns: "function, table, nil", Doc: "Iterates over all keys in the order in which they were first set.", Run: pairs},
		{Name: "ipairs", Params: "t: table", Returns: "function, table, number", Doc: "Iterates over 1, 2, … up to the first nil.", Run: ipairs},
		{Name: "next", Params: "t: table, key?: any", Returns: "any, any", Doc: "Returns the key after key and its value.", Run: next},
		{Name: "rawequal", Params: "a: any, b: any", Returns: "boolean", Doc: "Says whether a and b are equal without metamethods.", Run: rawequal},
		{Name: "rawget", Params: "t: table, key: any", Returns: "any", Doc: "Returns t[key] without metamethods.", Run: rawget},
		{Name: "rawset", Params: "t: table, key: any, value: any", Returns: "table", Doc: "Sets t[key] without metamethods; returns t.", Run: rawset},
		{Name: "type", Params: "v: any", Returns: "string", Doc: `Returns the type of v: "nil", "number", "string", "boolean", "table", "function", "thread" or "userdata".`, Run: typeOf},
		{Name: "getmetatable", Params: "v: any", Returns: "any", Doc: "Returns the metatable of v, or its __metatable.", Run: getmetatable},
		{Name: "setmetatable", Params: "t: table, metatable: table or nil", Returns: "table", Doc: "Sets the metatable of t, unless it is protected.", Run: setmetatable},
		{Name: "select", Params: "n: integer or string, ...: any", Returns: "...", Doc: `Returns the arguments from number n on, or with "#" how many there are.`, Run: Select},
		{Name: "pcall", Params: "fn: any, ...: any", Returns: "boolean, ...", Doc: "Calls fn; returns true and its results, or false and what was raised. Blocking calls work inside it; yields do not cross it.", Run: pcall},
		{Name: "xpcall", Params: "fn: function, handler: function", Returns: "boolean, ...", Doc: "Is pcall with a handler that sees the error first.", Run: xpcall},
		{Name: "unpack", Params: "t: table, i?: integer, j?: integer", Returns: "...", Doc: "Returns t[i] to t[j].", Run: unpack},
		{Name: "collectgarbage", Params: "option?: string, arg?: number", Returns: "number", Doc: `Does nothing; "count" gives 0. Memory is the host's business.`, Run: collectgarbage},
	}
}

func assert(c bind.Call) int {
	if c.Len() == 0 {
		c.Expected(1, "value")
	}
	if !c.Bool(1) {
		const unmet = "assertion failed!"
		if !c.Given(2) {
			noteOperands(c, lua.LString(c.L.Where(1)+" "+unmet))
			c.L.RaiseError(unmet)
		}
		noteOperands(c, c.Arg(2))
		c.L.Error(c.Arg(2), 0)
	}
	return c.L.GetTop()
}

// noteOperands keeps for the report what the operands of a comparison were that
// did not hold. What scripts get of it is as in Lua.
func noteOperands(c bind.Call, raised lua.LValue) {
	var seen []string
	for _, o := range thread.Compared(c.L) {
		line := o.Text + " is " + show.Value(o.Value)
		if o.Text != "" && o.Text != show.Value(o.Value) && !slices.Contains(seen, line) {
			seen = append(seen, line)
		}
	}
	c.S.NoteAsserted(c.L, raised, seen)
}

func raise(c bind.Call) int {
	message, level := c.Arg(1), c.OptInt(2, 0, 1<<30, 1)
	if text, ok := message.(lua.LString); ok && level > 0 {
		if file, line := thread.At(c.L, level); line > 0 {
			message = lua.LString(fmt.Sprintf("%s:%d: %s", file, line, string(text)))
		}
	}
	c.L.Error(message, 0)
	return 0
}

func print(c bind.Call) int {
	var line gostrings.Builder
	for i, v := range c.Args(1) {
		if i > 0 {
			line.WriteByte('\t')
		}
		line.WriteString(ToString(c, v))
	}
	line.WriteByte('\n')
	if n, err := io.WriteString(c.S.Console.Stdout, line.String()); err != nil {
		return c.Error("write", "stdout", n, err)
	}
	return 0
}

func tostring(c bind.Call) int {
	if c.Len() == 0 {
		c.Expected(1, "")
	}
	return c.Push(lua.LString(ToString(c, c.Arg(1))))
}

// ToString returns v as tostring shows it.
func ToString(c bind.Call, v lua.LValue) string {
	if fn := c.L.GetMetaField(v, "__tostring"); fn != lua.LNil {
		return shownBy(c, fn, v)
	}
	switch v := v.(type) {
	case *lua.LTable, *lua.LFunction, *lua.LUserData, *lua.LState:
		kind := v.Type().String()
		if name := bind.ClassName(v); name != "" {
			kind = name
		}
		return fmt.Sprintf("%s: 0x%06x", kind, thread.Number(c.S, v))
	case lua.LNumber:
		return printf.Number(float64(v))
	}
	return v.String()
}

// shownBy returns what a script's __tostring makes of v.
func shownBy(c bind.Call, fn, v lua.LValue) string {
	if fn.Type() != lua.LTFunction && c.L.GetMetaField(fn, "__call").Type() != lua.LTFunction {
		c.Raise("__tostring must be a function, got %s", bind.Describe(fn))
	}
	c.L.Push(fn)
	c.L.Push(v)
	c.L.Call(1, 1)
	s := c.L.Get(-1)
	c.L.Pop(1)
	return s.String()
}

func typeOf(c bind.Call) int {
	if c.Len() == 0 {
		c.Expected(1, "")
	}
	return c.Push(lua.LString(c.Arg(1).Type().String()))
}

func tonumber(c bind.Call) int {
	if c.Len() == 0 {
		c.Expected(1, "")
	}
	base := c.OptInt(2, 2, 36, 10)
	switch v := c.Arg(1).(type) {
	case lua.LNumber:
		return c.Push(v)
	case lua.LString:
		if f, ok := parseNumber(gostrings.TrimSpace(string(v)), base); ok {
			return c.Push(lua.LNumber(f))
		}
	}
	return c.Push(lua.LNil)
}

func parseNumber(s string, base int) (float64, bool) {
	body, negative := gostrings.CutPrefix(gostrings.ToLower(s), "-")
	if hex, ok := gostrings.CutPrefix(body, "0x"); ok && (base == 10 || base == 16) {
		base, body = 16, hex
	} else if base == 10 {
		if gostrings.ContainsAny(body, "_xpin") { // Go's own forms: underscores, 0x, inf, nan
			return 0, false
		}
		f, err := strconv.ParseFloat(s, 64)
		return f, err == nil || math.IsInf(f, 0)
	}
	f, ok := digits(body, base)
	if negative {
		f = -f
	}
	return f, ok
}

// digits reads an unsigned integer of any length.
func digits(s string, base int) (float64, bool) {
	var f float64
	for _, r := range []byte(s) {
		d, err := strconv.ParseUint(string(r), 36, 8)
		if err != nil || int(d) >= base {
			return 0, false
		}
		f = f*float64(base) + float64(d)
	}
	return f, s != ""
}

func unpack(c bind.Call) int {
	t := c.List(1)
	const far = 1 << 24
	i, j := c.OptInt(2, -far, far, 1), c.OptInt(3, -far, far, t.Len())
	if i > j {
		return 0
	}
	if j-i >= thread.MaxResults {
		c.Raise("too many results to unpack (%d): a call returns at most %d", j-i+1, thread.MaxResults)
	}
	thread.Reserve(c.L, j-i+1)
	for k := i; k <= j; k++ {
		c.L.Push(t.RawGetInt(k))
	}
	return j - i + 1
}

// Select is Lua's own function select, which the module select is as well.
func Select(c bind.Call) int {
	count := max(c.Len()-1, 0)
	if c.Arg(1) == lua.LString("#") {
		return c.Push(lua.LNumber(count))
	}
	if _, isList := c.Arg(1).(*lua.LTable); isList {
		c.Raise("n must be an integer, got a table; to wait for sockets write select.select(r, w, x, timeout)")
	}
	n := c.Int(1, -1<<31, 1<<31-1)
	if n < 0 {
		n += count + 1
	}
	if n < 1 {
		c.Raise("n is out of range, with %s after it", plural.Of(count, "value"))
	}
	return c.Push(c.Args(n + 1)...)
}

func collectgarbage(c bind.Call) int { return c.Push(lua.LNumber(0)) }
