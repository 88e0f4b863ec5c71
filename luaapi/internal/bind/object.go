package bind

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/wire/spell"
)

// Field is a named value that one object shows beside its methods.
type Field struct {
	Name  string
	Value lua.LValue
}

// New returns a userdata of class c that holds value. Objects without fields
// share one metatable per VM; fields cost a small table per object.
func New(s *thread.State, c *Class, value any, fields ...Field) *lua.LUserData {
	ud := &lua.LUserData{Value: value, Metatable: Metatable(s, c)}
	SetFields(s, c, ud, fields...)
	return ud
}

// SetFields replaces the fields that an object of class c shows.
func SetFields(s *thread.State, c *Class, ud *lua.LUserData, fields ...Field) {
	shared := methodsOf(s, c)
	if len(fields) == 0 {
		ud.Metatable = &shared.LTable
		return
	}
	shown := s.L.CreateTable(0, len(fields))
	for _, f := range fields {
		shown.RawSetString(f.Name, f.Value)
	}
	shown.Metatable = methodsBehind(s, c)
	own := shared.Like(s, len(c.Meta)+2)
	for key, v := shared.Next(lua.LNil); key != lua.LNil; key, v = shared.Next(key) {
		own.RawSet(key, v)
	}
	own.RawSetString("__index", shown)
	ud.Metatable = &own.LTable
}

type metatableKey struct{ c *Class }
type methodsKey struct{ c *Class }

// Metatable returns the metatable that objects of class c share in a VM.
func Metatable(s *thread.State, c *Class) *lua.LTable { return &methodsOf(s, c).LTable }

func methodsOf(s *thread.State, c *Class) *thread.Methods {
	return s.Value(metatableKey{c}, func() any {
		meta := thread.NewMethods(s, len(c.Meta)+2, func(name string) lua.LValue { return method(s, c, name) })
		meta.RawSetString("__index", s.L.NewFunction(func(L *lua.LState) int { return lookUp(c, meta, L) }))
		for i := range c.Meta {
			f := &c.Meta[i]
			meta.RawSetString(f.Name, NewFunction(s, f, c.Name+" "+f.Name, 0))
		}
		meta.RawSetString("__metatable", lua.LString(c.Name))
		if len(c.Reads) > 0 {
			meta.RawSetString(readsKey, &lua.LUserData{Value: c.Reads})
		}
		if c.NoList != "" {
			meta.RawSetString(noListKey, lua.LString(article(c.Name)+" is no list: "+c.NoList))
		}
		return meta
	}).(*thread.Methods)
}

// noListKey is where a metatable, which no script sees, has why its tables are no
// lists.
const noListKey = "__nolist"

// List returns table argument i, which is taken for a list: tables of a class
// that has NoList are refused.
func (c Call) List(i int) *lua.LTable {
	t := c.Table(i)
	if meta, ok := t.Metatable.(*lua.LTable); ok {
		if why, ok := meta.RawGetString(noListKey).(lua.LString); ok {
			c.Raise("%s", string(why))
		}
	}
	return t
}

// readsKey is where a metatable, which no script sees, has its class's Reads.
const readsKey = "__reads"

// KeepsNothing says whether a method of an object only reads its string
// arguments while it runs.
func KeepsNothing(object lua.LValue, method string) bool {
	ud, _ := object.(*lua.LUserData)
	if ud == nil {
		return false
	}
	meta, _ := ud.Metatable.(*lua.LTable)
	if meta == nil {
		return false
	}
	reads, _ := meta.RawGetString(readsKey).(*lua.LUserData)
	return reads != nil && slices.Contains(reads.Value.([]string), method)
}

// lookUp is the look-up of a name in an object, other than that of a method which
// is called.
func lookUp(c *Class, methods *thread.Methods, L *lua.LState) int {
	name, isName := L.Get(2).(lua.LString)
	if !isName && (c.NoList != "" || !c.Open) {
		L.RaiseError("%s", unnamed(article(c.Name), L.Get(2), cmp.Or(c.NoList, "it is no list")))
	}
	found := fieldOrMethod(c, methods, L.Get(1), string(name))
	if found == lua.LNil && !c.Open && !slices.Contains(c.fieldNames(), string(name)) {
		L.RaiseError("%s", missing(article(c.Name), string(name), append(c.fieldNames(), c.methodNames()...)))
	}
	L.Push(found)
	return 1
}

func fieldOrMethod(c *Class, methods *thread.Methods, object lua.LValue, name string) lua.LValue {
	if ud, isObject := object.(*lua.LUserData); isObject && c.Field != nil {
		if v := c.Field(ud.Value, name); v != lua.LNil {
			return v
		}
	}
	if found := methods.Find(name); found != nil {
		return found
	}
	return lua.LNil
}

func (c *Class) fieldNames() (names []string) {
	for _, f := range c.Fields {
		names = append(names, f.Name)
	}
	return names
}

func (c *Class) methodNames() (names []string) {
	for _, f := range c.Methods {
		names = append(names, f.Name)
	}
	return names
}

// unnamed says that owner has no key that is no name, and why.
func unnamed(owner string, key lua.LValue, why string) string {
	shown := article(key.Type().String())
	switch key.(type) {
	case lua.LNumber, lua.LBool, *lua.LNilType:
		shown = key.String()
	}
	return fmt.Sprintf("%s has no [%s]: %s", owner, shown, why)
}

// missing says that owner has no name, and what may have been meant.
func missing(owner, name string, known []string) string {
	text := fmt.Sprintf("%s has no %s", owner, name)
	if hint := spell.Elsewhere(strings.TrimPrefix(strings.TrimPrefix(owner, "an "), "a ") + "." + name); hint != "" {
		return text + ": " + hint
	}
	if near := spell.Nearest(name, known); near != "" {
		text += "; did you mean " + near + "?"
	}
	return text
}

// method makes a method in a VM, nil when the class has none of that name.
func method(s *thread.State, c *Class, name string) lua.LValue {
	for i := range c.Methods {
		if f := &c.Methods[i]; f.Name == name {
			return NewFunction(s, f, c.Name+":"+name, 1)
		}
	}
	return nil
}

// methodsBehind returns the metatable of a table of fields: it leads on to
// the class's methods.
func methodsBehind(s *thread.State, c *Class) *lua.LTable {
	return s.Value(methodsKey{c}, func() any {
		return thread.Leading(s.L, Metatable(s, c).RawGetString("__index"))
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
