// Package selects is the Lua module "select": Python's select.select. Lua's own
// function select has the same name, so the module can be called as well.
package selects

import (
	"slices"
	"syscall"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/modules/base"
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
	call := &bind.Func{Name: "select", Params: "n: integer or string, ...: any", Returns: "...", Run: base.Select}
	meta := s.L.CreateTable(0, 1)
	meta.RawSetString("__call", bind.NewFunction(s, call, "select", 1))
	table.Metatable = meta
	return table
}

// events are what the lists wait for, in their order.
var events = [...]host.Events{host.Readable, host.Writable, host.Exceptional}

func selectSockets(c bind.Call) int {
	var asked [len(events)][]lua.LValue
	var list []stream.Interest
	for i, wanted := range events {
		asked[i] = bind.Elements(c.Table(i + 1)) // others may change the table while the call waits
		list = slices.Grow(list, len(asked[i]))
		for _, v := range asked[i] {
			list = append(list, stream.Interest{Conn: connection(c, v), Wanted: wanted})
		}
	}
	d := deadline(c)
	err := stream.Select(c.S, c.S.World, list, d)
	if err != nil && !over(c, err, d) {
		return c.Error("select", "", 0, err)
	}
	for _, values := range asked {
		c.L.Push(ready(c, values, list))
		list = list[len(values):]
	}
	return len(events)
}

func connection(c bind.Call, v lua.LValue) *stream.Conn {
	if ud, ok := v.(*lua.LUserData); ok {
		if conn := stream.Below(ud.Value); conn != nil {
			return conn
		}
	}
	c.Raise("the lists must hold sockets or streams, got %s", bind.Describe(v))
	return nil
}

// ready returns the values of a list whose sockets are ready: those of the first
// of all interests.
func ready(c bind.Call, values []lua.LValue, list []stream.Interest) *lua.LTable {
	found := c.L.CreateTable(0, 0)
	for i, v := range values {
		if list[i].Ready&list[i].Wanted != 0 {
			found.Append(v)
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
