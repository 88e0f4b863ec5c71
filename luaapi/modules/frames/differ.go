package frames

import (
	lua "github.com/yuin/gopher-lua"

	integers "sockrun/luaapi/modules/int64"
	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/header"
)

// HeaderOf returns the header of a codec, nil when it has none.
func HeaderOf(c frame.Codec) *header.Header {
	if s, ok := c.(*structured); ok {
		return s.header
	}
	return nil
}

// Differ compares a received message, its table and its bytes, with the
// fields that it should have. It returns nil when they are equal. equal
// compares what the header cannot: matchers, and a part of a JSON value.
func Differ(c frame.Codec, got *lua.LTable, data []byte, want *lua.LTable, equal func(received, expected lua.LValue) bool) (*header.Difference, error) {
	s, ok := c.(*structured)
	if !ok {
		return nil, &frame.Error{Message: c.Name() + " has no fields"}
	}
	var m header.Message
	if _, err := s.header.Decode(&m, data); err != nil {
		return nil, err
	}
	return differ(s, &m, got, data, want, equal)
}

// DifferWrong is Differ for the message at the start of data, in which
// constants, lengths and checks may be wrong. It returns nil, too, when there is
// no whole message.
func DifferWrong(c frame.Codec, data []byte, want *lua.LTable, equal func(received, expected lua.LValue) bool) (*header.Difference, error) {
	s, ok := c.(*structured)
	if !ok {
		return nil, nil
	}
	var m header.Message
	n, err := s.header.DecodeWrong(&m, data)
	if err != nil || n <= 0 {
		return nil, err
	}
	got, err := s.table(&m, copied)
	if err != nil {
		return nil, err
	}
	return differ(s, &m, got, data[:n], want, equal)
}

func differ(s *structured, m *header.Message, got *lua.LTable, data []byte, want *lua.LTable, equal func(received, expected lua.LValue) bool) (*header.Difference, error) {
	values, err := expectation{equal}.message(s, m.Fields, got, want, nil)
	if err != nil {
		return nil, err
	}
	return s.header.Differ(values, data)
}

// expectation turns tables of expected fields into values: absent where
// nothing is expected, and where what is expected is there.
type expectation struct {
	equal func(received, expected lua.LValue) bool
}

// message takes the fields that are expected of a message of s, which was
// received as fields and, in Lua, as got.
func (x expectation) message(s *structured, fields []header.Found, got, want *lua.LTable, outer *header.Context) ([]header.Value, error) {
	values, known := make([]header.Value, len(s.fields)), make([]header.Value, len(s.fields))
	m := outer.Inside(s.header, nil, known)
	for i := range s.fields {
		f := &s.fields[i]
		if i < len(fields) {
			known[i] = fields[i].Value
		}
		w := want.RawGetString(f.Name)
		if w == lua.LNil || f.Hidden {
			continue
		}
		if err := x.field(s, i, &values[i], known, got.RawGetString(f.Name), w, m); err != nil {
			return nil, header.Inside(placed(err, -1), f.Name)
		}
		if values[i].Kind == header.Absent && f.Optional && !isNested(f) && i < len(fields) {
			values[i] = fields[i].Value // what is expected is there, though it may contradict what else is
		}
		if values[i].Kind != header.Absent {
			known[i] = values[i]
		}
	}
	return values, s.checkKeys(want)
}

// field takes what is expected of field i. known are the values of all fields
// up to it, expected or else received.
func (x expectation) field(s *structured, i int, into *header.Value, known []header.Value, got, want lua.LValue, m *header.Context) error {
	f := &s.fields[i]
	w, isTable := want.(*lua.LTable)
	if !isNested(f) {
		if x.equal(got, want) {
			return nil
		}
		if f.Kind == header.JSON {
			return x.json(s.state.L, into, got, want)
		}
		if x.isNumber(s, &known[i], got, want) {
			return nil
		}
		if g, both := got.(*lua.LTable); both && isTable && f.Flags != nil {
			want = merged(s.state.L, g, w)
		}
		if f.Kind == header.Foreign {
			want = x.over(s.state.L, got, want, 0)
		}
		return s.readValue(into, f, want)
	}
	if !isTable && x.equal(got, want) {
		return nil
	}
	part, err := m.Part(i)
	switch {
	case err != nil:
		return unnamed(err)
	case f.Kind == header.Items && isTable:
		return x.items(s, &part, into, &known[i], got, w, m)
	}
	return x.part(s, &part, into, &known[i], got, want, m)
}

// isNumber says whether a matcher stands for the number of an enum that was
// received, which has a name in Lua.
func (x expectation) isNumber(s *structured, received *header.Value, got, want lua.LValue) bool {
	_, isName := got.(lua.LString)
	_, isObject := want.(*lua.LUserData)
	return isName && isObject && received.Kind == header.Integer && x.equal(integers.Value(s.state, received.Int), want)
}

// unnamed is an error without its field, which is named by who called.
func unnamed(err error) error {
	if wrong, ok := err.(*frame.Error); ok {
		wrong.Field = ""
	}
	return err
}

func (x expectation) items(s *structured, part *header.Part, into, received *header.Value, got lua.LValue, want *lua.LTable, m *header.Context) error {
	if received.Kind != header.Items {
		return nil
	}
	list, _ := got.(*lua.LTable)
	items := make([]header.Found, want.Len())
	for k := range items {
		of, g := &header.Value{}, lua.LValue(lua.LNil)
		if k < len(received.Nested.Items) && list != nil {
			of, g = &received.Nested.Items[k].Value, list.RawGetInt(k+1)
		}
		if err := x.part(s, part, &items[k].Value, of, g, want.RawGetInt(k+1), m); err != nil {
			return header.Inside(placed(err, -1), header.Item("", k))
		}
	}
	*into = header.ItemsOf(items)
	return nil
}

// part takes what is expected of a plain value or of a message inside of s.
func (x expectation) part(s *structured, part *header.Part, into, received *header.Value, got, want lua.LValue, m *header.Context) error {
	w, isTable := want.(*lua.LTable)
	if part.Header == nil || !isTable {
		switch {
		case got != lua.LNil && x.equal(got, want), part.Header == nil && x.isNumber(s, received, got, want):
			return nil
		case part.Header == nil && part.Field.Kind == header.Foreign:
			want = x.over(s.state.L, got, want, 0)
		}
		return s.readPart(into, part, want, m)
	}
	g, both := got.(*lua.LTable)
	if !both || received.Kind != header.Group || received.Nested.Header != part.Header {
		return s.readPart(into, part, want, m)
	}
	values, err := x.message(s.member(part.Header), received.Nested.Fields, g, w, m)
	if err != nil {
		return err
	}
	*into = header.GroupOf(part.Header)
	for i := range values {
		into.Nested.Fields[i].Value = values[i]
	}
	return nil
}

// merged returns the bits of below with those that above speaks of.
func merged(l *lua.LState, below, above *lua.LTable) *lua.LTable {
	t := l.CreateTable(0, 8)
	for _, from := range []*lua.LTable{below, above} {
		for key, v := from.Next(lua.LNil); key != lua.LNil; key, v = from.Next(key) {
			if _, isName := key.(lua.LString); !isName { // a list of the bits that are set
				key, v = v, lua.LTrue
			}
			t.RawSet(key, v)
		}
	}
	return t
}
