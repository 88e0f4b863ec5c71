package header

import (
	"slices"

	"sockrun/luaapi/wire/integer"
)

// template is a message of a header whose fields all have a fixed size and a
// place of their own, but for bytes at the end: constants, defaults and empty
// bits stand in it, and only what is given has to be written into a copy.
type template struct {
	message []byte // without the bytes at the end
	spans   []span
	filled  uint64 // the fields that need no value, a bit each
	all     uint64 // all fields
	calls   bool   // functions of the declaration make checks
}

// maxTemplate is how many bytes a template has at most: padding may be long.
const maxTemplate = 4096

// newTemplate returns nil for headers that have no such message.
func (h *Header) newTemplate() *template {
	if len(h.units) != len(h.fields) || h.nests || len(h.fields) > 64 {
		return nil // there are bit fields, or fields that may not be there
	}
	t, end := &template{calls: h.Calls()}, 0
	for i, f := range h.fields {
		isTail := i == len(h.fields)-1 && f.isPlainTail()
		if f.size == varies && !isTail || end+max(f.size, 0) > maxTemplate {
			return nil
		}
		var v Value
		if t.all |= 1 << i; f.fillIn(&v) == nil {
			t.filled |= 1 << i
		}
		t.spans = append(t.spans, span{end, end + max(f.size, 0)})
		end = t.spans[i].end
	}
	t.message = make([]byte, end)
	e := encoder{h: h, values: make([]Value, len(h.fields))}
	for i, f := range h.fields {
		if t.filled>>i&1 != 0 && f.fillIn(&e.values[i]) == nil {
			e.append(t.message[:t.spans[i].start], &h.units[i])
		}
	}
	return t
}

// isPlainTail says whether a last field may stand behind a template: what a
// declaration says of its value would have to be written, and looked at.
func (f *field) isPlainTail() bool {
	ends := f.sizing.how == byLength || f.sizing.how == byEnd
	return f.kind == data && ends && f.constant == nil && f.byDefault == nil
}

// encodeTemplate is Encode for a message with which nothing is wrong, and
// false for all others: what Encode says of them does not depend on this.
func (h *Header) encodeTemplate(dst []byte, m *Outgoing) (out []byte, ok bool, err error) {
	m.Begin(h)
	for i := range h.fields {
		if m.Values[i].Kind != Absent && !m.Put(i, &m.Values[i]) {
			return dst, false, nil
		}
	}
	return m.finish(dst, m.Values)
}

// Begin begins a message of a flat header, to which Put gives the values one by
// one, in any order; Finish encodes it. It is what Encode does where nothing is
// wrong and m.Values are not wanted. ok is false for headers that are not flat:
// those with fields that have no place of their own.
func (m *Outgoing) Begin(h *Header) (ok bool) {
	t := h.template
	if t == nil {
		return false
	}
	if m.laid != h {
		m.spans, m.laid = append(m.spans[:0], t.spans...), h
	}
	m.fixed, m.tail, m.given = append(m.fixed[:0], t.message...), nil, 0
	return true
}

// Fresh returns an absent value, the same each time, for Put.
func (m *Outgoing) Fresh() *Value {
	m.fresh = Value{}
	return &m.fresh
}

// Put gives field i a value, which it may change. It is not ok when Encode would
// fail, or cannot be asked so: then Encode has to be.
func (m *Outgoing) Put(i int, v *Value) (ok bool) {
	f := m.laid.fields[i]
	if f.settle(v) != nil {
		return false
	}
	m.given |= 1 << i
	if f.size == varies {
		m.tail = v.Bytes
		return true
	}
	to := m.fixed[m.spans[i].start:][:f.size]
	switch f.kind {
	case unsigned, signed:
		put(to, v.Int.Bits(), f.little)
	case data:
		copy(to, v.Bytes)
	default:
		return false
	}
	return true
}

// Finish is Encode for what Begin and Put have prepared; it is not ok when Encode
// has to be asked.
func (m *Outgoing) Finish(dst []byte) (out []byte, ok bool, err error) { return m.finish(dst, nil) }

