package base

import (
	gostrings "strings"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
)

// debugging has of Lua's debug library only what looks: scripts cannot reach
// into other functions.
func debugging() *bind.Module {
	return &bind.Module{Name: "debug", Doc: "What a script may know of its own functions.",
		Example: `local function here() return debug.getinfo(1).currentline end
print(here())  --> 1`,
		Funcs: []bind.Func{
			{Name: "getinfo", Params: "f: function or integer, what?: string", Returns: "table", Doc: "Returns what is known of a function, or of the one that runs at that level, nil when none does: source, short_src, currentline, linedefined, name, what, func.", Run: getinfo},
			{Name: "traceback", Params: "message?: any, level?: integer", Returns: "string", Doc: "Returns message and the Lua functions that are running, the innermost first; level 1 is the caller.", Run: traceback},
		}}
}

func getinfo(c bind.Call) int {
	if kind := c.Arg(1).Type(); kind != lua.LTFunction && kind != lua.LTNumber {
		c.Expected(1, "")
	}
	n := stock()["getinfo"](c.L)
	if t, ok := c.L.Get(-1).(*lua.LTable); ok {
		t.RawSetString("short_src", t.RawGetString("source"))
	}
	return n
}

func traceback(c bind.Call) int {
	if kind := c.Arg(1).Type(); c.Given(1) && kind != lua.LTString && kind != lua.LTNumber {
		return c.Push(c.Arg(1)) // as in Lua: an error object is not made text
	}
	lines := thread.Traceback(c.L)
	lines = lines[min(c.OptInt(2, 1, 1<<30, 1)-1, len(lines)):]
	text := gostrings.Join(append([]string{"stack traceback:"}, lines...), "\n\t")
	if c.Given(1) {
		text = c.String(1) + "\n" + text
	}
	return c.Push(lua.LString(text))
}
