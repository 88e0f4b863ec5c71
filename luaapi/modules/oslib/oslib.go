// Package oslib is Lua's os library as a world lets scripts have it.
package oslib

import (
	"fmt"
	"strings"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
)

const example = `print(os.date("!%Y-%m-%d %H:%M:%S", 86400))  --> 1970-01-02 00:00:00
print(os.difftime(5, 3))                     --> 2`

// Module declares the module.
func Module() *bind.Module {
	return &bind.Module{Name: "os", Doc: "The os library of Lua 5.1, on the world's clock and within the policy, and os.urandom of Python.", Example: example, Funcs: []bind.Func{
		{Name: "time", Params: "t?: table", Returns: "number", Doc: "Returns the seconds since 1970, now or of the local time in t.", Run: timeOf},
		{Name: "clock", Returns: "number", Doc: "Returns seconds since the scenario began.", Run: clock},
		{Name: "date", Params: "format?: string, time?: number", Returns: "string or table", Doc: `Formats a time as strftime does; "*t" gives a table, a leading "!" means UTC.`, Run: date},
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

func timeOf(c bind.Call) int {
	if !c.Given(1) {
		return c.Push(lua.LNumber(c.S.World.Now().Unix()))
	}
	part := func(key string, otherwise int) int {
		if n, ok := c.Option(1, key).(lua.LNumber); ok {
			return int(n)
		}
		if otherwise < 0 {
			c.Raise("field %q is missing in the table", key)
		}
		return otherwise
	}
	t := time.Date(part("year", -1), time.Month(part("month", -1)), part("day", -1), part("hour", 12), part("min", 0), part("sec", 0), 0, time.Local)
	return c.Push(lua.LNumber(t.Unix()))
}

func date(c bind.Call) int {
	t := c.S.World.Now()
	if c.Given(2) {
		t = time.Unix(int64(c.Number(2)), 0)
	}
	format, utc := strings.CutPrefix(c.OptString(1, "%c"), "!")
	if t = t.Local(); utc {
		t = t.UTC()
	}
	if strings.HasPrefix(format, "*t") {
		return c.Push(dateTable(c, t))
	}
	return c.Push(lua.LString(strftime(format, t)))
}

func dateTable(c bind.Call, t time.Time) *lua.LTable {
	table := c.L.CreateTable(0, 9)
	for _, f := range []struct {
		name  string
		value int
	}{
		{"year", t.Year()}, {"month", int(t.Month())}, {"day", t.Day()}, {"hour", t.Hour()}, {"min", t.Minute()},
		{"sec", t.Second()}, {"wday", int(t.Weekday()) + 1}, {"yday", t.YearDay()},
	} {
		table.RawSetString(f.name, lua.LNumber(f.value))
	}
	table.RawSetString("isdst", lua.LBool(t.IsDST()))
	return table
}

// layouts are the conversions of strftime as layouts of package time.
var layouts = map[byte]string{
	'a': "Mon", 'A': "Monday", 'b': "Jan", 'B': "January", 'c': "Mon Jan _2 15:04:05 2006", 'd': "02", 'H': "15", 'I': "03",
	'j': "002", 'm': "01", 'M': "04", 'p': "PM", 'S': "05", 'x': "01/02/06", 'X': "15:04:05", 'y': "06", 'Y': "2006",
	'Z': "MST", 'z': "-0700", 'F': "2006-01-02", 'T': "15:04:05", 'D': "01/02/06",
}

func strftime(format string, t time.Time) string {
	var out strings.Builder
	for i := 0; i < len(format); i++ {
		if format[i] != '%' || i+1 == len(format) {
			out.WriteByte(format[i])
			continue
		}
		i++
		if layout, ok := layouts[format[i]]; ok {
			out.WriteString(t.Format(layout))
		} else {
			out.WriteByte(format[i])
		}
	}
	return out.String()
}
