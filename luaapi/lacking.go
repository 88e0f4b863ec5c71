package luaapi

import (
	"regexp"
	"strconv"
	"strings"
	"sync"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/show"
	"sockrun/luaapi/wire/plural"
)

// fieldPath is a name and fields behind it, the last of which stands alone.
var fieldPath = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^([A-Za-z_]\w*(?:\.[A-Za-z_]\w*|\[[0-9]+\])*)(\.[A-Za-z_]\w*|\[[0-9]+\])$`)
})

// shownNames bounds how many fields Lacking tells.
const shownNames = 12

// Lacking says what there is beside the field that an expression such as
// vars.reply.code reads, and that is nil: "vars.reply has id, codes". It is "" for
// other expressions, and where tables that work their fields out are on the way.
func (t *Task) Lacking(expression string) string {
	parts := fieldPath().FindStringSubmatch(expression)
	if parts == nil {
		return ""
	}
	table, ok := t.walk(parts[1]).(*lua.LTable)
	if !ok || table.Metatable != lua.LNil {
		return ""
	}
	return parts[1] + content(table, parts[2][0] == '[')
}

// content says what a table has: only how many items where one of them was looked
// for.
func content(table *lua.LTable, byNumber bool) string {
	n := table.Len()
	items := " has " + plural.Of(n, "item") + ", counted from 1"
	if n > 0 && byNumber {
		return items
	}
	names := fieldNames(table, n)
	switch {
	case names == nil && n > 0:
		return items
	case names == nil:
		return " is empty"
	case n > 0:
		return " has " + strings.Join(names, ", ") + ", and " + plural.Of(n, "item")
	}
	return " has " + strings.Join(names, ", ")
}

// fieldNames are the fields of a table as Lua writes them, but for its items, of
// which there are n.
func fieldNames(table *lua.LTable, n int) (names []string) {
	for key, _ := table.Next(lua.LNil); key != lua.LNil; key, _ = table.Next(key) {
		if i, ok := key.(lua.LNumber); ok && i >= 1 && i <= lua.LNumber(n) {
			continue
		}
		if len(names) == shownNames {
			return append(names, "…")
		}
		names = append(names, show.Key(key))
	}
	return names
}

// walk is what a path of fields leads to, without any call of a metamethod; nil
// when it does not.
func (t *Task) walk(path string) lua.LValue {
	fields := strings.FieldsFunc(path, func(r rune) bool { return strings.ContainsRune(".[]", r) })
	v := t.thread.Global(fields[0])
	for _, field := range fields[1:] {
		table, ok := v.(*lua.LTable)
		if !ok {
			return lua.LNil
		}
		if n, err := strconv.Atoi(field); err == nil {
			v = table.RawGetInt(n)
		} else {
			v = table.RawGetString(field)
		}
	}
	return v
}
