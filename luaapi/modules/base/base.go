// Package base is the part of Lua 5.1 that needs no import: the basic
// functions and the string, table, math, coroutine and debug libraries. Functions
// that gopher-lua has right are taken from it; those that would harm the
// process, differ from run to run, or break when tasks switch are ours.
package base

import (
	"sync"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
)

// Basic returns the module whose functions are globals themselves.
func Basic() *bind.Module {
	return &bind.Module{Name: "_G", Doc: "The basic functions of Lua 5.1.", Funcs: append(stock(lua.BaseLibName, "_G",
		"getfenv", "rawequal", "rawset", "select", "setfenv", "type"),
		basic()...)}
}

// Libraries returns the libraries that are tables.
func Libraries() []*bind.Module {
	return []*bind.Module{coroutines(), debugging(), mathematics(), strings(), tables()}
}

// stockFunctions holds the functions of gopher-lua's libraries by library and
// name. They keep no state of the VM that they were taken from.
var stockFunctions = sync.OnceValue(func() map[string]map[string]lua.LGFunction {
	L := lua.NewState(lua.Options{SkipOpenLibs: true})
	defer L.Close()
	found := map[string]map[string]lua.LGFunction{}
	for name, open := range map[string]lua.LGFunction{
		lua.BaseLibName: lua.OpenBase, lua.StringLibName: lua.OpenString,
		lua.TabLibName: lua.OpenTable, lua.MathLibName: lua.OpenMath, lua.DebugLibName: lua.OpenDebug,
	} {
		L.Push(L.NewFunction(open))
		L.Push(lua.LString(name))
		L.Call(1, 1)
		found[name] = functionsOf(L.Get(-1).(*lua.LTable))
		L.Pop(1)
	}
	return found
})

func functionsOf(t *lua.LTable) map[string]lua.LGFunction {
	functions := map[string]lua.LGFunction{}
	for key, v := t.Next(lua.LNil); key != lua.LNil; key, v = t.Next(key) {
		if fn, ok := v.(*lua.LFunction); ok && fn.IsG {
			functions[key.String()] = fn.GFunction
		}
	}
	return functions
}

// stock declares functions that gopher-lua has right, in the given order.
func stock(library, shown string, names ...string) []bind.Func {
	functions := stockFunctions()[library]
	declared := make([]bind.Func, len(names))
	for i, name := range names {
		fn := functions[name]
		declared[i] = bind.Func{
			Name: name, Params: "...: any", Doc: "As in the Lua 5.1 manual (" + shown + ").",
			Run: func(c bind.Call) int { return fn(c.L) },
		}
	}
	return declared
}
