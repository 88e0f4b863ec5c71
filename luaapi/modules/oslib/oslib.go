// Package oslib is Lua's os library as a world lets scripts have it: clock, dates,
// environment, files by their names, and exit. What is in files is iolib's.
package oslib

import (
	"fmt"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
)

const example = `print(os.date("!%Y-%m-%d %H:%M:%S", 86400))  --> 1970-01-02 00:00:00
print(os.difftime(5, 3))                     --> 2`

// Module declares the module.
func Module() *bind.Module {
	return &bind.Module{Name: "os", Doc: "The os library of Lua 5.1, on the world's clock and within the policy, and os.urandom of Python.", Example: example, Funcs: []bind.Func{
		{Name: "time", Params: "t?: table", Returns: "number", Doc: "Returns the seconds since 1970, now or of the local time in t: year, month, day, and hour (12 by default), min and sec.", Run: timeOf},
		{Name: "clock", Returns: "number", Doc: "Returns seconds since the scenario began.", Run: clock},
		{Name: "date", Params: "format?: string, time?: number", Returns: "string or table", Doc: `Formats a time as strftime of C does, now unless it is given; "*t" gives a table, a leading "!" means UTC.`, Run: date},
		{Name: "difftime", Params: "later: number, earlier: number", Returns: "number", Doc: "Returns later - earlier.", Run: difftime},
		{Name: "getenv", Params: "name: string", Returns: "string or nil", Doc: "Returns a variable of the environment, nil when there is none or --allow-env does not name it.", Run: getenv},
		{Name: "exit", Params: "code?: integer", Doc: "Ends a program with this exit status; in a scenario it ends the actor with an error, never the run.", Run: exit},
		{Name: "urandom", Params: "n: integer", Returns: "string", Doc: "Returns n random bytes, at most 16 MiB, fit for keys and nonces. Under --sim they are fixed by the seed.", Example: "print(#os.urandom(16), os.urandom(16) == os.urandom(16)) --> 16	false", Run: urandom},
		{Name: "remove", Params: "path: string", Returns: "boolean or nil, string", Doc: "Removes a file, or returns nil and why not.", Run: remove},
		{Name: "rename", Params: "from: string, to: string", Returns: "boolean or nil, string", Doc: "Renames a file, or returns nil and why not.", Run: rename},
	}}
}

func clock(c bind.Call) int { return c.Push(lua.LNumber(c.S.World.Elapsed().Seconds())) }

func difftime(c bind.Call) int { return c.Push(lua.LNumber(c.Number(1) - c.Number(2))) }

func getenv(c bind.Call) int {
	if value, ok := c.S.World.Getenv(c.String(1)); ok {
		return c.Push(lua.LString(value))
	}
	return c.Push(lua.LNil)
}

// Exit is what os.exit raises.
type Exit struct{ Code int }

// Error says which status was asked for.
func (e *Exit) Error() string { return fmt.Sprintf("os.exit(%d) was called", e.Code) }

// ErrorName is Python's.
func (e *Exit) ErrorName() string { return "SystemExit" }

func exit(c bind.Call) int {
	return bind.RaiseError(c.S, c.L, &Exit{c.OptInt(1, 0, 255, 0)})
}

const maxRandom = 16 << 20

func urandom(c bind.Call) int {
	b := make([]byte, c.Int(1, 0, maxRandom))
	c.S.World.Random(b)
	return c.Push(lua.LString(b))
}

func remove(c bind.Call) int { return done(c, c.S.World.Remove(c.String(1))) }

func rename(c bind.Call) int { return done(c, c.S.World.Rename(c.String(1), c.String(2))) }

func done(c bind.Call, err error) int {
	if err != nil {
		return c.Push(lua.LNil, lua.LString(err.Error()))
	}
	return c.Push(lua.LTrue)
}
