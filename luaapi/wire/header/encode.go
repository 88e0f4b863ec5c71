package header

import (
	"encoding/binary"
	"math"
	"slices"
	"strings"

	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/integer"
	"sockrun/luaapi/wire/plural"
)

// Outgoing is a message to be encoded. It may be used again and again; its
// memory is then not made anew.
type Outgoing struct {
	// Values are those of the fields. Absent values of constants, defaults,
	// lengths and checks are filled in; one that is given goes as it is. Encode
	// sets those of lengths and checks here, too.
	Values []Value

	spans []span  // of the units
	laid  *Header // whose template spans follow, but for the end of the last; nil for none

	// Of a message of a template:
	fixed  []byte // without the bytes at the end
	tail   []byte
	given  uint64 // the fields that have a value, a bit each
	fresh  Value
	bodies [][]byte // of the fields that hold other messages; nil for headers without any
	gone   []bool   // of the fields that are not there; likewise
}

// Reset makes all values absent, one for each field of h.
func (m *Outgoing) Reset(h *Header) {
	if cap(m.Values) < len(h.fields) {
		m.Values = make([]Value, len(h.fields))
	}
	m.Values = m.Values[:len(h.fields)]
	clear(m.Values)
}

// Encode appends a message to dst and returns the longer slice. It fails with
// a *frame.Error, or with what a Sum failed with, and returns dst as it was.
func (h *Header) Encode(dst []byte, m *Outgoing) ([]byte, error) {
	if h.template != nil {
		if out, ok, err := h.encodeTemplate(dst, m); ok {
			return out, err
		}
	}
	e := encoder{h: h, m: m, values: m.Values, max: h.max, more: h.lookingBack(nil)}
	return e.message(dst)
}

// message appends the message to dst.
func (e *encoder) message(dst []byte) ([]byte, error) {
	h := e.h
	if err := e.settle(); err != nil {
		return dst, err
	}
	if err := e.measure(); err != nil {
		return dst, err
	}
	if e.size() > e.max {
		return dst, &frame.Error{Message: tooLong(uint64(e.size()), e.max)}
	}
	out := slices.Grow(dst, e.size())
	for i := range h.units {
		out = e.append(out, &h.units[i])
	}
	if err := e.check(out[len(dst):]); err != nil {
		return dst, err
	}
	return out, nil
}

// encoder is one message on its way.
type encoder struct {
	h      *Header
	m      *Outgoing
	values []Value
	max    int      // of the outermost message
	more   *setting // nil for a whole message of a header that holds no others
}

// setting is where and how a message is encoded that does not stand alone, or
// not whole.
type setting struct {
	outer   *Context // the message in which this one stands
	items   *int     // in all lists; nil before the first
	lax     bool     // values of fields that are not there are passed over
	head    *field   // the body that follows later; nil for a whole message
	follows int64    // its size, less than 0 while it is not known
	before  *before  // what has been encoded so far; nil when nobody looks back
}

func (e *encoder) size() int { return e.m.spans[len(e.m.spans)-1].end }

// measure finds where every unit starts and fills in the lengths. Lengths
// that are varints have a size that depends on their value: they grow until
// nothing changes.
func (e *encoder) measure() error {
	for range binary.MaxVarintLen64 * (1 + len(e.h.lengths)) {
		e.place()
		changed, err := e.fillLengths()
		if err != nil {
			return err
		}
		if !changed { // after the first time, unless a length is a varint
			break
		}
	}
	for _, n := range e.h.lengths {
		if !e.isGone(n) {
			e.values[n].Kind = Integer
		}
	}
	return nil
}

// place adds up the sizes of the units.
func (e *encoder) place() {
	at, spans := 0, e.m.spans[:0]
	for i := range e.h.units {
		size := e.h.units[i].size
		if size == varies {
			size = e.sizeOf(e.h.units[i].from)
		}
		spans = append(spans, span{at, at + size})
		at += size
	}
	e.m.spans, e.m.laid = spans, nil
}

// sizeOf returns the bytes that a field takes whose size varies.
func (e *encoder) sizeOf(i int) int {
	f, v := e.h.fields[i], &e.values[i]
	n := len(v.Bytes)
	if e.more != nil && f == e.more.head {
		n = int(max(e.more.follows, 0))
	}
	switch {
	case e.isGone(i):
		return 0
	case f.size != varies:
		return f.size
	case f.kind == varint:
		return varintSize(v.Int.Bits())
	case f.kind == cstring:
		return n + 1
	case f.kind.holds():
		n = len(e.m.bodies[i])
	}
	switch {
	case f.sizing.how != byPrefix:
		return n
	case f.sizing.prefix.kind == varint:
		return varintSize(uint64(n)) + n
	}
	return f.sizing.prefix.size + n
}

