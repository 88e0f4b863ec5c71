package base

import (
	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
)

// complete makes every global that is made on first use, when t is the table
// of globals: whoever looks into it must find them.
func complete(c bind.Call, t *lua.LTable) *lua.LTable {
	if t == c.S.L.G.Global {
		thread.Complete(c.S)
	}
	return t
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

func rawset(c bind.Call) int {
	t := c.Changeable(1)
	if c.Len() < 3 {
		c.Expected(c.Len()+1, "")
	}
	c.L.RawSet(t, c.Arg(2), c.Arg(3))
	return c.Push(t)
}

func rawequal(c bind.Call) int {
	if c.Len() < 2 {
		c.Expected(c.Len()+1, "")
	}
	return c.Push(lua.LBool(c.Arg(1) == c.Arg(2)))
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
