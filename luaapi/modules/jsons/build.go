package jsons

import (
	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/modules/int64"
	"sockrun/luaapi/wire/integer"
	"sockrun/luaapi/wire/jsontext"
)

// null is what json.null holds.
type null struct{}

// String is how reports show it.
func (null) String() string { return "null" }

var nullClass = &bind.Class{
	Name: "json.null", Doc: "JSON's null.",
	Meta: []bind.Func{{Name: "__tostring", Params: "null: json.null", Run: func(c bind.Call) int { return c.Push(lua.LString("null")) }}},
}

type nullKey struct{}

// Null returns the VM's json.null. With the baton.
func Null(s *thread.State) lua.LValue {
	return s.Value(nullKey{}, func() any { return bind.New(s, nullClass, null{}) }).(lua.LValue)
}

// IsNull says whether a value is json.null.
func IsNull(v lua.LValue) bool {
	ud, ok := v.(*lua.LUserData)
	if !ok {
		return false
	}
	_, ok = ud.Value.(null)
	return ok
}

// mark says what a table is that does not show it. It is the name that its
// metatable has.
type mark string

const (
	arrayMark  mark = "json.array"
	objectMark mark = "json.object"
	nameField       = "__name"
)

// metatable returns the one that all tables with the mark share in a VM.
func (m mark) metatable(s *thread.State) *lua.LTable {
	return s.Value(m, func() any {
		t := s.L.CreateTable(0, 1)
		t.RawSetString(nameField, lua.LString(m))
		return t
	}).(*lua.LTable)
}

// markOf returns the mark of a table, "" for none.
func markOf(t *lua.LTable) mark {
	if meta, ok := t.Metatable.(*lua.LTable); ok {
		name, _ := meta.RawGetString(nameField).(lua.LString)
		return mark(name)
	}
	return ""
}

// Value returns the Lua of a jsontext value: arrays and objects are marked
// tables, integers follow the rule of int64. With the baton.
func Value(s *thread.State, v any) lua.LValue {
	b := builder{s: s, integer: func(v integer.Integer) lua.LValue { return int64.Value(s, v) }}
	return b.value(v)
}

// builder makes Lua values.
type builder struct {
	s       *thread.State
	integer func(integer.Integer) lua.LValue
}

func (b *builder) value(v any) lua.LValue {
	switch v := v.(type) {
	case bool:
		return lua.LBool(v)
	case integer.Integer:
		return b.integer(v)
	case float64:
		return lua.LNumber(v)
	case string:
		return lua.LString(v)
	case jsontext.Array:
		return b.array(v)
	case jsontext.Object:
		return b.object(v)
	}
	return Null(b.s)
}

func (b *builder) array(list jsontext.Array) *lua.LTable {
	t := b.s.L.CreateTable(len(list), 0)
	for i, v := range list {
		t.RawSetInt(i+1, b.value(v))
	}
	t.Metatable = arrayMark.metatable(b.s)
	return t
}

func (b *builder) object(o jsontext.Object) *lua.LTable {
	t := b.s.L.CreateTable(0, len(o))
	for _, m := range o {
		t.RawSetString(m.Name, b.value(m.Value))
	}
	t.Metatable = objectMark.metatable(b.s)
	return t
}
