// Package barriers is the Lua function "barrier": where the actors of a
// scenario wait for each other. What they wait at is in luaapi/wire/barrier.
package barriers

import (
	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
)

const doc = `barrier(name) waits until everybody who uses the barrier of that name has reached it, then lets all go on; it can be used again. ` +
	`In YAML the actors whose steps or Lua contain the name as a literal are counted: each of count clients, and a server as one. ` +
	`barriers: {NAME: N} of the scenario, or barrier(name, n), sets another number. ` +
	`In a program and in a *_test.lua, where actors start one after the other, the number must be given: ` +
	`barrier(name, 2), or for steps scenario(title, {barriers = {NAME = 2}}, body). ` +
	`It raises BrokenBarrierError (code BROKEN_BARRIER) when one of them has ended.`

// Module declares the module.
func Module() *bind.Module {
	return &bind.Module{
		Name: "barrier", Doc: doc,
		Example: `local order = {}
local t = task.spawn(function()
  table.insert(order, "ready")
  barrier("start", 2)
end)
barrier("start", 2)
t:join()
print(order[1])  --> ready`,
		Global: func(s *thread.State, _ *lua.LTable) lua.LValue { return bind.NewFunction(s, call, "barrier", 0) },
	}
}

var call = &bind.Func{Name: "barrier", Params: "name: string, n?: integer", Run: wait}

func wait(c bind.Call) int {
	name, set := c.String(1), c.S.Barriers
	if c.Given(2) {
		if err := set.Declare(name, c.Int(2, 1, 1<<20)); err != nil {
			c.Raise("%s", err)
		}
	}
	switch err := set.Wait(c.S, name, host.Forever).(type) {
	case nil:
	case *host.Error:
		return c.Error("", "", 0, err)
	default:
		c.Raise("%s", err)
	}
	return 0
}
