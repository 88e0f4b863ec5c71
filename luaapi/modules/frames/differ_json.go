package frames

import (
	"fmt"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/modules/jsons"
	"sockrun/luaapi/wire/header"
	"sockrun/luaapi/wire/jsontext"
)

// json takes the JSON that is expected: what was received, with what it should be
// where it differs. Where that is a matcher the text has its words, and is nothing
// to be encoded.
func (x expectation) json(l *lua.LState, into *header.Value, got, want lua.LValue) error {
	kind := header.JSON
	tree, err := jsons.TreeWith(x.over(l, got, want, 0), func(ud *lua.LUserData) any {
		if matcher, ok := ud.Value.(fmt.Stringer); ok {
			kind = header.Other
			return matcher.String()
		}
		return nil
	})
	if err != nil {
		return err
	}
	text, err := jsontext.Append(nil, tree, jsontext.DefaultFormat())
	*into = header.Value{Kind: kind, Bytes: text}
	return err
}

// deepestOver is how deep over looks into tables, which may be inside of themselves.
const deepestOver = 1000

// over returns the value got with what is expected where that differs. Tables may
// have more than is expected.
func (x expectation) over(l *lua.LState, got, want lua.LValue, depth int) lua.LValue {
	if x.equal(got, want) {
		return got
	}
	g, isTable := got.(*lua.LTable)
	w, both := want.(*lua.LTable)
	if !isTable || !both || g.Len() > 0 != (w.Len() > 0) || depth > deepestOver {
		return want
	}
	t := l.CreateTable(g.Len(), 0)
	t.Metatable = g.Metatable // which tells arrays from objects
	for key, v := g.Next(lua.LNil); key != lua.LNil; key, v = g.Next(key) {
		t.RawSet(key, v)
	}
	w = bind.Contents(w)
	for key, v := w.Next(lua.LNil); key != lua.LNil; key, v = w.Next(key) {
		t.RawSet(key, x.over(l, g.RawGet(key), v, depth+1))
	}
	return t
}
