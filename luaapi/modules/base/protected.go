package base

import (
	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
)

func pcall(c bind.Call) int {
	if c.Len() == 0 {
		c.Expected(1, "function")
	}
	if err := c.S.Protected(c.L, c.L.GetTop()-1, nil); err != nil {
		return c.Push(lua.LFalse, err.Object)
	}
	c.L.Insert(lua.LTrue, 1)
	return c.L.GetTop()
}

func xpcall(c bind.Call) int {
	fn, handler := c.Arg(1), c.Function(2)
	top := c.L.GetTop()
	c.L.Push(fn)
	if err := c.S.Protected(c.L, 0, handler); err != nil {
		return c.Push(lua.LFalse, err.Object)
	}
	c.L.Insert(lua.LTrue, top+1)
	return c.L.GetTop() - top
}
