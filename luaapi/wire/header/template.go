package header

import "slices"

// template is a message of a header whose fields all have a fixed size and a
// place of their own, but for bytes at the end: constants, defaults and empty
// bits stand in it, and only what is given has to be written into a copy.
type template struct {
	message []byte // without the bytes at the end
	spans   []span
	filled  []bool // which fields need no value
	calls   bool   // functions of the declaration make checks
}

// maxTemplate is how many bytes a template has at most: padding may be long.
const maxTemplate = 4096

// newTemplate returns nil for headers that have no such message.
func (h *Header) newTemplate() *template {
	if len(h.units) != len(h.fields) || h.nests {
		return nil // there are bit fields, or fields that may not be there
	}
	t, end := &template{calls: h.Calls()}, 0
	for i, f := range h.fields {
		isTail := i == len(h.fields)-1 && f.kind == data && (f.sizing.how == byLength || f.sizing.how == byEnd)
		if f.size == varies && !isTail || end+max(f.size, 0) > maxTemplate {
			return nil
		}
		var v Value
		t.filled = append(t.filled, f.fillIn(&v) == nil)
		t.spans = append(t.spans, span{end, end + max(f.size, 0)})
		end = t.spans[i].end
	}
	t.message = make([]byte, end)
	e := encoder{h: h, values: make([]Value, len(h.fields))}
	for i, f := range h.fields {
		if t.filled[i] && f.fillIn(&e.values[i]) == nil {
			e.append(t.message[:t.spans[i].start], &h.units[i])
		}
	}
	return t
}

// encodeTemplate is Encode for a message with which nothing is wrong, and
// false for all others: what Encode says of them does not depend on this.
func (h *Header) encodeTemplate(dst []byte, m *Outgoing) (out []byte, ok bool, err error) {
	e, t := encoder{h: h, m: m, values: m.Values}, h.template
	last := len(h.fields) - 1
	size := len(t.message)
	if h.fields[last].size == varies {
		size += len(m.Values[last].Bytes)
	}
	if size > h.max {
		return dst, false, nil
	}
	start := len(dst)
	out = append(slices.Grow(dst, size), t.message...)[:start+size]
	if m.laid != h {
		m.spans, m.laid = append(m.spans[:0], t.spans...), h
	}
	m.spans[last].end = size
	if !e.putGiven(out[start:]) || !e.putLengths(out[start:]) {
		return dst, false, nil
	}
	if err := e.check(out[start:]); err != nil {
		return dst, true, err
	}
	return out, true, nil
}

// putGiven checks what is given, and that it is enough, and writes it.
func (e *encoder) putGiven(message []byte) bool {
	for i, f := range e.h.fields {
		v, s := &e.values[i], e.m.spans[i]
		switch {
		case v.Kind == Absent && !e.h.template.filled[i], v.Kind != Absent && f.settle(v) != nil:
			return false
		case v.Kind == Absent:
		case f.kind == unsigned || f.kind == signed:
			put(message[s.start:s.end], v.Int.Bits(), f.little)
		case f.kind == data: // nothing stands before it that says its length
			copy(message[s.start:s.end], v.Bytes)
		default:
			e.append(message[:s.start], &e.h.units[i])
		}
	}
	return true
}

// putLengths writes the lengths that were not given.
func (e *encoder) putLengths(message []byte) bool {
	for _, n := range e.h.lengths {
		f, s := e.h.fields[n], e.m.spans[n]
		if e.values[n].Kind != Absent {
			continue
		}
		length, err := e.h.lengthFor(f, e.m.spans)
		if err != nil || !f.fits(length) {
			return false
		}
		e.values[n].setInteger(length)
		put(message[s.start:s.end], length.Bits(), f.little)
	}
	return true
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
