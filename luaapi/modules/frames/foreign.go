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

// Differ goes into tables, up to where only one side has some.
func (f foreign) Differ(received header.Opaque) []header.Place {
	got, ok := received.(foreign)
	if !ok {
		return nil
	}
	var p places
	p.values(f.value, got.value, "", 0)
	return p
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

// places are where two values differ, the first of them.
type places []header.Place

// mostPlaces bounds them.
const mostPlaces = 12

func (p *places) values(want, got lua.LValue, path string, depth int) {
	w, isTable := want.(*lua.LTable)
	g, both := got.(*lua.LTable)
	switch {
	case len(*p) == mostPlaces || same(want, got, depth):
	case isTable && both && depth < deepest:
		p.tables(w, g, path, depth)
	default:
		*p = append(*p, header.Place{Path: path, Expected: shownOrNothing(want), Received: shownOrNothing(got)})
	}
}

// tables compares what is expected, and then what is there besides.
func (p *places) tables(want, got *lua.LTable, path string, depth int) {
	for key, v := want.Next(lua.LNil); key != lua.LNil; key, v = want.Next(key) {
		p.values(v, got.RawGet(key), path+step(key), depth+1)
	}
	for key, v := got.Next(lua.LNil); key != lua.LNil; key, v = got.Next(key) {
		if want.RawGet(key) == lua.LNil {
			p.values(lua.LNil, v, path+step(key), depth+1)
		}
	}
}

// step is a key as it stands in a path.
func step(key lua.LValue) string {
	if name, ok := key.(lua.LString); ok {
		return "." + string(name)
	}
	return "[" + show.Value(key) + "]"
}

func shownOrNothing(v lua.LValue) string {
	if v == lua.LNil {
		return "nothing"
	}
	return show.Value(v)
}

// readForeign takes what a codec in Lua is given to encode: anything.
func readForeign(into *header.Value, v lua.LValue) {
	if text, ok := v.(lua.LString); ok {
		*into = header.BytesOf([]byte(text))
		return
	}
	*into = header.ForeignOf(foreign{v})
}
