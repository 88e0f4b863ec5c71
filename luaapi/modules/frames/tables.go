package frames

import (
	"math/bits"

	lua "github.com/yuin/gopher-lua"

	integers "sockrun/luaapi/modules/int64"
	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/header"
	"sockrun/luaapi/wire/integer"
)

// table makes the table of a decoded message.
func (s *structured) table(m *header.Message, text texts) (*lua.LTable, error) {
	if s.gaps {
		s.known.used(s)
		return s.fieldsTable(m.Fields, m.Problems, text)
	}
	results := s.results[:0]
	for i := range m.Fields {
		f := &s.fields[i]
		if f.Hidden {
			continue
		}
		v, err := s.value(i, &m.Fields[i].Value, text)
		if err != nil {
			return nil, header.Inside(placed(err, m.Fields[i].Start), f.Name)
		}
		results = append(results, v)
	}
	if s.header.Lenient() {
		results = append(results, s.problems(m.Problems))
	}
	s.known.used(s)
	t := s.shape.Table(s.state.L, results)
	clear(results)
	s.results = results
	return t, nil
}

// value returns what stands in field i as Lua has it.
func (s *structured) value(i int, v *header.Value, text texts) (lua.LValue, error) {
	if v.Kind == header.Integer {
		return s.integer(i, v.Int), nil
	}
	return s.plain(v, text)
}

func (s *structured) integer(i int, v integer.Integer) lua.LValue {
	f := &s.fields[i]
	switch {
	case f.Flags != nil:
		return s.flags(i, v.Bits())
	case f.AsInt64:
		return integers.New(s.state, v)
	case len(s.names[i]) > 0:
		if name := s.names[i][v.Bits()]; name != nil {
			return name
		}
	}
	return s.number(v)
}

func (s *structured) number(v integer.Integer) lua.LValue { return integers.Value(s.state, v) }

// flags makes a table of booleans. Bits without a name stand in it when they are
// set.
func (s *structured) flags(i int, word uint64) *lua.LTable {
	values := s.bools[:0]
	for bit, name := range s.fields[i].Flags {
		if name != "_" {
			values = append(values, lua.LBool(word>>bit&1 != 0))
		}
	}
	s.bools = values
	t := s.bits[i].Table(s.state.L, values)
	for word &^= s.named[i]; word != 0; word &= word - 1 {
		if name := s.fields[i].Unnamed(bits.TrailingZeros64(word)); name != "" {
			t.RawSetString(name, lua.LTrue)
		}
	}
	return t
}

// problems makes the list that a message has in errors.
func (s *structured) problems(problems []*frame.Error) *lua.LTable {
	list := s.state.L.CreateTable(len(problems), 0)
	for _, p := range problems {
		t := s.state.L.CreateTable(0, 3)
		t.RawSetString("field", lua.LString(p.Field))
		t.RawSetString("offset", lua.LNumber(p.Offset))
		t.RawSetString("message", lua.LString(p.Message))
		list.Append(t)
	}
	return list
}
