package frames

import (
	"fmt"
	"unsafe"

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
)

// structured is a header in a VM: its messages are tables.
type structured struct {
	header *header.Header
	state  *thread.State
	fields []header.Field
	names  []map[uint64]lua.LValue // of the values of enums, and what constants are, by field
	shape  *thread.Shape           // of messages
	shown  []string                // the names that it has
	known  *known                  // the VM's
	bits   []*thread.Shape         // of the bits of each field that has some
	family family                  // the codecs of headers inside of it
	nests  bool                    // there are some
	gaps   bool                    // fields may not be there

	// Memory for one message. Whoever uses it takes it away meanwhile, since
	// a checksum in Lua may wait and others come in between.
	outgoing *header.Outgoing
	message  *header.Message
	results  []lua.LValue
	bools    []lua.LValue
}

type structuredKey struct{ h *header.Header }

// Structured returns the codec of a header in a VM. Its messages are Lua
// tables; those that it decodes have their frame in Bytes. With the baton.
func Structured(s *thread.State, h *header.Header) frame.Codec {
	return s.Value(structuredKey{h}, func() any { return newStructured(s, bound(s, h)) }).(*structured)
}

func newStructured(s *thread.State, h *header.Header) *structured {
	c := &structured{header: h, state: s, known: knownTo(s), names: make([]map[uint64]lua.LValue, h.Len()), bits: make([]*thread.Shape, h.Len())}
	var shown []string
	for i := range h.Len() {
		f := h.Field(i)
		c.fields = append(c.fields, f)
		c.names[i] = choices(h.Choices(i))
		if f.Const != nil && f.Const.Kind == header.Integer {
			nameConstant(c.names[i], integers.Value(s, f.Const.Int), f.Const.Int.Bits())
		}
		if !f.Hidden {
			shown = append(shown, f.Name)
		}
		if f.Flags != nil {
			c.bits[i] = thread.NewShape(f.BitNames())
		}
		c.nests, c.gaps = c.nests || isNested(&f), c.gaps || f.Optional
	}
	c.family = family{h: c}
	if h.Lenient() {
		shown = append(shown, "errors")
	}
	c.shape, c.shown = thread.NewShape(shown), shown
	return c
}

// choices are the values of an enum that have a name, by the bits of the
// value; of two names for one value the first counts.
func choices(of []header.Choice) map[uint64]lua.LValue {
	names := make(map[uint64]lua.LValue, len(of))
	for _, choice := range of {
		if names[choice.Value.Bits()] == nil {
			names[choice.Value.Bits()] = lua.LString(choice.Name)
		}
	}
	return names
}

// nameConstant adds the value of a constant that has no name, if it is a plain
// number.
func nameConstant(names map[uint64]lua.LValue, v lua.LValue, bits uint64) {
	if n, ok := v.(lua.LNumber); ok && names[bits] == nil {
		names[bits] = n
	}
}

// Header is the declaration.
func (s *structured) Header() *header.Header { return s.header }

func (s *structured) Name() string { return s.header.Name() }

func (s *structured) Encode(dst []byte, m frame.Message) ([]byte, error) {
	table, ok := m.Value.(*lua.LTable)
	if !ok {
		return dst, &frame.Error{Message: "a header takes a table of its fields, got " + describeMessage(m)}
	}
	return s.encode(dst, table)
}

func (s *structured) encode(dst []byte, table *lua.LTable) ([]byte, error) {
	out := s.take()
	err := s.read(out.Values, table)
	if err == nil {
		dst, err = s.header.Encode(dst, out)
	}
	s.outgoing = out
	return dst, err
}

// take takes the memory for a message away.
func (s *structured) take() *header.Outgoing {
	out := s.outgoing
	s.outgoing = nil
	if out == nil {
		out = &header.Outgoing{}
	}
	out.Reset(s.header)
	return out
}

func describeMessage(m frame.Message) string {
	if v, ok := m.Value.(lua.LValue); ok {
		return bind.Describe(v)
	}
	return bind.Describe(lua.LString(m.Bytes))
}

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

// readNamed is read for tables with which nothing is wrong: they have fewer
// names than there are fields. It returns false for all others.
func (s *structured) readNamed(values []header.Value, table *lua.LTable) bool {
	names, all := thread.Names(table)
	if !all || len(names) > 2*len(s.fields) {
		return false
	}
	i := 0
	for _, key := range names {
		name, _ := key.(lua.LString)
		v := table.RawGetString(string(name))
		if v == lua.LNil {
			continue
		}
		if i = s.find(string(name), i); i < 0 || s.readValue(&values[i], &s.fields[i], v) != nil {
			return false
		}
	}
	return true
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
	switch v := v.(type) {
	case lua.LNumber:
		return readNumber(into, f, v)
	case lua.LString:
		*into = header.BytesOf(unsafe.Slice(unsafe.StringData(string(v)), len(v)))
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

// namedFlags reads a table of booleans with which nothing is wrong.
func namedFlags(f *header.Field, t *lua.LTable) (word uint64, ok bool) {
	names, all := thread.Names(t)
	if !all || len(names) > 2*len(f.Flags) {
		return 0, false
	}
	for _, key := range names {
		name, _ := key.(lua.LString)
		v := t.RawGetString(string(name))
		if v == lua.LNil {
			continue
		}
		on, isBool := v.(lua.LBool)
		bit := f.Bit(string(name))
		if !isBool || bit < 0 {
			return 0, false
		}
		if on {
			word |= 1 << bit
		}
	}
	return word, true
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
			return fmt.Errorf("no bit is named %s; %s", bind.Describe(name), spell.Meant(name.String(), f.BitNames()))
		}
		if isList {
			*word |= 1 << bit
		}
	}
	return nil
}