// finish is Finish that sets the values of lengths and checks, unless they are
// nil.
func (m *Outgoing) finish(dst []byte, values []Value) (out []byte, ok bool, err error) {
	h, size := m.laid, len(m.fixed)+len(m.tail)
	if m.given|h.template.filled != h.template.all || size > h.max {
		return dst, false, nil
	}
	out = append(append(slices.Grow(dst, size), m.fixed...), m.tail...)
	m.spans[len(m.spans)-1].end = size
	message := out[len(dst):]
	if !m.putLengths(message, values) {
		return dst, false, nil
	}
	if err := m.putSums(message, values); err != nil {
		return dst, true, err
	}
	return out, true, nil
}

// lacks says whether field n was not given.
func (m *Outgoing) lacks(n int) bool { return m.given>>n&1 == 0 }

// write writes the value of field n, and sets it.
func (m *Outgoing) write(n int, message []byte, v integer.Integer, values []Value) {
	s := m.spans[n]
	put(message[s.start:s.end], v.Bits(), m.laid.fields[n].little)
	if values != nil {
		values[n].setInteger(v)
	}
}

// putLengths writes the lengths that were not given.
func (m *Outgoing) putLengths(message []byte, values []Value) bool {
	for _, n := range m.laid.lengths {
		if !m.lacks(n) {
			continue
		}
		f := m.laid.fields[n]
		length, err := m.laid.lengthFor(f, m.spans)
		if err != nil || !f.fits(length) {
			return false
		}
		m.write(n, message, length, values)
	}
	return true
}

// putSums writes the checks that were not given.
func (m *Outgoing) putSums(message []byte, values []Value) error {
	for _, n := range m.laid.sums {
		if !m.lacks(n) {
			continue
		}
		f := m.laid.fields[n]
		sum, of, err := m.laid.sumFor(f, message, m.spans)
		switch {
		case err != nil:
			return err
		case f.kind != data:
			m.write(n, message, sum, values)
			continue
		}
		copy(message[m.spans[n].start:m.spans[n].end], of)
		if values != nil {
			values[n] = BytesOf(of)
		}
	}
	return nil
}

// decodeTemplate is decode for a message that is all there and with which nothing
// is wrong, and false for all others: what decode says of them does not depend on
// this. Of what m has from the message before, only the values change.
func (h *Header) decodeTemplate(m *Message, data []byte) (n int, ok bool) {
	if len(data) < len(h.template.message) {
		return 0, false
	}
	if m.laid != h {
		h.lay(m)
	}
	d := decoder{h: h, m: m, data: data, max: h.max}
	if !d.takeFixed() || !d.takeTail() || d.at > h.max || d.verify() != nil {
		return 0, false
	}
	m.Problems = nil
	return d.at, true
}

// lay prepares m for the fields of the template.
func (h *Header) lay(m *Message) {
	m.Fields, m.spans, m.laid = m.Fields[:0], append(m.spans[:0], h.template.spans...), h
	for _, s := range m.spans {
		m.Fields = append(m.Fields, Found{Start: s.start, End: s.end})
	}
}

// takeFixed reads the fields of the template.
func (d *decoder) takeFixed() bool {
	for i, f := range d.h.fields {
		found := &d.m.Fields[i]
		if f.size == varies {
			break // it is the last
		}
		f.read(&found.Value, d.data[found.Start:found.End])
		if (f.counts != nil || f.constant != nil) && d.checkEarly(f, found) != nil {
			return false
		}
	}
	d.at = len(d.h.template.message)
	return true
}

// takeTail reads the bytes behind the template, if the header has any.
func (d *decoder) takeTail() bool {
	last := len(d.h.fields) - 1
	f, found := d.h.fields[last], &d.m.Fields[last]
	if f.size != varies {
		return true
	}
	size, v, err := d.sizeOf(f, &d.h.units[last])
	if err != nil || size < 0 || len(d.data)-d.at < size {
		return false
	}
	d.at += size
	found.End, found.Value, d.m.spans[last].end = d.at, v, d.at
	return true
}
