package frames

import (
	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/show"
	integers "sockrun/luaapi/modules/int64"
	"sockrun/luaapi/wire/header"
)

// foreign is what a codec in Lua has made of a field of a header.
type foreign struct{ value lua.LValue }

// Same compares tables by what is in them.
func (f foreign) Same(other header.Opaque) bool {
	g, ok := other.(foreign)
	return ok && same(f.value, g.value, 0)
}

func (f foreign) String() string { return show.Value(f.value) }

// Plain is a number or a boolean.
func (f foreign) Plain() header.Value { return FieldValue(f.value) }

func same(a, b lua.LValue, depth int) bool {
	x, isTable := a.(*lua.LTable)
	y, both := b.(*lua.LTable)
	if !isTable || !both || x == y || depth > deepest {
		m, isInteger := integers.Of(a)
		n, alsoInteger := integers.Of(b)
		return a == b || isInteger && alsoInteger && m == n
	}
	return within(x, y, depth) && within(y, x, depth)
}

// within says whether all that is in a is in b.
func within(a, b *lua.LTable, depth int) bool {
	for key, v := a.Next(lua.LNil); key != lua.LNil; key, v = a.Next(key) {
		if !same(v, b.RawGet(key), depth+1) {
			return false
		}
	}
	return true
}

// readForeign takes what a codec in Lua is given to encode: anything.
func readForeign(into *header.Value, v lua.LValue) {
	if text, ok := v.(lua.LString); ok {
		*into = header.BytesOf([]byte(text))
		return
	}
	*into = header.ForeignOf(foreign{v})
}
