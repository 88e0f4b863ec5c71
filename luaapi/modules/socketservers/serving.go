package socketservers

import (
	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
)

// within calls a function in which each wait ends at the latest after so many
// seconds, or at any time for nil. Unlike task.timeout it ends nothing but
// waits, so that a connection which was accepted in the last moment is not
// lost.
func within(c bind.Call) int {
	fn, args := c.Function(2), c.Args(3)
	var results []lua.LValue
	var raised *lua.ApiError
	call := func() { results, raised = c.S.Try(c.L, fn, args...) }
	if c.Given(1) {
		c.S.Current().WithTimeout(host.After(c.S.World, c.Seconds(1)), c.L.Context(), func() {}, call)
	} else {
		call()
	}
	if raised != nil {
		c.L.Error(raised.Object, 0)
	}
	return c.Push(results...)
}

// serving is a loop of serve_forever that runs.
type serving struct {
	task  *thread.Task
	ended bool
	end   thread.Condition
}

// serve runs the loop of a server, which has its serving meanwhile. It tells those
// that wait when the loop has ended, also when a timeout has ended it, after which
// no Lua code of it runs any more.
func serve(c bind.Call) int {
	server, fn := c.Table(1), c.Function(2)
	loop := &serving{task: c.S.Current()}
	server.RawSetString("serving", &lua.LUserData{Value: loop})
	_, raised := c.S.Try(c.L, fn)
	server.RawSetString("serving", lua.LNil)
	server.RawSetString("stopping", lua.LFalse)
	loop.ended = true
	loop.end.Changed()
	if raised != nil {
		c.L.Error(raised.Object, 0)
	}
	return 0
}

// await waits until a loop has ended, unless it is the running task's own: then a
// handler has asked, and the loop ends when that has returned.
func await(c bind.Call) int {
	loop := bind.Object[*serving](c, 1)
	if loop.task == c.S.Current() {
		return 0
	}
	if err := loop.end.Wait(c.S, "shutdown", func() bool { return loop.ended }); err != nil {
		return c.Error("shutdown", "", 0, err)
	}
	return 0
}
