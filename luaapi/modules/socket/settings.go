package socket

import (
	"syscall"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/wire/stream"
)

func settings() []bind.Func {
	return []bind.Func{
		{Name: "settimeout", Params: "seconds: number or nil", Doc: "Sets how long each later call may wait in all; nil for ever (the scenario's own timeout still ends it), 0 makes the socket non-blocking.", Errors: "EBADF", Run: setTimeout},
		{Name: "gettimeout", Returns: "number or nil", Doc: "Returns what settimeout has set.", Run: getTimeout},
		{Name: "setblocking", Params: "flag: boolean or integer", Doc: "Is settimeout(nil) or settimeout(0). The number 0 is false here, as in Python.", Errors: "EBADF", Run: setBlocking},
		{Name: "getblocking", Returns: "boolean", Doc: "Says whether calls may wait.", Run: getBlocking},
	}
}

func setTimeout(c bind.Call) int {
	conn := self(c) // before its argument: with a dot there is none
	return apply(c, conn, "settimeout", c.Timeout(1))
}

func setBlocking(c bind.Call) int {
	conn := self(c)
	if n, ok := c.Arg(1).(lua.LNumber); ok && n != 0 || !ok && c.Bool(1) {
		return apply(c, conn, "setblocking", stream.Forever)
	}
	return apply(c, self(c), "setblocking", 0)
}

func apply(c bind.Call, conn *stream.Conn, op string, d time.Duration) int {
	if conn.Closed() {
		return c.Error(op, conn.String(), 0, syscall.EBADF)
	}
	conn.SetTimeout(d)
	showFields(c.S, c.L.Get(1).(*lua.LUserData), conn)
	return 0
}

func getTimeout(c bind.Call) int {
	if d := self(c).Timeout(); d >= 0 {
		return c.Push(lua.LNumber(d.Seconds()))
	}
	return c.Push(lua.LNil)
}

func getBlocking(c bind.Call) int { return c.Push(lua.LBool(self(c).Timeout() != 0)) }
