// Package selects is the Lua module "select": Python's select.select. Lua's own
// function select has the same name, so the module can be called as well.
package selects

import (
	"syscall"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/wire/plural"
	"sockrun/luaapi/wire/stream"
)

// Module declares the module.
func Module() *bind.Module {
	return &bind.Module{
		Name: "select", Doc: "Waits for several sockets at once, as Python's select. Called like a function it is Lua's own select.",
		Example: `local a, b = socket.socketpair()
a:sendall("x")
local readable, writable = select.select({a, b}, {}, {}, 5)
print(#readable == 1 and readable[1] == b) --> true
print(select("#", 1, nil, 3)) --> 3
a:close()
b:close()`,
		Funcs: []bind.Func{
			{Name: "select", Params: "r: table, w: table, x: table, timeout?: number", Returns: "table, table, table",
				Doc:    "Waits until a socket of r can be read or accepts, one of w can be written, or one of x has urgent data; returns the three lists of those that can. With timeout it waits at most so many seconds and may return empty lists; 0 only looks. The lists hold sockets or streams. Bytes that were read ahead can be read.",
				Errors: "EBADF when one is closed, also meanwhile", Run: selectSockets},
		},
		Global: callable,
	}
}

// callable lets the module be called as Lua's function.
func callable(s *thread.State, table *lua.LTable) lua.LValue {
	call := &bind.Func{Name: "select", Params: "n: integer or string, ...: any", Returns: "...", Run: values}
	meta := s.L.CreateTable(0, 1)
	meta.RawSetString("__call", bind.NewFunction(s, call, "select", 1))
	table.Metatable = meta
	return table
}

// values is select of Lua 5.1.
func values(c bind.Call) int {
	count := max(c.Len()-1, 0)
	if c.Arg(1) == lua.LString("#") {
		return c.Push(lua.LNumber(count))
	}
	n := c.Int(1, -1<<31, 1<<31-1)
	if n < 0 {
		n += count + 1
	}
	if n < 1 {
		c.Raise("n is out of range, with %s after it", plural.Of(count, "value"))
	}
	return c.Push(c.Args(n + 1)...)
}

// events are what the lists wait for, in their order.
var events = [...]host.Events{host.Readable, host.Writable, host.Exceptional}

func selectSockets(c bind.Call) int {
	var list []stream.Interest
	for i, wanted := range events {
		list = append(list, interests(c, i+1, wanted)...)
	}
	d := deadline(c)
	err := stream.Select(c.S, c.S.World, list, d)
	if err != nil && !over(c, err, d) {
		return c.Error("select", "", 0, err)
	}
	for i, wanted := range events {
		c.L.Push(ready(c, i+1, list, wanted))
	}
	return len(events)
}

// interests reads one of the lists.
func interests(c bind.Call, i int, wanted host.Events) (list []stream.Interest) {
	t := c.Table(i)
	for n := 1; n <= t.Len(); n++ {
		list = append(list, stream.Interest{Conn: connection(c, t.RawGetInt(n)), Wanted: wanted})
	}
	return list
}

func connection(c bind.Call, v lua.LValue) *stream.Conn {
	if ud, ok := v.(*lua.LUserData); ok {
		switch v := ud.Value.(type) {
		case *stream.Conn:
			return v
		case *stream.Stream:
			return v.Conn
		}
	}
	c.Raise("the lists must hold sockets or streams, got %s", bind.Describe(v))
	return nil
}

// ready returns the values of a list whose sockets are ready.
func ready(c bind.Call, i int, list []stream.Interest, wanted host.Events) *lua.LTable {
	t, found := c.Table(i), c.L.CreateTable(0, 0)
	for n := 1; n <= t.Len(); n++ {
		conn := connection(c, t.RawGetInt(n))
		for _, in := range list {
			if in.Conn == conn && in.Wanted == wanted && in.Ready&wanted != 0 {
				found.Append(t.RawGetInt(n))
				break
			}
		}
	}
	return found
}

func deadline(c bind.Call) host.Deadline {
	switch {
	case !c.Given(4):
		return host.Forever
	case c.Number(4) == 0:
		return host.DontWait
	}
	return host.After(c.S.World, c.Seconds(4))
}

// over says whether an error is the end of the call's own time.
func over(c bind.Call, err error, d host.Deadline) bool {
	switch {
	case err == syscall.EAGAIN:
		return true
	case !host.IsTimeout(err) || d == host.Forever:
		return false
	}
	return c.S.World.Elapsed() >= time.Duration(d)
}
