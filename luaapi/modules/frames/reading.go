package frames

import (
	"fmt"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
	integers "sockrun/luaapi/modules/int64"
	"sockrun/luaapi/modules/jsons"
	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/header"
	"sockrun/luaapi/wire/integer"
	"sockrun/luaapi/wire/jsontext"
	"sockrun/luaapi/wire/spell"
	"sockrun/luaapi/wire/uncopied"
)

// read takes the values of a table, by field.
func (s *structured) read(values []header.Value, table *lua.LTable) error {
	return s.readIn(values, table, nil)
}

// readIn is read for a table inside of others, which is outer.
func (s *structured) readIn(values []header.Value, table *lua.LTable, outer *header.Context) error {
	if !s.nests && s.readNamed(values, table) {
		return nil
	}
	clear(values)
	if err := s.readFields(values, table); err != nil || !s.nests {
		return err
	}
	return s.readNested(values, table, outer)
}

// readNamed is read for small tables with which nothing is wrong. It returns
// false for all others.
func (s *structured) readNamed(values []header.Value, table *lua.LTable) bool {
	return s.eachNamed(table, func(i int, v lua.LValue) bool { return s.readValue(&values[i], &s.fields[i], v) == nil })
}

// eachNamed gives all that is in a small table to take, by field, until that
// returns false. It returns whether all were fields and taken.
func (s *structured) eachNamed(table *lua.LTable, take func(i int, v lua.LValue) bool) bool {
	few, ok := thread.FewOf(table)
	for i := 0; ok; {
		name, v, more := few.Next()
		if !more {
			return true
		}
		i = s.find(name, i)
		ok = i >= 0 && take(i, v)
	}
	return false
}

// find returns the index of a field, -1 when there is none of the name. It
// looks from index i on first: names mostly come in the order of the fields.
func (s *structured) find(name string, i int) int {
	for ; i < len(s.fields); i++ {
		if f := &s.fields[i]; f.Name == name && !f.Hidden {
			return i
		}
	}
	if i, ok := s.header.Index(name); ok {
		return i
	}
	return -1
}

// readFields looks for the value of each field, and reports what is wrong.
func (s *structured) readFields(values []header.Value, table *lua.LTable) error {
	found := 0
	for i := range s.fields {
		f := &s.fields[i]
		v := table.RawGetString(f.Name)
		if v == lua.LNil || f.Hidden {
			continue
		}
		if found++; isNested(f) {
			continue
		}
		if err := s.readValue(&values[i], f, v); err != nil {
			return &frame.Error{Offset: -1, Field: f.Name, Message: err.Error()}
		}
	}
	if names, all := thread.CountNames(table); all && names == found {
		return nil
	}
	return s.checkKeys(table)
}

// checkKeys reports a key that is no field.
func (s *structured) checkKeys(table *lua.LTable) error {
	for key, _ := table.Next(lua.LNil); key != lua.LNil; key, _ = table.Next(key) {
		name, _ := key.(lua.LString)
		if s.header.Lenient() && name == "errors" {
			continue // a received message is sent again
		}
		if _, ok := s.header.Index(string(name)); !ok {
			return s.unknown(key)
		}
	}
	return nil
}

func (s *structured) unknown(key lua.LValue) error {
	name, ok := key.(lua.LString)
	if !ok {
		return &frame.Error{Message: "a header takes a table of its fields, got a list"}
	}
	var known []string
	for _, f := range s.fields {
		if !f.Hidden {
			known = append(known, f.Name)
		}
	}
	return &frame.Error{Offset: -1, Field: string(name), Message: "the header has no such field; " + spell.Meant(string(name), known)}
}

