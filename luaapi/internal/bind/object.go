package bind

import (
	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/thread"
)

// Field is a named value that one object shows beside its methods.
type Field struct {
	Name  string
	Value lua.LValue
}

// New returns a userdata of class c that holds value. Objects without fields
// share one metatable per VM; fields cost a small table per object, so that
// method calls stay a plain table look-up.
func New(s *thread.State, c *Class, value any, fields ...Field) *lua.LUserData {
	ud := &lua.LUserData{Value: value, Metatable: Metatable(s, c)}
	SetFields(s, c, ud, fields...)
	return ud
}

// SetFields replaces the fields that an object of class c shows.
func SetFields(s *thread.State, c *Class, ud *lua.LUserData, fields ...Field) {
	shared := Metatable(s, c)
	if len(fields) == 0 {
		ud.Metatable = shared
		return
	}
	methods := shared.RawGetString("__index").(*lua.LTable)
	shown := s.L.CreateTable(0, len(fields)+len(c.Often))
	for _, name := range c.Often {
		shown.RawSetString(name, methods.RawGetString(name))
	}
	for _, f := range fields {
		shown.RawSetString(f.Name, f.Value)
	}
	shown.Metatable = methodsBehind(s, c)
	own := s.L.CreateTable(0, len(c.Meta)+2)
	for key, v := shared.Next(lua.LNil); key != lua.LNil; key, v = shared.Next(key) {
		own.RawSet(key, v)
	}
	own.RawSetString("__index", shown)
	ud.Metatable = own
}

type metatableKey struct{ c *Class }
type methodsKey struct{ c *Class }

// Metatable returns the metatable that objects of class c share in a VM.
func Metatable(s *thread.State, c *Class) *lua.LTable {
	return s.Value(metatableKey{c}, func() any {
		methods := s.L.CreateTable(0, len(c.Methods))
		for i := range c.Methods {
			f := &c.Methods[i]
			methods.RawSetString(f.Name, NewFunction(s, f, c.Name+":"+f.Name, 1))
		}
		meta := s.L.CreateTable(0, len(c.Meta)+2)
		meta.RawSetString("__index", methods)
		for i := range c.Meta {
			f := &c.Meta[i]
			meta.RawSetString(f.Name, NewFunction(s, f, c.Name+" "+f.Name, 0))
		}
		meta.RawSetString("__metatable", lua.LString(c.Name))
		return meta
	}).(*lua.LTable)
}

// methodsBehind returns the metatable of a table of fields: it leads on to
// the class's methods.
func methodsBehind(s *thread.State, c *Class) *lua.LTable {
	return s.Value(methodsKey{c}, func() any {
		t := s.L.CreateTable(0, 1)
		t.RawSetString("__index", Metatable(s, c).RawGetString("__index"))
		return t
	}).(*lua.LTable)
}

// ClassName returns the name of the class of a value, or "" when it is none
// of ours.
func ClassName(v lua.LValue) string {
	ud, ok := v.(*lua.LUserData)
	if !ok {
		return ""
	}
	meta, ok := ud.Metatable.(*lua.LTable)
	if !ok {
		return ""
	}
	name, _ := meta.RawGetString("__metatable").(lua.LString)
	return string(name)
}
