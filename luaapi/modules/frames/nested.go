package frames

import (
	"fmt"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/modules/jsons"
	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/header"
	"sockrun/luaapi/wire/jsontext"
)

// family are the codecs of the headers that stand inside of one, by header.
type family map[*header.Header]*structured

// member returns the codec of a header that stands inside of s, or around it.
func (s *structured) member(h *header.Header) *structured {
	m := s.family[h]
	if m == nil {
		m = newStructured(s.state, h)
		m.family = s.family
		s.family[h] = m
	}
	return m
}

func isNested(f *header.Field) bool { return f.Kind >= header.Group }

// readNested takes the lists, groups and switches of a table; the values of
// all other fields are there already.
func (s *structured) readNested(values []header.Value, table *lua.LTable, outer *header.Context) error {
	m := outer.Inside(s.header, nil, values)
	if m.TooDeep() {
		return &frame.Error{Offset: -1, Message: fmt.Sprintf("more than %d tables of fields stand inside each other", header.MaxDepth)}
	}
	for i := range s.fields {
		f := &s.fields[i]
		if !isNested(f) {
			continue
		}
		v := table.RawGetString(f.Name)
		if v == lua.LNil {
			continue
		}
		if err := s.readMember(i, values, v, m); err != nil {
			return err
		}
	}
	return nil
}

func (s *structured) readMember(i int, values []header.Value, v lua.LValue, m *header.Context) error {
	f := &s.fields[i]
	if f.Kind == header.Items {
		return s.readItems(i, values, v, m)
	}
	part, err := m.Part(i)
	if err != nil {
		return err
	}
	return header.Inside(s.readPart(&values[i], &part, v, m), f.Name)
}

// readItems takes a list.
func (s *structured) readItems(i int, values []header.Value, v lua.LValue, m *header.Context) error {
	name := s.fields[i].Name
	t, ok := v.(*lua.LTable)
	if !ok {
		return refused(name, "a list takes a table of its items, got "+described(v))
	}
	part, err := m.Part(i)
	if err != nil {
		return err
	}
	n := t.Len()
	if n > header.MaxItems {
		return refused(name, fmt.Sprintf("more than %d items in the lists of a message", header.MaxItems))
	}
	for key, _ := t.Next(lua.LNil); key != lua.LNil; key, _ = t.Next(key) {
		if k, ok := key.(lua.LNumber); !ok || k < 1 || k > lua.LNumber(n) || k != lua.LNumber(int(k)) {
			return refused(name, "a list takes a table of its items, got one with the key "+bind.Describe(key))
		}
	}
	items := make([]header.Found, n)
	for k := range items {
		if err := s.readPart(&items[k].Value, &part, t.RawGetInt(k+1), m); err != nil {
			return header.Inside(err, header.Item(name, k))
		}
	}
	values[i] = header.ItemsOf(items)
	return nil
}

func refused(field, message string) error {
	return &frame.Error{Offset: -1, Field: field, Message: message}
}

// readPart takes a plain value, or a table of the fields of another header.
func (s *structured) readPart(into *header.Value, part *header.Part, v lua.LValue, m *header.Context) error {
	t, isTable := v.(*lua.LTable)
	if part.Header == nil || !isTable {
		if err := s.readValue(into, &part.Field, v); err != nil {
			return refused("", err.Error())
		}
		return nil
	}
	inner := s.member(part.Header)
	values := make([]header.Value, len(inner.fields))
	if err := inner.readIn(values, t, m); err != nil {
		return err
	}
	*into = header.GroupOf(part.Header)
	for i := range values {
		into.Nested.Fields[i].Value = values[i]
	}
	return nil
}

// nested returns what stands in a field as Lua has it.
func (s *structured) nested(v *header.Value, text texts) (lua.LValue, error) {
	if v.Kind == header.Group {
		return s.member(v.Nested.Header).fieldsTable(v.Nested.Fields, v.Nested.Problems, text)
	}
	items := v.Nested.Items
	list := s.state.L.CreateTable(len(items), 0)
	for i := range items {
		item, err := s.plain(&items[i].Value, text)
		if err != nil {
			return nil, header.Inside(placed(err, items[i].Start), header.Item("", i))
		}
		list.Append(item)
	}
	return list, nil
}

