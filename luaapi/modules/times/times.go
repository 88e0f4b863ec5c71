// Package times is the Lua module "time", after Python's: the clock of the
// scenario's world. Dates are in the os library (oslib).
package times

import (
	"syscall"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/bind"
)

const example = `local began = time.monotonic()
time.sleep(0.01)
print(time.monotonic() - began >= 0.01)  --> true`

// Module declares the module.
func Module() *bind.Module {
	return &bind.Module{Name: "time", Doc: "The world's clock: real, or virtual under --sim.", Example: example, Funcs: []bind.Func{
		{Name: "time", Returns: "number", Doc: "Returns the seconds since 1970.", Run: now},
		{Name: "monotonic", Returns: "number", Doc: "Returns seconds that never go back.", Run: monotonic},
		{Name: "sleep", Params: "seconds: number", Doc: "Waits; other tasks run meanwhile.", Run: Sleep},
	}}
}

func now(c bind.Call) int {
	return c.Push(lua.LNumber(float64(c.S.World.Now().UnixNano()) / float64(time.Second)))
}

func monotonic(c bind.Call) int { return c.Push(lua.LNumber(c.S.World.Elapsed().Seconds())) }

// Sleep is time.sleep and task.sleep.
func Sleep(c bind.Call) int {
	d := host.After(c.S.World, c.Seconds(1))
	err := c.S.Park(c.S.NewParker(), "sleep", nil, d)
	if err == syscall.ETIMEDOUT && d.Passed(c.S.World.Elapsed()) {
		return 0
	}
	return c.Error("sleep", "", 0, err)
}