func varintSize(v uint64) int {
	n := 1
	for ; v >= 0x80; v >>= 7 {
		n++
	}
	return n
}

// fillLengths computes the lengths that were not given. changed says that a
// varint among them has grown.
func (e *encoder) fillLengths() (changed bool, err error) {
	for _, n := range e.h.lengths {
		f, v := e.h.fields[n], &e.values[n]
		if v.Kind != Absent || e.isGone(n) {
			continue
		}
		length, err := e.h.lengthFor(f, e.m.spans)
		if err != nil {
			return false, err
		}
		grown := f.kind == varint && varintSize(length.Bits()) != varintSize(v.Int.Bits())
		v.Int = length // stays absent until nothing changes
		if !f.fits(length) {
			_, high := f.limits()
			return false, f.malformed(unplaced, "the length is %s, but %s holds at most %s", length, f.typ, high)
		}
		changed = changed || grown
	}
	return changed, nil
}

// lengthFor returns the value of a length field in a message with these
// spans.
func (h *Header) lengthFor(f *field, spans []span) (integer.Integer, error) {
	count := int64(0)
	for _, u := range f.counts.units {
		count += int64(spans[u].end - spans[u].start)
	}
	if f.counts.message {
		count = int64(spans[len(spans)-1].end - spans[0].start)
	}
	if f.countUnit == 1 { // mostly; a division takes as long as all else here
		return integer.FromInt64(count + f.plus), nil
	}
	if count%f.countUnit != 0 {
		return integer.Integer{}, f.malformed(unplaced, "the length of %s is no multiple of the unit %d: it has %s", strings.Join(f.counts.names, ", "), f.countUnit, plural.Of(count, "byte"))
	}
	return integer.FromInt64(count/f.countUnit + f.plus), nil
}

// append writes one unit.
func (e *encoder) append(out []byte, u *unit) []byte {
	f, v := e.h.fields[u.from], &e.values[u.from]
	switch {
	case f.bitField:
		return e.appendGroup(out, u)
	case u.size == varies && e.isGone(u.from):
		return out
	case f.kind == unsigned || f.kind == signed:
		return appendInteger(out, v.Int.Bits(), f.size, f.little)
	case f.kind == float && f.bits == 32:
		return appendInteger(out, uint64(math.Float32bits(float32(v.Float))), 4, f.little)
	case f.kind == float:
		return appendInteger(out, math.Float64bits(v.Float), 8, f.little)
	case f.kind == boolean:
		return append(out, byte(v.Int.Bits()))
	case f.kind == varint:
		return binary.AppendUvarint(out, v.Int.Bits())
	case f.kind == cstring:
		return append(append(out, v.Bytes...), 0)
	case f.kind == padding:
		return append(out, make([]byte, f.size)...)
	case f.kind.holds():
		return e.appendNested(out, u.from)
	case f.kind == data && v.Kind == Absent: // a check that is filled in later
		return append(out, make([]byte, f.size)...)
	case f.sizing.how == byPrefix:
		out = f.appendPrefix(out, len(v.Bytes))
	}
	return append(out, v.Bytes...)
}

func (e *encoder) appendGroup(out []byte, u *unit) []byte {
	var word uint64
	for i := u.from; i < u.to; i++ {
		word |= e.values[i].Int.Bits() << e.h.fields[i].shift
	}
	return appendInteger(out, word, u.size, u.little)
}

func (f *field) appendPrefix(out []byte, n int) []byte {
	if f.sizing.prefix.kind == varint {
		return binary.AppendUvarint(out, uint64(n))
	}
	return appendInteger(out, uint64(n), f.sizing.prefix.size, f.little)
}

func appendInteger(out []byte, v uint64, size int, little bool) []byte {
	out = append(out, make([]byte, size)...)
	put(out[len(out)-size:], v, little)
	return out
}

// check fills in the checks that were not given.
func (e *encoder) check(message []byte) error {
	var made []*field
	for _, n := range e.h.sums {
		f := e.h.fields[n]
		if e.values[n].Kind != Absent || e.isGone(n) {
			continue
		}
		if e.h.crosses {
			if err := f.crossed(made); err != nil {
				return err
			}
			made = append(made, f)
		}
		sum, of, err := e.h.sumFor(f, message, e.m.spans)
		if err != nil {
			return err
		}
		s := e.m.spans[f.unit]
		if f.kind == data {
			e.values[n] = BytesOf(of)
			copy(message[s.start:s.end], of)
			continue
		}
		e.values[n].setInteger(sum)
		put(message[s.start:s.end], sum.Bits(), f.little)
	}
	return nil
}

// sumFor computes a check over a message: bytes for a field of bytes, else an
// integer.
func (h *Header) sumFor(f *field, message []byte, spans []span) (n integer.Integer, of []byte, err error) {
	return f.sum.sum(parts{f, message, spans})
}
