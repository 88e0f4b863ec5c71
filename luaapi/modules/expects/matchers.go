package expects

import (
	"fmt"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/modules/base"
	"sockrun/luaapi/wire/diff"
	"sockrun/luaapi/wire/plural"
)

// matcher stands for values anywhere in an expected table.
type matcher struct {
	text    string
	accepts func(c bind.Call, v lua.LValue) bool
}

// String says what it accepts.
func (m *matcher) String() string { return m.text }

var matcherClass = &bind.Class{Name: "matcher", Doc: "Stands for a value on the expected side of an assertion, at any depth of a table. expect.any stands for anything but nil."}

// IsMatcher says whether a value stands for others on the expected side.
func IsMatcher(v lua.LValue) bool { return matcherOf(v) != nil }

func matcherOf(v lua.LValue) *matcher {
	if ud, ok := v.(*lua.LUserData); ok {
		if m, ok := ud.Value.(*matcher); ok {
			return m
		}
	}
	return nil
}

func matchers() []bind.Func {
	return []bind.Func{
		{Name: "matching", Params: "pattern: string", Returns: "matcher", Doc: "Stands for any text in which the Lua pattern matches.", Run: matching},
		{Name: "range", Params: "low: number, high: number", Returns: "matcher", Doc: "Stands for any number from low to high.", Run: inRange},
		{Name: "bytes", Params: "n: integer", Returns: "matcher", Doc: "Stands for any string of n bytes.", Run: bytesLong},
	}
}

func push(c bind.Call, m *matcher) int { return c.Push(bind.New(c.S, matcherClass, m)) }

// withAny adds the matcher that takes no arguments and so is no function.
func withAny(s *thread.State, module *lua.LTable) lua.LValue {
	module.RawSetString("any", bind.New(s, matcherClass, &matcher{"anything", func(_ bind.Call, v lua.LValue) bool { return v != lua.LNil }}))
	return module
}

func matching(c bind.Call) int {
	pattern := c.String(1)
	return push(c, &matcher{"text that matches " + diff.Quote(pattern), func(c bind.Call, v lua.LValue) bool {
		text, ok := v.(lua.LString)
		return ok && base.Found(c, string(text), pattern)
	}})
}

func inRange(c bind.Call) int {
	low, high := lua.LNumber(c.Number(1)), lua.LNumber(c.Number(2))
	return push(c, &matcher{fmt.Sprintf("a number from %s to %s", low, high), func(_ bind.Call, v lua.LValue) bool {
		n, ok := v.(lua.LNumber)
		return ok && low <= n && n <= high
	}})
}

func bytesLong(c bind.Call) int {
	size := c.Int(1, 0, 1<<53)
	return push(c, &matcher{"a string of " + plural.Of(size, "byte"), func(_ bind.Call, v lua.LValue) bool {
		s, ok := v.(lua.LString)
		return ok && len(s) == size
	}})
}
