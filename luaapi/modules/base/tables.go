package base

import (
	gostrings "strings"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/wire/printf"
)

func tables() *bind.Module {
	return &bind.Module{Name: "table", Doc: "The table library of Lua 5.1.", Funcs: append(stock(lua.TabLibName, tableStock()),
		bind.Func{Name: "concat", Params: "t: table, separator?: string, i?: integer, j?: integer", Returns: "string", Doc: "Returns the texts and numbers t[i] to t[j] as one text, at most 256 MiB, with the separator between them. i is 1 and j is #t unless given.", Errors: "an element that is neither", Run: concat},
		bind.Func{Name: "maxn", Params: "t: table", Returns: "number", Doc: "Returns the largest key that is a positive number, 0 when there is none.", Run: maxn}),
		Example: `local words = {"ping", "echo"}
table.insert(words, "pong")
table.sort(words)
print(table.concat(words, " "))  --> echo ping pong`}
}

// complete makes every global that is made on first use, when t is the table
// of globals: whoever looks into it must find them.
func complete(c bind.Call, t *lua.LTable) *lua.LTable {
	if t == c.S.L.G.Global {
		thread.Complete(c.S)
	}
	return t
}

// concat goes through the list twice, so that no text is copied more than once
// and none too many.
func concat(c bind.Call) int {
	t, separator := bind.Contents(c.Table(1)), c.OptString(2, "")
	const far = 1 << 53
	first, last := c.OptInt(3, -far, far, 1), c.OptInt(4, -far, far, t.Len())
	size := 0
	for i := first; i <= last; i++ {
		size += len(separator) + len(joined(c, t, i))
		if size-len(separator) > thread.MaxString {
			break // who counts on might not end
		}
	}
	c.Room(size - len(separator))
	var out gostrings.Builder
	out.Grow(max(size-len(separator), 0))
	for i := first; i <= last; i++ {
		if i > first {
			out.WriteString(separator)
		}
		out.WriteString(joined(c, t, i))
	}
	return c.Push(lua.LString(out.String()))
}

// joined is t[i] as text.
func joined(c bind.Call, t *lua.LTable, i int) string {
	switch v := t.RawGetInt(i).(type) {
	case lua.LString:
		return string(v)
	case lua.LNumber:
		return printf.Number(float64(v))
	default:
		c.Raise("t[%d] is %s; only texts and numbers are joined", i, bind.Describe(v))
	}
	return ""
}

func maxn(c bind.Call) int {
	t, largest := bind.Contents(c.Table(1)), lua.LNumber(0)
	for key, _ := t.Next(lua.LNil); key != lua.LNil; key, _ = t.Next(key) {
		if n, ok := key.(lua.LNumber); ok {
			largest = max(largest, n)
		}
	}
	return c.Push(largest)
}

type nextKey struct{}
type ipairsKey struct{}

// helper returns a Go function that a VM needs once.
func helper(s *thread.State, key any, fn lua.LGFunction) lua.LValue {
	return s.Value(key, func() any { return s.L.NewFunction(fn) }).(lua.LValue)
}

func pairs(c bind.Call) int {
	return c.Push(helper(c.S, nextKey{}, rawNext), complete(c, c.Table(1)), lua.LNil)
}

func rawNext(L *lua.LState) int {
	key, v := bind.Contents(L.CheckTable(1)).Next(L.Get(2))
	L.Push(key)
	if key == lua.LNil {
		return 1
	}
	L.Push(v)
	return 2
}

func next(c bind.Call) int {
	complete(c, c.Table(1))
	return rawNext(c.L)
}

func ipairs(c bind.Call) int {
	return c.Push(helper(c.S, ipairsKey{}, ipairsNext), c.List(1), lua.LNumber(0))
}

func ipairsNext(L *lua.LState) int {
	i := L.CheckInt(2) + 1
	v := L.CheckTable(1).RawGetInt(i)
	if v == lua.LNil {
		return 0
	}
	L.Push(lua.LNumber(i))
	L.Push(v)
	return 2
}

func rawget(c bind.Call) int {
	return c.Push(bind.Contents(complete(c, c.Table(1))).RawGet(c.Arg(2)))
}

func getmetatable(c bind.Call) int {
	if c.Arg(1) == c.S.L.G.Global {
		return c.Push(lua.LNil) // ours makes modules on first use
	}
	if protected := c.L.GetMetaField(c.Arg(1), "__metatable"); protected != lua.LNil {
		return c.Push(protected)
	}
	return c.Push(c.L.GetMetatable(c.Arg(1)))
}

func setmetatable(c bind.Call) int {
	t := complete(c, c.Table(1))
	if c.Len() < 2 {
		c.Expected(2, "")
	}
	if c.L.GetMetaField(t, "__metatable") != lua.LNil && t != c.S.L.G.Global {
		c.Raise("cannot change a protected metatable")
	}
	meta := lua.LValue(lua.LNil)
	if c.Given(2) {
		meta = c.Table(2)
	}
	t.Metatable = meta
	return c.Push(t)
}
