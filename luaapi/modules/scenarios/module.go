// Package scenarios is the Lua function "scenario", by which a *_test.lua file
// declares its scenarios, and the objects that the bodies of scenarios work
// with. What they do is up to a Stage, which the runner provides.
package scenarios

import (
	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
)

const doc = `Declares a scenario in a *_test.lua file: scenario(name [, options], function(s) … end). ` +
	`The function is the test: it starts actors through s and asserts, and the scenario ends when it has returned and all actors are done. ` +
	`options are keys that a scenario has in YAML: tags, timeout, grace, serial, vars, matrix, frames, sequences, barriers, network, skip, strict, teardown. ` +
	`The top level of the file runs once to find the scenarios, without network, programs or writing; then again for each of them, in a VM of its own that all actors of the scenario share.`

const example = `scenario("shouting", {tags = {"tcp"}, timeout = "5s"}, function(s)
  local heard = 0
  local echo = s:server{
    listen = "tcp://127.0.0.1:0",
    frame = frame.delimiter("\n"),
    handler = function(conn)
      for message in conn:messages() do
        heard = heard + 1
        conn:send(message:upper())
      end
    end,
  }
  local conn = s:connect(echo)
  print(conn:request("hello")) --> HELLO
  s:client{connect = echo, steps = {{send = "bye"}, {expect = "BYE"}}}:join()
  print(heard, echo:totals().connections) --> 2	2
end)
`

// Module declares the module.
func Module() *bind.Module {
	return &bind.Module{
		Name: "scenario", Doc: doc, Example: example,
		Classes: []*bind.Class{scenarioClass, serverClass, clientClass, processClass},
		Global: func(s *thread.State, _ *lua.LTable) lua.LValue {
			return bind.NewFunction(s, &bind.Func{
				Name: "scenario", Params: "name: string, options?: table or function, body: function", Run: declare,
			}, "scenario", 0)
		},
	}
}

func declare(c bind.Call) int {
	name, body, options := c.String(1), 2, 0
	if _, ok := c.Arg(2).(*lua.LFunction); !ok {
		body = 3
		if c.Given(2) {
			c.Table(2)
			options = 2
		}
	}
	fn := c.Function(body)
	if c.Given(body + 1) {
		c.Raise("the options stand before the function: scenario(name, {timeout = \"5s\"}, function(s) … end)")
	}
	made := call(c, options)
	made.Name = name
	if err := stageOf(c).Declare(made, fn); err != nil {
		return fail(c, "scenario", err)
	}
	return 0
}

var scenarioClass = &bind.Class{
	Name: "scenario", Doc: "What the body of a scenario starts its actors with. It starts servers, clients and processes until the body has returned.",
	Fields: []bind.Const{{Name: "name", Doc: "the name of the scenario"}},
	Methods: []bind.Func{
		{Name: "server", Params: "server: table", Returns: "server", Run: start(Server),
			Doc: "Starts a server and returns when it listens. The table has the keys that a server has in YAML: handler(conn, self), script(listener, self) and the lua of steps are functions, a frame may be a codec. name may be left out.", Errors: "EADDRINUSE, EPERM"},
		{Name: "client", Params: "client: table", Returns: "client", Run: start(Client),
			Doc: "Starts a client, which runs beside the body. The table has the keys that a client has in YAML: script(conn, self) and the lua of steps are functions; connect is a server, an address, a port on 127.0.0.1 or a text as in YAML."},
		{Name: "process", Params: "process: table", Returns: "process", Run: start(Process),
			Doc: "Starts a program and returns when it is ready. The table has the keys that a process has in YAML, except after; {{ self.ports.NAME }} in them is the number of a port. The time until it is ready counts against the scenario's timeout.", Errors: "EPERM"},
		{Name: "connect", Params: "target: any, options?: table", Returns: "stream or socket", Run: connect,
			Doc: "Connects to a server, an address, a port on 127.0.0.1, or a text such as tcp://127.0.0.1:80. Options: frame, instead of the server's; source, the address to connect from. The connection is closed when the body returns.", Errors: "ECONNREFUSED, ETIMEDOUT, EPERM"},
		{Name: "skip", Params: "reason: string", Run: skip,
			Doc: "Ends the scenario as skipped, for this reason. What has failed before stays failed."},
	},
}

// New returns the object that a body gets.
func New(s *thread.State, name string) lua.LValue {
	return bind.New(s, scenarioClass, &scene{}, bind.Field{Name: "name", Value: lua.LString(name)})
}

// scene is the Go value of a scenario's object.
type scene struct{}

func start(kind Kind) func(bind.Call) int {
	return func(c bind.Call) int {
		bind.Self[*scene](c)
		c.Table(1)
		actor, err := stageOf(c).Start(c.L, kind, call(c, 1))
		if err != nil {
			return fail(c, string(kind), err)
		}
		return c.Push(bind.New(c.S, classOf(kind), actor, actor.Shown()...))
	}
}

func connect(c bind.Call) int {
	bind.Self[*scene](c)
	if !c.Given(1) {
		c.Expected(1, "target")
	}
	made := call(c, 2)
	table := c.S.L.CreateTable(0, 2)
	if made.Table != nil {
		for key, v := made.Table.Next(lua.LNil); key != lua.LNil; key, v = made.Table.Next(key) {
			table.RawSet(key, v)
		}
	}
	table.RawSetString("connect", c.Arg(1))
	made.Table = table
	conn, err := stageOf(c).Connect(c.L, made)
	if err != nil {
		return fail(c, "connect", err)
	}
	return c.Push(conn)
}

func skip(c bind.Call) int {
	bind.Self[*scene](c)
	return fail(c, "skip", stageOf(c).Skip(call(c, 0), c.String(1)))
}
