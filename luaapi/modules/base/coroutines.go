package base

import (
	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
)

// coroutines is written anew: gopher-lua's own library corrupts its stacks
// when tasks switch inside coroutines, when a yield meets a pcall, and when a
// wrapped coroutine fails.
func coroutines() *bind.Module {
	return &bind.Module{Name: "coroutine", Doc: "The coroutine library of Lua 5.1. Blocking calls wait inside a coroutine without yielding it.",
		Example: `local numbers = coroutine.wrap(function()
  for n = 1, 3 do coroutine.yield(n) end
end)
print(numbers(), numbers(), numbers())  --> 1	2	3`,
		Funcs: []bind.Func{
			{Name: "create", Params: "fn: function", Returns: "thread", Doc: "Returns a suspended coroutine.", Run: create},
			{Name: "resume", Params: "co: thread, ...: any", Returns: "boolean, ...", Doc: "Runs co until it yields, returns or fails.", Run: resume},
			{Name: "yield", Params: "...: any", Returns: "...", Doc: "Suspends the running coroutine. It cannot cross pcall, a metamethod, an iterator or a callback.", Run: yield},
			{Name: "status", Params: "co: thread", Returns: "string", Doc: "Returns running, suspended, normal or dead.", Run: status},
			{Name: "running", Returns: "thread", Doc: "Returns the running coroutine, nil outside of one.", Run: running},
			{Name: "wrap", Params: "fn: function", Returns: "function", Doc: "Returns a function that resumes a new coroutine and raises its errors.", Run: wrap},
		}}
}

func create(c bind.Call) int { return c.Push(c.S.Create(c.L, c.Function(1))) }

func coroutine(c bind.Call) *lua.LState {
	th, ok := c.Arg(1).(*lua.LState)
	if !ok {
		c.Expected(1, "coroutine")
	}
	return th
}

func resume(c bind.Call) int {
	values, err := c.S.Resume(c.L, coroutine(c), c.Args(2))
	if err != nil {
		return c.Push(lua.LFalse, raised(err))
	}
	return c.Push(append([]lua.LValue{lua.LTrue}, values...)...)
}

func wrap(c bind.Call) int {
	th, s := c.S.Create(c.L, c.Function(1)), c.S
	return c.Push(s.L.NewFunction(func(L *lua.LState) int {
		args := make([]lua.LValue, L.GetTop())
		for i := range args {
			args[i] = L.Get(i + 1)
		}
		values, err := s.Resume(L, th, args)
		if err != nil {
			L.Error(raised(err), 0) // the position of the error itself says most
		}
		for _, v := range values {
			L.Push(v)
		}
		return len(values)
	}))
}

// raised is what a failed coroutine raised.
func raised(err error) lua.LValue {
	if e, ok := err.(*lua.ApiError); ok {
		return e.Object
	}
	return lua.LString(err.Error())
}

func yield(c bind.Call) int {
	n, err := c.S.Yield(c.L)
	if err != nil {
		c.L.RaiseError("%s", err.Error())
	}
	return n
}

func status(c bind.Call) int { return c.Push(lua.LString(c.S.Status(coroutine(c)))) }

func running(c bind.Call) int {
	if th := c.S.Running(); th != nil {
		return c.Push(th)
	}
	return c.Push(lua.LNil)
}
