package socket

import (
	"encoding/binary"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/wire/stream"
)

func settings() []bind.Func {
	return []bind.Func{
		{Name: "settimeout", Params: "seconds: number or nil", Doc: "Sets how long each later call may wait in all; nil for ever (the scenario's own timeout still ends it), 0 makes the socket non-blocking.", Run: setTimeout},
		{Name: "gettimeout", Returns: "number or nil", Doc: "Returns what settimeout has set.", Run: getTimeout},
		{Name: "setblocking", Params: "flag: boolean", Doc: "Is settimeout(nil) or settimeout(0).", Run: setBlocking},
		{Name: "getblocking", Returns: "boolean", Doc: "Says whether calls may wait.", Run: getBlocking},
		{Name: "setsockopt", Params: "level: integer, option: integer, value: integer or string", Doc: "Sets an option; a string is the system's own representation.", Errors: "ENOPROTOOPT, EINVAL", Run: setOption},
		{Name: "getsockopt", Params: "level: integer, option: integer, size?: integer", Returns: "integer or string", Doc: "Returns an option as a number, or with size as at most so many bytes.", Errors: "ENOPROTOOPT", Run: getOption},
	}
}

func setTimeout(c bind.Call) int { return apply(c, c.Timeout(1)) }

func setBlocking(c bind.Call) int {
	if c.Bool(1) {
		return apply(c, stream.Forever)
	}
	return apply(c, 0)
}

func apply(c bind.Call, d time.Duration) int {
	self(c).SetTimeout(d)
	return 0
}

func getTimeout(c bind.Call) int {
	if d := self(c).Timeout(); d >= 0 {
		return c.Push(lua.LNumber(d.Seconds()))
	}
	return c.Push(lua.LNil)
}

func getBlocking(c bind.Call) int { return c.Push(lua.LBool(self(c).Timeout() != 0)) }

func setOption(c bind.Call) int {
	conn, level, option := self(c), c.Int(1, -1, 1<<30), c.Int(2, -1, 1<<30)
	value := optionBytes(c, 3)
	if err := conn.Socket.SetOption(level, option, value); err != nil {
		return c.Error("setsockopt", conn.String(), 0, err)
	}
	return 0
}

func optionBytes(c bind.Call, i int) []byte {
	switch v := c.Arg(i).(type) {
	case lua.LString:
		return []byte(v)
	case lua.LBool:
		return flagBytes(bool(v))
	}
	return binary.NativeEndian.AppendUint32(nil, uint32(int32(c.Int(i, -1<<31, 1<<31-1))))
}

// flagBytes is a flag as the system takes it.
func flagBytes(on bool) []byte {
	if on {
		return binary.NativeEndian.AppendUint32(nil, 1)
	}
	return binary.NativeEndian.AppendUint32(nil, 0)
}

func getOption(c bind.Call) int {
	conn, level, option := self(c), c.Int(1, -1, 1<<30), c.Int(2, -1, 1<<30)
	size := c.OptInt(3, 1, 1024, 4)
	value, err := conn.Socket.Option(level, option, size)
	if err != nil {
		return c.Error("getsockopt", conn.String(), 0, err)
	}
	if c.Given(3) || len(value) != 4 {
		return c.Push(lua.LString(value))
	}
	return c.Push(lua.LNumber(int32(binary.NativeEndian.Uint32(value))))
}
