package base

import (
	"sync"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
)

// environments are the functions that look into the frames of Lua's stack:
// gopher-lua's own, which is told what it can do.
func environments() []bind.Func {
	return []bind.Func{
		{Name: "getfenv", Params: "f?: function or integer", Returns: "table", Doc: "Returns the globals of a function, or of the one at that level.", Run: getfenv},
		{Name: "setfenv", Params: "f: function or integer, globals: table", Returns: "function", Doc: "Gives a function other globals.", Run: setfenv},
	}
}

// stock holds functions of gopher-lua by their names. They keep no state of the
// VM that they were taken from.
var stock = sync.OnceValue(func() map[string]lua.LGFunction {
	L := lua.NewState(lua.Options{SkipOpenLibs: true, MinimizeStackMemory: true, RegistrySize: 128})
	defer L.Close()
	lua.OpenBase(L)
	lua.OpenDebug(L)
	found := map[string]lua.LGFunction{}
	for _, name := range []string{"getfenv", "setfenv"} {
		found[name] = L.GetGlobal(name).(*lua.LFunction).GFunction
	}
	found["getinfo"] = L.GetField(L.GetGlobal(lua.DebugLibName), "getinfo").(*lua.LFunction).GFunction
	return found
})

func getfenv(c bind.Call) int {
	if c.Given(1) {
		function(c)
	}
	return stock()["getfenv"](c.L)
}

func setfenv(c bind.Call) int {
	function(c)
	c.Table(2)
	if fn, ok := c.Arg(1).(*lua.LFunction); ok && fn.IsG {
		c.Raise("only functions that are written in Lua can have other globals")
	}
	return stock()["setfenv"](c.L)
}

// function refuses argument 1 unless it is a function or the level of one that
// runs.
func function(c bind.Call) {
	switch v := c.Arg(1).(type) {
	case *lua.LFunction:
	case lua.LNumber:
		if _, ok := c.L.GetStack(c.Int(1, 0, far)); !ok {
			c.Raise("no function runs at level %s", v)
		}
	default:
		c.Expected(1, "")
	}
}