// plain returns a value as Lua has it that no declaration of a field gives names.
func (s *structured) plain(v *header.Value, text texts) (lua.LValue, error) {
	switch v.Kind {
	case header.Integer:
		return s.number(v.Int), nil
	case header.JSON:
		tree, err := jsontext.Parse(string(v.Bytes), jsontext.Options{})
		if err != nil {
			return nil, fmt.Errorf("this is no JSON: %w", err)
		}
		return jsons.Value(s.state, tree), nil
	case header.Group, header.Items:
		return s.nested(v, text)
	case header.Foreign:
		return v.Nested.Foreign.(foreign).value, nil
	case header.Float:
		return lua.LNumber(v.Float), nil
	case header.Bool:
		return lua.LBool(v.Int.Bits() != 0), nil
	}
	return text(s.state, v.Bytes), nil
}

// placed makes a *frame.Error of err.
func placed(err error, offset int) error {
	if _, ok := err.(*frame.Error); ok {
		return err
	}
	return &frame.Error{Offset: offset, Message: err.Error()}
}

// fieldsTable makes the table of the fields of a message, without those that
// are not there.
func (s *structured) fieldsTable(fields []header.Found, problems []*frame.Error, text texts) (*lua.LTable, error) {
	t, err := s.partTable(fields, text)
	if err == nil && s.header.Lenient() {
		t.RawSetString("errors", s.problems(problems))
	}
	return t, err
}

// partTable is fieldsTable for the first fields of a message.
func (s *structured) partTable(fields []header.Found, text texts) (*lua.LTable, error) {
	t := s.state.L.CreateTable(0, 0)
	for i := range fields {
		f, found := &s.fields[i], &fields[i]
		if f.Hidden || found.Kind == header.Absent {
			continue
		}
		v, err := s.value(i, &found.Value, text)
		if err != nil {
			return nil, header.Inside(placed(err, found.Start), f.Name)
		}
		t.RawSetString(f.Name, v)
	}
	return t, nil
}

// asker calls the functions of a header that say whether a field is there.
// They get the fields before as a table.
type asker struct {
	state *thread.State
	codec *structured // of the header that is asked about, or one of its family; set before anything is asked
}

func (a *asker) when(fn *lua.LFunction) header.When {
	return func(m *header.Context) (bool, error) {
		args, err := a.messages(fn, m)
		if err != nil {
			return false, err
		}
		results, err := call(a.state, fn, args...)
		if err != nil {
			return false, err
		}
		return lua.LVAsBool(results[0]), nil
	}
}

// messages are the message that a function is asked about and, if it takes
// more, the one around.
func (a *asker) messages(fn *lua.LFunction, m *header.Context) ([]lua.LValue, error) {
	own, err := a.codec.member(m.Header).soFar("message", m.Fields)
	if err != nil || fn.Proto == nil || fn.Proto.NumParameters < 2 && fn.Proto.IsVarArg == 0 || m.Outer == nil {
		return []lua.LValue{own}, err
	}
	outer, err := a.codec.member(m.Outer.Header).soFar("message around", m.Outer.Known())
	return []lua.LValue{own, outer}, err
}

// soFar is the table of a message's first fields. To read another from it is an
// error: a name that is misspelled, or comes later, would count as a field that is
// not there.
func (s *structured) soFar(what string, fields []header.Found) (*lua.LTable, error) {
	t, err := s.partTable(fields, copied)
	if err != nil {
		return nil, err
	}
	s.strict(t, "the "+what+" so far", fields)
	return t, nil
}

// strict makes the table of these fields, and those of the bits and groups in it,
// refuse names that they do not have.
func (s *structured) strict(t *lua.LTable, owner string, fields []header.Found) {
	var names []string
	for i := range fields {
		f := &s.fields[i]
		if f.Hidden {
			continue
		}
		names = append(names, f.Name)
		inner, isTable := t.RawGetString(f.Name).(*lua.LTable)
		switch {
		case !isTable:
		case f.Flags != nil:
			bind.Strict(s.state, inner, f.Name, f.AllBits())
		case fields[i].Kind == header.Group:
			nested := fields[i].Nested
			s.member(nested.Header).strict(inner, f.Name, nested.Fields)
		}
	}
	bind.Strict(s.state, t, owner, names)
}

// FieldValue is a scalar as a field of a header takes it; Absent for others.
func FieldValue(v lua.LValue) header.Value {
	var scalar header.Value
	if _, isTable := v.(*lua.LTable); !isTable && v != lua.LNil {
		(*structured)(nil).readValue(&scalar, &header.Field{}, v)
	}
	return scalar
}
