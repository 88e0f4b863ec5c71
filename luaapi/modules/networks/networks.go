// Package networks is the Lua module "network", by which scripts change the
// weather of the simulated network. What the words mean and what becomes of
// them is up to whoever runs the scripts.
package networks

import (
	"errors"
	"fmt"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
)

const doc = `Changes the weather of the simulated network from now on: what happens to streams and datagrams on their way. ` +
	`The keys are those of network: in YAML (sockrun docs network). ` +
	`Actors are named as in reports, such as "alice" or "alice[2]"; in a scenario in Lua they may be the objects that s:server and s:client return. ` +
	`On real sockets these functions raise EOPNOTSUPP, and a scenario that does not catch it is skipped; one in YAML whose Lua uses network is skipped from the start.`

const example = `scenario("the answer comes after the repair", function(s)
  local echo = s:server{
    listen = "tcp://127.0.0.1:0",
    handler = function(conn) conn:sendall(conn:recv_exact(5)) end,
  }
  local conn = s:connect(echo)
  network.set{latency = "1s", from = "body", to = echo}
  network.partition(echo)
  conn:sendall("hello")
  conn:settimeout(5)
  print(select(2, pcall(conn.recv, conn, 5)).code)  --> ETIMEDOUT
  network.heal()
  print(conn:recv_exact(5))  --> hello
end)
`

const onRealSockets = "EOPNOTSUPP on real sockets"

// Change is a change of the weather that a script asks for.
type Change struct {
	Op    string      // the function that was called
	Table *lua.LTable // what a network map has in YAML
	File  string
	Line  int
}

// Changer changes the weather, or says why not. The running task calls it,
// with the baton. An error may have a position, as those of package scenarios.
type Changer func(Change) error

type changerKey struct{}

// Install says who changes the weather of a VM.
func Install(s *thread.State, change Changer) {
	s.Value(changerKey{}, func() any { return change })
}

// Module declares the module.
func Module() *bind.Module {
	return &bind.Module{Name: "network", Doc: doc, Example: example, Funcs: []bind.Func{
		{Name: "set", Params: "weather: table or string", Run: set, Errors: onRealSockets,
			Doc: `Changes the keys in the table, and leaves the others as they are: network.set{loss = 0.1, from = "alice", to = "echo"}. Text is the name of a weather: network.set("storm"). Durations are seconds, or texts as in YAML.`},
		{Name: "partition", Params: "a?: any, b?: any", Run: partition, Errors: onRealSockets,
			Doc: "Lets nothing pass between two actors any more, between one and all others, or, without arguments, between any. What streams carry waits, datagrams are lost."},
		{Name: "heal", Params: "a?: any, b?: any", Run: heal, Errors: onRealSockets,
			Doc: "Ends partitions between two actors, between one and all others, or, without arguments, all of them. What has waited passes."},
	}}
}

func set(c bind.Call) int {
	if name, ok := c.Arg(1).(lua.LString); ok {
		return change(c, "set", table(c, field{"weather", name}))
	}
	if _, ok := c.Arg(1).(*lua.LTable); !ok {
		c.Expected(1, "table or string")
	}
	if c.Table(1).Len() > 0 {
		c.Raise(`weather must have names, as in {loss = 0.1}; the name of a weather stands alone, as in network.set("storm")`)
	}
	return change(c, "set", c.Table(1))
}

func partition(c bind.Call) int { return change(c, "partition", between(c, lua.LTrue)) }

func heal(c bind.Call) int { return change(c, "heal", between(c, lua.LFalse)) }

// between is a network map that says whether the network is down between the
// actors in the arguments.
func between(c bind.Call, down lua.LBool) *lua.LTable {
	is := field{"down", down}
	switch a, b := c.Arg(1), c.Arg(2); {
	case a != lua.LNil && b != lua.LNil:
		return table(c, is, field{"between", list(c, a, b)})
	case b != lua.LNil:
		c.Expected(1, "actor")
	case a != lua.LNil:
		return table(c, field{"links", list(c, table(c, is, field{"from", a}), table(c, is, field{"to", a}))})
	}
	return table(c, is)
}

type field struct {
	name  string
	value lua.LValue
}

func table(c bind.Call, fields ...field) *lua.LTable {
	t := c.S.L.CreateTable(0, len(fields))
	for _, f := range fields {
		t.RawSetString(f.name, f.value)
	}
	return t
}

func list(c bind.Call, elements ...lua.LValue) *lua.LTable {
	t := c.S.L.CreateTable(len(elements), 0)
	for i, v := range elements {
		t.RawSetInt(i+1, v)
	}
	return t
}

func change(c bind.Call, op string, t *lua.LTable) int {
	changer, ok := c.S.Value(changerKey{}, func() any { return Changer(nil) }).(Changer)
	if !ok || changer == nil {
		c.Raise("there is no network here")
	}
	file, line := thread.Position(c.L, 0)
	if err := changer(Change{Op: "network." + op, Table: t, File: file, Line: line}); err != nil {
		return fail(c, "network."+op, err)
	}
	return 0
}

// fail raises what a change has failed with, at the line of the call.
func fail(c bind.Call, op string, err error) int {
	var at interface {
		Position() (file string, line int)
	}
	var told *host.Error
	switch {
	case errors.As(err, &told):
		return c.Error(op, "", 0, told)
	case errors.As(err, &at):
		file, line := at.Position()
		c.L.Error(lua.LString(fmt.Sprintf("%s:%d: %s: %s", file, line, op, err)), 0)
	}
	c.Raise("%s", err)
	return 0
}
