// Package show writes Lua values as reports and errors show them.
package show

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/wire/diff"
	"sockrun/luaapi/wire/integer"
)

// maxShown bounds the text of one shown value, in bytes.
const maxShown = 400

// Value writes a value as a report shows it: strings quoted, tables with their
// content, all in one line of bounded length.
func Value(v lua.LValue) string {
	var out strings.Builder
	write(&out, v, 0)
	return out.String()
}

func write(out *strings.Builder, v lua.LValue, depth int) {
	switch v := v.(type) {
	case lua.LString:
		out.WriteString(diff.Quote(string(v)))
	case lua.LNumber:
		out.WriteString(number(float64(v)))
	case *lua.LTable:
		writeTable(out, v, depth)
	case *lua.LUserData:
		out.WriteString(object(v))
	case *lua.LFunction:
		out.WriteString("a function")
	case *lua.LState: // whose own text is an address, another in each run
		out.WriteString("a thread")
	default:
		out.WriteString(v.String())
	}
}

func number(f float64) string {
	if f == math.Trunc(f) && math.Abs(f) < 1<<63 {
		return strconv.FormatInt(int64(f), 10)
	}
	return integer.Digits(f) // two different ones never look alike
}

func object(ud *lua.LUserData) string {
	if s, ok := ud.Value.(fmt.Stringer); ok {
		return s.String()
	}
	if err, ok := ud.Value.(error); ok {
		return "error " + diff.Quote(err.Error())
	}
	if name := bind.ClassName(ud); name != "" {
		return name
	}
	return "userdata"
}

func writeTable(out *strings.Builder, t *lua.LTable, depth int) {
	if depth > 4 {
		out.WriteString("{…}")
		return
	}
	out.WriteByte('{')
	n := 0
	for key, v := t.Next(lua.LNil); key != lua.LNil; key, v = t.Next(key) {
		if n++; n > 1 {
			out.WriteString(", ")
		}
		if out.Len() > maxShown {
			out.WriteString("…")
			break
		}
		if key != lua.LNumber(n) {
			writeKey(out, key, depth+1)
			out.WriteString(" = ")
		}
		write(out, v, depth+1)
	}
	out.WriteByte('}')
}

// Key writes a key as it stands in a table: a name, and other keys in brackets.
func Key(key lua.LValue) string {
	var out strings.Builder
	writeKey(&out, key, 0)
	return out.String()
}

// writeKey is Key. A key may be a table that holds this one.
func writeKey(out *strings.Builder, key lua.LValue, depth int) {
	if s, ok := key.(lua.LString); ok && isName(string(s)) {
		out.WriteString(string(s))
		return
	}
	out.WriteByte('[')
	write(out, key, depth)
	out.WriteByte(']')
}

func isName(s string) bool {
	for i, r := range s {
		if r != '_' && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return s != ""
}
