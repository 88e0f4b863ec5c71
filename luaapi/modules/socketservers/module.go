// Package socketservers is the Lua module "socketserver", after Python's. It
// is written in Lua itself (socketserver.lua), over the modules socket and
// task, so that scripts can replace its methods as Python programs do.
package socketservers

import (
	_ "embed"
	"sync"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/chunk"
	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/modules/socket"
	"sockrun/luaapi/modules/tasks"
)

//go:embed socketserver.lua
var source string

var compiled = sync.OnceValue(func() *chunk.Chunk {
	c, err := chunk.Compile(source, chunk.Options{Name: thread.Bundled + "socketserver.lua"})
	if err != nil {
		panic(err)
	}
	return c
})

const doc = `Servers after Python's socketserver. Server(address, handler, opts) binds and listens; address is {host, port}, an address table or, for UnixStreamServer, a path. ` +
	`handler is a table with the function handle and, if wanted, setup and finish; for each request they are called with an object that has request (the connection; for UDP {data, socket}), client_address and server, and finds the rest in the table. ` +
	`finish is called whatever handle does, then the connection is closed. ` +
	`An error in a handler is logged and the server goes on, as in Python; unless it is an I/O error, the actor fails for it at its end (the first 20 are kept). Replace handle_error to do otherwise. ` +
	`opts, or the class before the call: allow_reuse_address (false), request_queue_size (5), timeout (seconds, of handle_request; the socket's own counts as well), max_packet_size (8192, of UDP).`

const example = `local Upper = {}
function Upper:handle()
  self.request:sendall(self.request:recv_exact(5):upper())
end
local server = socketserver.TCPServer({"127.0.0.1", 0}, Upper)
local serving = task.spawn(server.serve_forever, server)
local s = socket.socket()
s:connect(server.server_address)
s:sendall("hello")
print(s:recv_exact(5))  --> HELLO
s:close()
server:shutdown()
serving:join()
server:server_close()`

// Module declares the module.
func Module() *bind.Module {
	return &bind.Module{
		Name: "socketserver", Doc: doc, Example: example,
		Funcs: []bind.Func{
			server("TCPServer", "Makes a TCP server that serves one connection after the other."),
			server("ThreadingTCPServer", "Makes a TCP server that serves each connection in a task of its own."),
			server("UDPServer", "Makes a UDP server: each datagram is a request."),
			server("ThreadingUDPServer", "Makes a UDP server that serves each datagram in a task of its own."),
			server("UnixStreamServer", "Makes a server on a unix socket, for one connection after the other."),
		},
		Classes: []*bind.Class{class},
		Global:  load,
	}
}

// server declares a class whose code is in Lua.
func server(name, doc string) bind.Func {
	return bind.Func{
		Name: name, Params: "address: table or string, handler: table, opts?: table", Returns: "server", Doc: doc,
		Errors: "EADDRINUSE, EADDRNOTAVAIL, EPERM by the policy", Run: func(bind.Call) int { return 0 },
	}
}

// class is what objects of the servers have; the code is in Lua.
var class = &bind.Class{
	Name: "server", Doc: "A server of socketserver, a table. Whoever made it calls server_close.",
	Fields: []bind.Const{
		{Name: "server_address", Doc: "where it listens"},
		{Name: "socket", Doc: "the socket that listens or, with UDP, takes the datagrams"},
	},
	Methods: []bind.Func{
		{Name: "serve_forever", Params: "poll_interval?: number", Doc: "Takes requests until shutdown is called, for which it looks every poll_interval seconds (0.05)."},
		{Name: "handle_request", Doc: "Takes one request; after timeout seconds without one it calls handle_timeout."},
		{Name: "shutdown", Doc: "Ends serve_forever, which runs in another task, and waits until it has ended. The handler of a server that serves one connection after the other may call it, too: it then does not wait, and serve_forever ends after that handler."},
		{Name: "service_actions", Doc: "Is called by serve_forever after each look for a request; to be replaced."},
		{Name: "server_close", Doc: "Closes the socket, and waits for the tasks of a threading server."},
		{Name: "handle_error", Params: "request: any, client_address: any, err: any", Doc: "Is called with what a handler raised; to be replaced."},
		{Name: "handle_timeout", Doc: "Is called when handle_request found nothing in time; to be replaced."},
		{Name: "verify_request", Params: "request: any, client_address: any", Returns: "boolean", Doc: "Says whether a request is handled; to be replaced."},
	},
}

// load runs the Lua in a VM and puts the classes in the module's table.
func load(s *thread.State, table *lua.LTable) lua.LValue {
	fn := s.L.NewFunctionFromProto(compiled().Proto)
	results, raised := s.Try(s.Thread(), fn,
		socket.Module().Build(s), tasks.Module().Build(s),
		bind.NewFunction(s, &bind.Func{Name: "code", Run: code}, "code", 0),
		bind.NewFunction(s, &bind.Func{Name: "report", Run: report}, "report", 0),
		bind.NewFunction(s, &bind.Func{Name: "within", Params: "seconds?: number, fn: function, ...: any", Run: within}, "within", 0),
		bind.NewFunction(s, &bind.Func{Name: "serve", Params: "server: table, loop: function", Run: serve}, "serve", 0),
		bind.NewFunction(s, &bind.Func{Name: "await", Params: "serving: any", Run: await}, "await", 0))
	if raised != nil {
		panic(raised)
	}
	classes := results[0].(*lua.LTable)
	for key, v := classes.Next(lua.LNil); key != lua.LNil; key, v = classes.Next(key) {
		table.RawSet(key, v)
	}
	return table
}
