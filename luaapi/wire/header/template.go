package header

import "slices"

// template is a message of a header whose fields all have a fixed size and a
// place of their own, but for bytes at the end: constants, defaults and empty
// bits stand in it, and only what is given has to be written into a copy.
type template struct {
	message []byte // without the bytes at the end
	spans   []span
	filled  []bool // which fields need no value
}

// maxTemplate is how many bytes a template has at most: padding may be long.
const maxTemplate = 4096

// newTemplate returns nil for headers that have no such message.
func (h *Header) newTemplate() *template {
	if len(h.units) != len(h.fields) || h.nests {
		return nil // there are bit fields, or fields that may not be there
	}
	t, end := &template{}, 0
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
	m.spans = append(m.spans[:0], t.spans...)
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