// readValue converts the value of one field.
func (s *structured) readValue(into *header.Value, f *header.Field, v lua.LValue) error {
	if f.Kind == header.JSON {
		return readJSON(into, v)
	}
	if f.Kind == header.Foreign {
		readForeign(into, v)
		return nil
	}
	switch v := v.(type) {
	case lua.LNumber:
		return readNumber(into, f, v)
	case lua.LString:
		*into = header.BytesOf(uncopied.Bytes(string(v)))
		return nil
	case lua.LBool:
		into.Kind = header.Bool
		if v {
			into.Int = integer.FromInt64(1)
		}
		return nil
	case *lua.LTable:
		if f.Flags != nil {
			return readFlags(into, f, v)
		}
	}
	if n, ok := integers.Of(v); ok {
		*into = header.IntegerOf(n)
		return nil
	}
	*into = header.Value{Kind: header.Other, Bytes: []byte(described(v))}
	return nil
}

// described names what no field takes; matchers say what they stand for.
func described(v lua.LValue) string {
	if ud, ok := v.(*lua.LUserData); ok {
		if s, ok := ud.Value.(fmt.Stringer); ok {
			return s.String()
		}
	}
	return bind.Describe(v)
}

func readNumber(into *header.Value, f *header.Field, v lua.LNumber) error {
	n, err := integer.FromFloat(float64(v))
	if err == nil {
		*into = header.IntegerOf(n)
		return nil
	}
	if f.Kind == header.Integer {
		return err
	}
	*into = header.Value{Kind: header.Float, Float: float64(v)}
	return nil
}

func readJSON(into *header.Value, v lua.LValue) error {
	tree, err := jsons.Tree(v)
	if err != nil {
		return err
	}
	text, err := jsontext.Append(nil, tree, jsontext.DefaultFormat())
	*into = header.Value{Kind: header.JSON, Bytes: text}
	return err
}

// readFlags reads bits from a table of booleans or a list of names.
func readFlags(into *header.Value, f *header.Field, t *lua.LTable) error {
	word, ok := namedFlags(f, t)
	if !ok {
		var err error
		if word, err = searchFlags(f, t); err != nil {
			return err
		}
	}
	*into = header.IntegerOf(integer.FromUint64(word))
	return nil
}

// namedFlags reads a small table of booleans with which nothing is wrong.
func namedFlags(f *header.Field, t *lua.LTable) (word uint64, ok bool) {
	few, ok := thread.FewOf(t)
	for ok {
		name, v, more := few.Next()
		if !more {
			return word, true
		}
		on, isBool := v.(lua.LBool)
		bit := f.Bit(name)
		if ok = isBool && bit >= 0; ok && bool(on) {
			word |= 1 << bit
		}
	}
	return 0, false
}

// searchFlags looks for each bit, and reports what is wrong.
func searchFlags(f *header.Field, t *lua.LTable) (word uint64, err error) {
	found := 0
	for bit, name := range f.Flags {
		if v := t.RawGetString(name); v != lua.LNil && name != "_" {
			on, ok := v.(lua.LBool)
			if !ok {
				return 0, fmt.Errorf("the bit %s takes true or false, got %s", name, bind.Describe(v))
			}
			if found++; on {
				word |= 1 << bit
			}
		}
	}
	if names, all := thread.CountNames(t); !all || names != found {
		err = readList(&word, f, t)
	}
	return word, err
}

// readList sets the bits whose names are in a list, and reports names of no
// bit.
func readList(word *uint64, f *header.Field, t *lua.LTable) error {
	for key, v := t.Next(lua.LNil); key != lua.LNil; key, v = t.Next(key) {
		_, isList := key.(lua.LNumber)
		name := key
		if isList {
			name = v
		}
		bit := f.Bit(name.String())
		if bit < 0 {
			shown := strings.TrimPrefix(bind.Describe(name), "string ")
			return fmt.Errorf("no bit is named %s; %s", shown, spell.Meant(name.String(), f.BitNames()))
		}
		switch on, isBool := v.(lua.LBool); {
		case isList, isBool && bool(on):
			*word |= 1 << bit
		case !isBool:
			return fmt.Errorf("the bit %s takes true or false, got %s", name, bind.Describe(v))
		}
	}
	return nil
}
