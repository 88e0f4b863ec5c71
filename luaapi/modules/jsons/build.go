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

// nullOf returns the VM's json.null. With the baton.
func nullOf(s *thread.State) lua.LValue {
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
	return newMaker(s, byRule).value(v)
}

// maker makes Lua values.
type maker struct {
	s             *thread.State
	integers      func(*maker, integer.Integer) lua.LValue
	null          lua.LValue
	array, object *lua.LTable // the metatables
	shapes        shapes
	boxes         thread.Boxes
}

func newMaker(s *thread.State, integers func(*maker, integer.Integer) lua.LValue) *maker {
	return &maker{s: s, integers: integers, null: nullOf(s), array: arrayMark.metatable(s), object: objectMark.metatable(s)}
}

// byRule is the Lua of an integer by the rule of int64.
func byRule(m *maker, v integer.Integer) lua.LValue {
	if n, ok := int64.Plain(v); ok {
		return m.boxes.Number(n)
	}
	return int64.New(m.s, v)
}

// value makes a value of a tree.
func (m *maker) value(v any) lua.LValue {
	switch v := v.(type) {
	case bool:
		return m.Bool(v)
	case integer.Integer:
		return m.Integer(v)
	case float64:
		return m.Float(v)
	case string:
		return m.String(v)
	case jsontext.Array:
		list := make([]lua.LValue, len(v))
		for i, element := range v {
			list[i] = m.value(element)
		}
		return m.Array(list)
	case jsontext.Object:
		names, values := make([]string, len(v)), make([]lua.LValue, len(v))
		for i, member := range v {
			names[i], values[i] = member.Name, m.value(member.Value)
		}
		return m.Object(names, values)
	}
	return m.null
}

func (m *maker) Null() lua.LValue                     { return m.null }
func (m *maker) Bool(v bool) lua.LValue               { return lua.LBool(v) }
func (m *maker) Integer(v integer.Integer) lua.LValue { return m.integers(m, v) }
func (m *maker) Float(v float64) lua.LValue           { return m.boxes.Number(lua.LNumber(v)) }
func (m *maker) String(v string) lua.LValue           { return m.boxes.Head(v) }

func (m *maker) Array(elements []lua.LValue) lua.LValue {
	t := m.s.L.CreateTable(len(elements), 0)
	for i, v := range elements {
		t.RawSetInt(i+1, v)
	}
	t.Metatable = m.array
	return t
}

func (m *maker) Object(names []string, values []lua.LValue) lua.LValue {
	t := m.shapes.table(m.s.L, names, values)
	t.Metatable = m.object
	return t
}
