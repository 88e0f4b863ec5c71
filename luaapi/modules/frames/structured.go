package frames

import (
	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
	integers "sockrun/luaapi/modules/int64"
	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/header"
	"sockrun/luaapi/wire/uncopied"
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
	named  []uint64                // the bits of each field that have names
	family family                  // the codecs of headers inside of it
	nests  bool                    // there are some
	gaps   bool                    // fields may not be there
	flat   bool                    // neither, and no functions of Lua either

	// Memory for one message. Whoever uses it takes it away meanwhile, since
	// a checksum in Lua may wait and others come in between.
	outgoing *header.Outgoing
	message  *header.Message
	results  []lua.LValue
	bools    []lua.LValue
}

type structuredKey struct{ h *header.Header }

// Announced is what frame.Announced says of its messages.
func (s *structured) Announced(data []byte) string { return s.header.Announced(data) }

// EndsAt is that of frame.Ending.
func (s *structured) EndsAt(data []byte, n int) bool { return s.header.EndsAt(data, n) }

// Structured returns the codec of a header in a VM. Its messages are Lua
// tables; those that it decodes have their frame in Bytes. With the baton.
func Structured(s *thread.State, h *header.Header) frame.Codec {
	return s.Value(structuredKey{h}, func() any { return newStructured(s, bound(s, h)) }).(*structured)
}

func newStructured(s *thread.State, h *header.Header) *structured {
	c := &structured{header: h, state: s, known: knownTo(s), names: make([]map[uint64]lua.LValue, h.Len()), bits: make([]*thread.Shape, h.Len()), named: make([]uint64, h.Len())}
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
			c.named[i] = named(f.Flags)
		}
		c.nests, c.gaps = c.nests || isNested(&f), c.gaps || f.Optional
	}
	c.flat = !c.nests && !h.Calls()
	c.family = family{h: c}
	if h.Lenient() {
		shown = append(shown, "errors")
	}
	c.shape, c.shown = thread.NewShape(shown), shown
	return c
}

// named are the bits that have a name.
func named(flags []string) (word uint64) {
	for bit, name := range flags {
		if name != "_" {
			word |= 1 << bit
		}
	}
	return word
}

// choices are the values of an enum that have a name, by the bits of the
// value.
func choices(of []header.Choice) map[uint64]lua.LValue {
	names := make(map[uint64]lua.LValue, len(of))
	for _, choice := range of {
		names[choice.Value.Bits()] = lua.LString(choice.Name)
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

// Header is the declaration, by which others know a codec that has one.
func (s *structured) Header() *header.Header { return s.header }

func (s *structured) Name() string { return s.header.Name() }

func (s *structured) Encode(dst []byte, m frame.Message) ([]byte, error) {
	table, ok := m.Value.(*lua.LTable)
	if !ok {
		return dst, noTable(m)
	}
	return s.encode(dst, table)
}

func (s *structured) encode(dst []byte, table *lua.LTable) ([]byte, error) {
	out := s.take()
	data, ok, err := s.encodeNamed(dst, out, table)
	if !ok {
		data, err = s.encodeAny(dst, out, table)
	}
	s.outgoing = out
	return data, err
}

// encodeNamed is encode for small tables with which nothing is wrong, and false
// for all others.
func (s *structured) encodeNamed(dst []byte, out *header.Outgoing, table *lua.LTable) (data []byte, ok bool, err error) {
	if !s.flat || !out.Begin(s.header) {
		return nil, false, nil
	}
	put := func(i int, v lua.LValue) bool {
		value := out.Fresh()
		return s.readValue(value, &s.fields[i], v) == nil && out.Put(i, value)
	}
	if !s.eachNamed(table, put) {
		return nil, false, nil
	}
	return out.Finish(dst)
}

func (s *structured) encodeAny(dst []byte, out *header.Outgoing, table *lua.LTable) ([]byte, error) {
	out.Reset(s.header)
	if err := s.read(out.Values, table); err != nil {
		return dst, err
	}
	return s.header.Encode(dst, out)
}

// take takes the memory for a message away.
func (s *structured) take() *header.Outgoing {
	out := s.outgoing
	s.outgoing = nil
	if out == nil {
		out = &header.Outgoing{}
	}
	return out
}

// noTable is the error for a message that is no table.
func noTable(m frame.Message) error {
	v, ok := m.Value.(lua.LValue)
	if !ok {
		v = lua.LString(m.Bytes)
	}
	message := "a header takes a table of its fields, got " + bind.Describe(v)
	if v.Type() == lua.LTString {
		message += "; bytes as they are go by send_raw"
	}
	return &frame.Error{Message: message}
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
type texts func(s *thread.State, b []byte) lua.LValue

func copied(s *thread.State, b []byte) lua.LValue { return s.Text(b) }

// sharing is for a message that is a string of so many bytes itself, as string.sub.
func sharing(message int) texts {
	if message <= thread.MostShared {
		return together
	}
	return alone
}

func together(s *thread.State, b []byte) lua.LValue { return s.Head(uncopied.String(b)) }
func alone(_ *thread.State, b []byte) lua.LValue    { return lua.LString(uncopied.String(b)) }

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
		return dst, 0, noTable(m)
	}
	out := s.take()
	out.Reset(s.header)
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
