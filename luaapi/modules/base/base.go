// Package base is the part of Lua 5.1 that needs no import: the basic
// functions and the string, table, math, coroutine and debug libraries. Those that
// look into the frames of Lua's stack are gopher-lua's; all others are ours, with
// errors that name the function and what it was given.
package base

import "sockrun/luaapi/internal/bind"

const basicExample = `local deaf = socket.socket()
deaf:bind("127.0.0.1", 0)                 -- has a port, and does not listen
local ok, err = pcall(socket.create_connection, deaf:getsockname())
print(ok, err.code)                       --> false	ECONNREFUSED
print(select("#", unpack({1, 2, 3})))     --> 3
print(tonumber("ff", 16), tostring(0.5))  --> 255	0.5`

// Basic returns the module whose functions are globals themselves.
func Basic() *bind.Module {
	return &bind.Module{Name: "_G", Doc: "The basic functions of Lua 5.1, and the functions that load code.",
		Example: basicExample, Funcs: append(basic(), environments()...),
		Classes: []*bind.Class{bind.ErrorClass()}}
}

// Libraries returns the libraries that are tables.
func Libraries() []bind.Declared {
	return []bind.Declared{
		{Name: "coroutine", Module: coroutines}, {Name: "debug", Module: debugging},
		{Name: "math", Module: mathematics}, {Name: "string", Module: strings}, {Name: "table", Module: tables},
	}
}
