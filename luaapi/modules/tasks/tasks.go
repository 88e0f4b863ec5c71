// Package tasks is the Lua module "task": the tasks of one VM, their timeouts, and
// the channels between them. What runs them is luaapi/internal/thread.
package tasks

import (
	"context"
	"errors"
	"fmt"
	"syscall"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/modules/times"
)

// Module declares the module.
func Module() *bind.Module {
	return &bind.Module{
		Name: "task", Doc: "Tasks of one VM: they share its globals, and one of them runs at a time, until it waits.",
		Example: `local results = task.channel()
local worker = task.spawn(function(name)
  task.sleep(0.01)
  results:send("hello " .. name)
  return 42
end, "alice")
print(results:recv())  --> hello alice	true
print(worker:join())   --> 42`,
		Funcs: []bind.Func{
			{Name: "spawn", Params: "fn: function, ...: any", Returns: "task", Doc: "Starts a task that calls fn with the arguments. An error in a task that nobody joins fails the actor.", Run: spawn},
			{Name: "sleep", Params: "seconds: number", Doc: "Waits; other tasks run meanwhile.", Run: times.Sleep},
			{Name: "channel", Params: "capacity?: integer", Returns: "channel", Doc: "Makes a channel between tasks; without capacity send waits for recv.", Run: newChannel},
			{Name: "timeout", Params: "seconds: number, fn: function, ...: any", Returns: "...", Doc: "Calls fn and returns what it returned; raises ETIMEDOUT when it is not done in time. If that ends a call on a socket, partial says how many bytes were sent or received, and what was received stays for the next call. Under --sim only waiting takes time: code that runs for a second of real time longer than the timeout without waiting counts as endless, and times out.", Errors: "ETIMEDOUT", Run: timeout},
		},
		Classes: []*bind.Class{taskClass, channelClass},
	}
}

var taskClass = &bind.Class{
	Name: "task", Doc: "A task as task.spawn returns it.",
	Methods: []bind.Func{
		{Name: "join", Returns: "...", Doc: "Waits for the task; returns what its function returned, raises what it raised.", Run: join},
		{Name: "status", Returns: "string", Doc: "Returns running, done or failed.", Run: status},
	},
}

// spawned is a task and what its function returned.
type spawned struct {
	task    *thread.Task
	results []lua.LValue
	raised  *lua.ApiError
}

func spawn(c bind.Call) int {
	fn, args := c.Function(1), c.Args(2)
	sp := &spawned{}
	file, line := thread.Position(c.L, 0)
	s := c.S
	env := c.L.Env
	sp.task = s.Spawn(fmt.Sprintf("spawned at %s:%d", file, line), func(t *thread.Task) error {
		t.SetGlobals(env)
		sp.results, sp.raised = s.Try(t.Lua(), fn, args...)
		if sp.raised != nil {
			return sp.raised
		}
		return nil
	})
	sp.task.Place = thread.Place{File: file, Line: line}
	return c.Push(bind.New(s, taskClass, sp))
}

func join(c bind.Call) int {
	sp := bind.Self[*spawned](c)
	if sp.task == c.S.Current() {
		c.Raise("a task cannot join itself")
	}
	if err := sp.task.Join(); err != nil {
		return c.Error("join", "", 0, err)
	}
	if sp.raised != nil {
		c.S.NoteAgain(c.L, sp.raised)
		c.L.Error(sp.raised.Object, 0)
	}
	if err := sp.task.Err(); err != nil {
		return c.Error("join", "", 0, err)
	}
	return c.Push(sp.results...)
}

func status(c bind.Call) int {
	sp := bind.Self[*spawned](c)
	switch {
	case !sp.task.Done():
		return c.Push(lua.LString("running"))
	case sp.task.Err() != nil:
		return c.Push(lua.LString("failed"))
	}
	return c.Push(lua.LString("done"))
}

// expiry is the cause by which a timeout's own end is told from others.
type expiry struct{ after time.Duration }

func (e *expiry) Error() string { return fmt.Sprintf("not done within %v", e.after) }

// endless is how much longer than its timeout code must run without waiting to
// count as code that never ends, where the clock stands still meanwhile.
const endless = time.Second

// useUp lets the time pass that code which never waits has used up: on a clock
// that stands still meanwhile nobody has seen it pass.
func useUp(c bind.Call, d host.Deadline) error {
	if c.S.World.Elapsed() >= time.Duration(d) {
		return nil
	}
	if err := c.S.Park(c.S.NewParker(), "timeout", nil, d); err != syscall.ETIMEDOUT {
		return err
	}
	return nil
}

// expired is what a timeout raises: it tells of the call on a socket that waited
// when the time was over, and how many bytes had gone or come by then.
func expired(mine *expiry, raised *lua.ApiError) *host.Error {
	e := host.NewError("timeout", "", 0, syscall.ETIMEDOUT)
	e.Message = mine.Error()
	ud, ok := raised.Object.(*lua.LUserData)
	if !ok {
		return e
	}
	if r, ok := ud.Value.(*bind.Raised); ok {
		var waited *host.Error
		if errors.As(r.Err, &waited) && host.IsTimeout(waited.Cause) && waited.Address != "" {
			e.Message += ", in " + waited.Op
			e.Address, e.Partial, e.Wanted = waited.Address, waited.Partial, waited.Wanted
		}
	}
	return e
}

func timeout(c bind.Call) int {
	seconds, fn, args := c.S.Scaled(c.Seconds(1)), c.Function(2), c.Args(3)
	d := host.After(c.S.World, seconds)
	var results []lua.LValue
	var raised *lua.ApiError
	over := Limit(c.S, c.L, seconds, func() { results, raised = c.S.Try(c.L, fn, args...) })
	switch {
	case raised == nil:
		return c.Push(results...)
	case over:
		if err := useUp(c, d); err != nil {
			return c.Error("timeout", "", 0, err)
		}
		return c.Error("", "", 0, expired(&expiry{seconds}, raised))
	}
	c.L.Error(raised.Object, 0)
	return 0
}

// Limit runs call, in which Lua on L and waits have no longer than limit: then they
// fail. It says whether that has come to pass. With the baton, as the task whose
// thread L is.
func Limit(s *thread.State, L *lua.LState, limit time.Duration, call func()) (over bool) {
	d, mine, task := host.After(s.World, limit), &expiry{limit}, s.Current()
	ctx, cancel := context.WithCancelCause(L.Context())
	defer cancel(nil)
	expire := func() { cancel(mine) }
	if simulated := s.World.Interleave() != nil; !simulated { // for code that never waits
		defer time.AfterFunc(limit, expire).Stop()
		task.WithTimeout(d, ctx, expire, call)
	} else {
		task.Bound(limit+endless, expire, func() { task.WithTimeout(d, ctx, expire, call) })
	}
	return context.Cause(ctx) == error(mine)
}