func (s *structured) Decode(data []byte, _ int) (frame.Message, int, error) {
	table, n, err := s.decode(data, copied)
	return framed(data, table, n, err)
}

// framed returns a table with the frame that it was in; none if there is none.
func framed(data []byte, table *lua.LTable, n int, err error) (frame.Message, int, error) {
	if table == nil {
		return frame.Message{}, n, err
	}
	return frame.Message{Value: table, Bytes: data[:n:n]}, n, nil
}

// texts makes a string of bytes in a message.
type texts func(b []byte) lua.LString

func copied(b []byte) lua.LString { return lua.LString(b) }

// shared is for a message that is a string itself, as string.sub.
func shared(b []byte) lua.LString {
	return lua.LString(unsafe.String(unsafe.SliceData(b), len(b)))
}

// decode returns no table when the message is not complete or wrong.
func (s *structured) decode(data []byte, text texts) (table *lua.LTable, n int, err error) {
	m := s.takeMessage()
	n, err = s.header.Decode(m, data)
	return s.decoded(m, n, err, text)
}

func (s *structured) takeMessage() *header.Message {
	m := s.message
	s.message = nil
	if m == nil {
		m = &header.Message{}
	}
	return m
}

// decoded makes of what decoding gave what decode returns.
func (s *structured) decoded(m *header.Message, n int, err error, text texts) (*lua.LTable, int, error) {
	var table *lua.LTable
	if err == nil && n > 0 {
		table, err = s.table(m, text)
	}
	s.message = m
	return table, n, err
}

// EncodeHead is frame.Heading's.
func (s *structured) EncodeHead(dst []byte, m frame.Message, body int64) ([]byte, int64, error) {
	table, ok := m.Value.(*lua.LTable)
	if !ok {
		return dst, 0, &frame.Error{Message: "a header takes a table of its fields, got " + describeMessage(m)}
	}
	out := s.take()
	err := s.read(out.Values, table)
	if err == nil {
		dst, body, err = s.header.EncodeHead(dst, out, body)
	}
	s.outgoing = out
	return dst, body, err
}

// DecodeHead is frame.Heading's.
func (s *structured) DecodeHead(data []byte) (head frame.Message, n int, body int64, err error) {
	m := s.takeMessage()
	if n, body, err = s.header.DecodeHead(m, data); err == nil && n > 0 {
		var table *lua.LTable
		if table, err = s.fieldsTable(m.Fields, m.Problems, copied); err == nil {
			head = frame.Message{Value: table, Bytes: data[:n:n]}
		}
	}
	s.message = m
	return head, n, body, err
}

// Resume is frame.Resuming's.
func (s *structured) Resume() frame.Codec {
	if !s.header.Resumes() {
		return s
	}
	return &resumed{structured: s}
}

// resumed is a header on one stream.
type resumed struct {
	*structured
	progress header.Resumed
}

func (r *resumed) Decode(data []byte, seen int) (frame.Message, int, error) {
	m := r.takeMessage()
	n, err := r.progress.Decode(r.header, m, data, seen == 0)
	table, n, err := r.decoded(m, n, err, copied)
	return framed(data, table, n, err)
}

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

func (s *structured) value(i int, v *header.Value, text texts) (lua.LValue, error) {
	switch v.Kind {
	case header.Integer:
		return s.integer(i, v.Int), nil
	case header.Float:
		return lua.LNumber(v.Float), nil
	case header.Bool:
		return lua.LBool(v.Int != integer.Integer{}), nil
	case header.JSON:
		tree, err := jsontext.Parse(string(v.Bytes), jsontext.Options{})
		if err != nil {
			return nil, fmt.Errorf("this is no JSON: %w", err)
		}
		return jsons.Value(s.state, tree), nil
	case header.Group, header.Items:
		return s.nested(v, text)
	}
	return text(v.Bytes), nil
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

// flags makes a table of booleans; bits without a name are lost in it.
func (s *structured) flags(i int, word uint64) *lua.LTable {
	values := s.bools[:0]
	for bit, name := range s.fields[i].Flags {
		if name != "_" {
			values = append(values, lua.LBool(word>>bit&1 != 0))
		}
	}
	s.bools = values
	return s.bits[i].Table(s.state.L, values)
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
