package header

import (
	"math"
	"slices"

	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/integer"
	"sockrun/luaapi/wire/plural"
)

// body returns the field that may be sent and received in pieces: bytes at the
// end, whose number stands before them.
func (h *Header) body() (*field, error) {
	f := h.fields[len(h.fields)-1]
	if f.kind != data || f.size != varies || f.when != nil || f.sizing.how == byEnd {
		return nil, &frame.Error{Offset: unplaced, Message: "a message has a head only if its last field is bytes whose length stands before it"}
	}
	return f, nil
}

// maxBody bounds the size of a body, so that sums of sizes stay in range.
const maxBody = math.MaxInt64 / 4

// DecodeHead is Decode for a message up to its last field, whose bytes are not
// looked at and may be more than max: body is how many they are. Checks that
// cover them are not verified. m has no value for the last field.
func (h *Header) DecodeHead(m *Message, data []byte) (n int, body int64, err error) {
	f, err := h.body()
	if err != nil {
		return 0, 0, err
	}
	d := decoder{h: h, m: m, data: data, max: h.max, lenient: h.lenient, head: f}
	if h.nests {
		d.nesting = &nesting{}
	}
	if n, err = d.walk(); err == nil && n > 0 {
		n, body, err = d.readHead(f)
	}
	if err != nil {
		return 0, 0, plain(err)
	}
	return n, body, nil
}

// readHead finds how long the body is, and verifies what does not need it.
func (d *decoder) readHead(f *field) (n int, body int64, err error) {
	prefix, body, err := d.bodyLength(f)
	if err != nil || prefix < 0 {
		return prefix, 0, err
	}
	for _, i := range d.h.sums {
		g, found := d.h.fields[i], &d.m.Fields[i]
		if found.Kind == Absent || g.sum.includes(f.unit) {
			continue
		}
		sum, of, err := d.h.sumFor(g, d.data[:d.at], d.m.spans)
		if err = d.compare(g, found, sum, of, err); err != nil {
			return 0, 0, err
		}
	}
	return d.at + prefix, body, nil
}

// includes says whether a check covers a unit.
func (s *checksum) includes(unit int) bool {
	return s.message || slices.Contains(s.units, unit)
}

// bodyLength is bodySize for a body that is not bounded by max.
func (d *decoder) bodyLength(f *field) (prefix int, body int64, err error) {
	rest := d.data[d.at:]
	switch f.sizing.how {
	case byLength:
		_, size, err := d.counted(f)
		return 0, int64(size), err
	case byPath:
		v, err := d.number(f, f.sizing.from)
		if err != nil {
			return 0, 0, err
		}
		return d.bodyOf(f, 0, v)
	}
	if f.sizing.prefix.kind == varint {
		prefix, v, err := d.readVarint(f, rest)
		if err != nil || prefix < 0 {
			return prefix, 0, err
		}
		return d.bodyOf(f, prefix, v.Int)
	}
	prefix = f.sizing.prefix.size
	if len(rest) < prefix {
		return -(d.at + prefix), 0, nil
	}
	return d.bodyOf(f, prefix, integer.FromUint64(get(rest[:prefix], f.little)))
}

func (d *decoder) bodyOf(f *field, prefix int, v integer.Integer) (int, int64, error) {
	n, ok := v.Int64()
	if !ok || n < 0 || n > maxBody {
		return 0, 0, f.malformed(d.at, "its length is %s", v)
	}
	return prefix, n, nil
}

// EncodeHead is Encode for a message without its last field, whose bytes the
// caller sends behind it. body is how many these are; when it is less than 0,
// the other fields of the message tell. follow is how many they are in the end.
// Checks that cover the body have to be given.
func (h *Header) EncodeHead(dst []byte, m *Outgoing, body int64) (out []byte, follow int64, err error) {
	f, err := h.body()
	if err != nil {
		return dst, 0, err
	}
	if m.Values[f.number].Kind != Absent {
		return dst, 0, f.malformed(unplaced, "it follows the head and does not stand in it")
	}
	if body > maxBody {
		return dst, 0, f.malformed(unplaced, "%s are too many", plural.Of(body, "byte"))
	}
	e := encoder{h: h, m: m, values: m.Values, max: h.max, more: h.lookingBack(&setting{head: f, follows: body})}
	if out, err = e.headOf(dst, f); err != nil {
		return dst, 0, err
	}
	return out, e.more.follows, nil
}

// headOf encodes what stands before the body f.
func (e *encoder) headOf(dst []byte, f *field) ([]byte, error) {
	if err := e.settle(); err != nil {
		return dst, err
	}
	if err := e.learnBody(f); err != nil {
		return dst, err
	}
	if err := e.measure(); err != nil {
		return dst, err
	}
	end := e.m.spans[f.unit].start
	if end > e.max {
		return dst, &frame.Error{Message: tooLong(uint64(end), e.max)}
	}
	out := dst
	for i := range e.h.units[:f.unit] {
		out = e.append(out, &e.h.units[i])
	}
	if err := e.hasSumsOf(f); err != nil {
		return dst, err
	}
	if err := e.check(out[len(dst):]); err != nil {
		return dst, err
	}
	if f.sizing.how == byPrefix {
		out = f.appendPrefix(out, int(e.more.follows))
	}
	return out, nil
}

// learnBody finds out how long the body is, unless the caller has said so.
func (e *encoder) learnBody(f *field) (err error) {
	if e.more.follows < 0 {
		e.place()
		e.more.follows, err = e.told(f)
	}
	return err
}

// hasSumsOf refuses a message in which a check that covers the body is not given.
func (e *encoder) hasSumsOf(f *field) error {
	for _, n := range e.h.sums {
		if g := e.h.fields[n]; g.sum.includes(f.unit) && e.values[n].Kind == Absent && !e.isGone(n) {
			return g.malformed(unplaced, "it covers %s, which follows later: give its value", f.name)
		}
	}
	return nil
}

// told is how long the body is as the message says.
func (e *encoder) told(f *field) (int64, error) {
	unknown := func() error {
		return f.malformed(unplaced, "nothing says how many bytes follow: give the size, or the field that holds it")
	}
	switch f.sizing.how {
	case byPath:
		v, err := e.context().look(f.sizing.from)
		if err != nil || v.Kind != Integer {
			return 0, unknown()
		}
		n, ok := v.Int.Int64()
		if !ok || n < 0 || n > maxBody {
			return 0, f.malformed(unplaced, "its length is %s", v.Int)
		}
		return n, nil
	case byLength:
		l := e.h.fields[f.sizing.by]
		if e.values[l.number].Kind != Integer {
			return 0, unknown()
		}
		return e.toldBy(f, l)
	}
	return 0, unknown()
}

// toldBy is how much of a given length the body is.
func (e *encoder) toldBy(f, l *field) (int64, error) {
	others, err := e.h.lengthFor(&field{name: l.name, counts: l.counts, countUnit: 1}, e.m.spans)
	if err != nil {
		return 0, err
	}
	n, ok := e.values[l.number].Int.Int64()
	rest, _ := others.Int64()
	if !ok || n > maxBody/l.countUnit {
		return 0, l.malformed(unplaced, "%s is too long", e.values[l.number].Int)
	}
	if n = (n-l.plus)*l.countUnit - rest; n < 0 {
		return 0, l.malformed(unplaced, "%s leaves less than no bytes for %s", e.values[l.number].Int, f.name)
	}
	return n, nil
}
