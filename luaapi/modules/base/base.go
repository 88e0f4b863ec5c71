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

const basicExample = `local ok, err = pcall(function()
  socket.socket():connect("127.0.0.1", 1)
end)
print(ok, err.code)                       --> false	ECONNREFUSED
print(select("#", unpack({1, 2, 3})))     --> 3
print(tonumber("ff", 16), tostring(0.5))  --> 255	0.5`

// Basic returns the module whose functions are globals themselves.
func Basic() *bind.Module {
	return &bind.Module{Name: "_G", Doc: "The basic functions of Lua 5.1, and the functions that load code.",
		Example: basicExample, Funcs: append(stock(lua.BaseLibName, basicStock()), basic()...),
		Classes: []*bind.Class{bind.ErrorClass()}}
}

// Libraries returns the libraries that are tables.
func Libraries() []bind.Declared {
	return []bind.Declared{
		{Name: "coroutine", Module: coroutines}, {Name: "debug", Module: debugging},
		{Name: "math", Module: mathematics}, {Name: "string", Module: strings}, {Name: "table", Module: tables},
	}
}

// stockFunctions holds the functions of gopher-lua's libraries by library and
// name. They keep no state of the VM that they were taken from.
var stockFunctions = sync.OnceValue(func() map[string]map[string]lua.LGFunction {
	L := lua.NewState(lua.Options{SkipOpenLibs: true, MinimizeStackMemory: true, RegistrySize: 128})
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

// stock completes the declarations of functions that gopher-lua has right. They
// are looked for when one is called: most scripts call none.
func stock(library string, declared []bind.Func) []bind.Func {
	for i := range declared {
		name := declared[i].Name
		find := sync.OnceValue(func() lua.LGFunction { return stockFunctions()[library][name] })
		declared[i].Run = func(c bind.Call) int { return find()(c.L) }
	}
	return declared
}
