package header

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"slices"

	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/integer"
	"sockrun/luaapi/wire/plural"
)

// Message is a decoded message. It may be used again and again to decode
// into.
type Message struct {
	// Fields are those of the header in its order. After an error they are the
	// ones before it.
	Fields []Found
	// Problems are wrong constants, lengths and checks that a lenient header
	// has let pass.
	Problems []*frame.Error

	spans []span // of the units
}

// Decode reads the message at the start of data into m. The results are those
// of frame.Codec's Decode; the bytes of m's values are parts of data.
//
// What is wrong is found as early as it can be: a wrong constant before the
// rest has come, a size beyond max before there is room for it.
func (h *Header) Decode(m *Message, data []byte) (n int, err error) {
	return h.decode(m, data, h.lenient, false)
}

// decode is Decode; whole keeps what there is of a message that breaks off
// inside of another.
func (h *Header) decode(m *Message, data []byte, lenient, whole bool) (n int, err error) {
	d := decoder{h: h, m: m, data: data, max: h.max, lenient: lenient}
	if h.nests {
		d.nesting = &nesting{whole: whole}
	}
	return d.message()
}

// message reads a message and verifies it. n is as in Decode.
func (d *decoder) message() (n int, err error) {
	if n, err = d.walk(); err == nil && d.isDone() && (d.nesting == nil || !d.nesting.mute) {
		err = d.verify()
	}
	if err != nil {
		return 0, plain(err)
	}
	return n, nil
}

// isDone says whether all units have been read.
func (d *decoder) isDone() bool { return len(d.m.spans) == len(d.h.units) }

// decoder is one message on its way. All offsets count from the start of the
// outermost message.
type decoder struct {
	h       *Header
	m       *Message
	data    []byte // of the outermost message, up to where this one must end
	start   int    // of this message
	at      int    // where the next unit starts
	max     int    // before which the outermost message ends
	lenient bool
	bounded bool // nothing can follow the data
	nesting *nesting
	outer   *Context // the message in which this one stands
	head    *field   // the body that is not read; nil for a whole message
}

// walk reads the units one after the other. n is as in Decode.
func (d *decoder) walk() (n int, err error) {
	m := d.m
	m.Fields, m.Problems, m.spans = slices.Grow(m.Fields[:0], len(d.h.fields)), nil, m.spans[:0]
	for i := range d.h.units {
		u := &d.h.units[i]
		if d.head != nil && i == d.head.unit {
			break
		}
		switch n, err = d.read(u); {
		case err != nil && !d.passes(err):
			return 0, err
		case err == nil && n <= 0 && d.bounded:
			return 0, d.endsInside(d.h.fields[u.from], -n)
		case err == nil && n <= 0:
			return n, nil
		}
	}
	return d.at, nil
}

// endsInside is a message that goes on behind where it must end.
func (d *decoder) endsInside(f *field, end int) error {
	left := "no byte is left"
	switch n := len(d.data) - d.at; {
	case n == 1:
		left = "only 1 byte is left"
	case n > 1:
		left = fmt.Sprintf("only %d bytes are left", n)
	}
	if end <= d.at {
		return f.malformed(d.at, "%s for it", left)
	}
	return f.malformed(d.at, "it takes at least %s, but %s", plural.Of(end-d.at, "byte"), left)
}

// passes lets wrong constants and checks pass where the declaration says so.
func (d *decoder) passes(err error) bool {
	wrong, ok := err.(*wrongValue)
	if ok && d.lenient {
		d.m.Problems = append(d.m.Problems, (*frame.Error)(wrong))
	}
	return ok && d.lenient
}

// wrongValue is what a lenient header lets pass: the message could be read.
type wrongValue frame.Error

func (e *wrongValue) Error() string { return (*frame.Error)(e).Error() }

// plain is the error that callers see.
func plain(err error) error {
	if wrong, ok := err.(*wrongValue); ok {
		return (*frame.Error)(wrong)
	}
	return err
}

// read reads one unit. n > 0 says that it is there.
func (d *decoder) read(u *unit) (n int, err error) {
	f := d.h.fields[u.from]
	size := u.size
	v := Value{}
	if size == varies {
		if f.when != nil {
			if here, err := d.asksWhen(f); !here || err != nil {
				return d.skip(), err
			}
		}
		if size, v, err = d.sizeOf(f, u); err != nil || size < 0 {
			return size, err
		}
	}
	end := d.at + size
	if end+u.leastEnd > d.max && d.head == nil || end > d.max {
		return 0, d.tooLong(f, uint64(end+u.leastEnd))
	}
	if len(d.data) < end {
		return -end, nil // and not all that must follow: a constant may be wrong before
	}
	b := d.data[d.at:end]
	d.m.spans = append(d.m.spans, span{d.at, end})
	if f.bitField {
		err = d.readGroup(u, b)
	} else {
		found := d.add(end)
		if u.size != varies {
			f.read(&found.Value, b)
		} else {
			found.Value = v
		}
		err = d.checkEarly(f, found)
	}
	d.at = end
	return 1, err
}

// add adds a field up to end; walk has made room for it.
func (d *decoder) add(end int) *Found {
	n := len(d.m.Fields)
	d.m.Fields = d.m.Fields[:n+1]
	found := &d.m.Fields[n]
	*found = Found{Start: d.at, End: end}
	return found
}

// tooLong is a message that is longer than max. The field that says so is the
// one that holds the length.
func (d *decoder) tooLong(f *field, size uint64) error {
	at := d.at
	if how := f.sizing.how; f.size == varies && (how == byLength || how == byPath && !f.sizing.from.outer) {
		source := f.sizing.by
		if how == byPath {
			source = f.sizing.from.from
		}
		f, at = d.h.fields[source], d.m.Fields[source].Start
	}
	return f.malformed(at, "%s", tooLong(size, d.max))
}

func tooLong(size uint64, max int) string {
	return fmt.Sprintf("a message of %s is longer than max %d", plural.Of(size, "byte"), max)
}

func (d *decoder) readGroup(u *unit, b []byte) (err error) {
	word := get(b, u.little)
	for i := u.from; i < u.to; i++ {
		f := d.h.fields[i]
		found := d.add(d.at + len(b))
		found.setInteger(integer.FromUint64(word >> f.shift & (1<<f.bits - 1)))
		if wrong := d.checkEarly(f, found); wrong != nil && (err == nil || d.passes(err)) {
			err = wrong
		}
	}
	return err
}

// checkEarly checks what can be checked before the rest has come: constants,
// and lengths beyond max.
func (d *decoder) checkEarly(f *field, found *Found) error {
	if f.counts != nil && !(d.h.asks && d.h.mayCountNothing(f)) {
		_, err := d.announced(f, found)
		return err
	}
	if f.counts != nil || f.constant == nil || f.constant.equal(&found.Value) {
		return nil
	}
	wrong := f.malformed(found.Start, "%s must be %s, got %s", f.name, f.show(f.constant), f.show(&found.Value))
	if f.isSwapped(f.constant.Int, &found.Value) {
		wrong.Message += ", which is " + f.show(f.constant) + " in " + f.otherOrder() + " order"
	}
	return (*wrongValue)(wrong)
}

// read reads a field of fixed size into v, which is empty.
func (f *field) read(v *Value, b []byte) {
	switch f.kind {
	case unsigned:
		v.setInteger(integer.FromUint64(get(b, f.little)))
	case signed:
		unused := 64 - f.bits
		v.setInteger(integer.FromInt64(int64(get(b, f.little)<<unused) >> unused))
	case float:
		bits := get(b, f.little)
		v.Kind, v.Float = Float, math.Float64frombits(bits)
		if f.bits == 32 {
			v.Float = float64(math.Float32frombits(uint32(bits)))
		}
	case boolean:
		v.Kind = Bool
		if b[0] != 0 {
			v.Int = integer.FromInt64(1)
		}
	case data:
		v.Kind, v.Bytes = Bytes, b[:len(b):len(b)]
	}
}

// sizeOf finds the size of a unit that varies, and its value as soon as it is
// all there. A negative size is the n of an incomplete message.
func (d *decoder) sizeOf(f *field, u *unit) (size int, v Value, err error) {
	rest := d.data[min(d.at, len(d.data)):]
	switch {
	case f.size != varies: // it may not be there
		if len(rest) >= f.size {
			f.read(&v, rest[:f.size])
		}
		return f.size, v, nil
	case f.kind.holds() && f.sizing.how == byItself:
		return d.readNested(f, d.at, d.data, d.bounded)
	case f.kind == varint:
		return d.readVarint(f, rest)
	case f.kind == cstring:
		return d.readCString(f, rest)
	}
	prefix, size, err := d.bodySize(f, u, rest)
	if err != nil || size < 0 {
		return size, v, err
	}
	if f.kind.holds() && prefix+size <= len(rest) {
		end := d.at + prefix + size
		taken, v, err := d.readNested(f, d.at+prefix, d.data[:end:end], true)
		if err == nil && taken < size {
			err = f.malformed(d.at+prefix+taken, "%s left behind it", plural.Of(size-taken, "byte"))
		}
		return prefix + size, v, err
	}
	if prefix+size <= len(rest) {
		v = BytesOf(rest[prefix : prefix+size : prefix+size])
		if f.kind == jsonText {
			v.Kind = JSON
		}
	}
	return prefix + size, v, nil
}

func (d *decoder) readVarint(f *field, rest []byte) (int, Value, error) {
	word, n := binary.Uvarint(rest[:min(len(rest), binary.MaxVarintLen64)])
	switch {
	case n == 0 && len(rest) < binary.MaxVarintLen64:
		return -(d.at + len(rest) + 1), Value{}, nil
	case n <= 0:
		return 0, Value{}, f.malformed(d.at, "the varint has more than 64 bits")
	}
	return n, IntegerOf(integer.FromUint64(word)), nil
}

func (d *decoder) readCString(f *field, rest []byte) (int, Value, error) {
	at := d.zeroIn(f, rest)
	switch {
	case at >= 0:
		return at + 1, BytesOf(rest[:at:at]), nil
	case len(d.data) >= d.max:
		return 0, Value{}, f.malformed(d.at, "no zero byte ends it within max %d", d.max)
	}
	return -(len(d.data) + 1), Value{}, nil
}

// zeroIn returns where the first zero byte is, -1 when there is none.
func (d *decoder) zeroIn(f *field, rest []byte) int {
	if d.nesting == nil || d.nesting.resume == nil {
		return bytes.IndexByte(rest, 0)
	}
	resume := d.nesting.resume
	step := resume.enter(f, d.at)
	seen := resume.steps[step].at - d.at
	at := bytes.IndexByte(rest[seen:], 0)
	if at < 0 {
		resume.past(step, 0, d.at+len(rest))
		return at
	}
	resume.past(step, 0, d.at+seen+at)
	return seen + at
}

// bodySize returns the size of bytes or JSON, and of the prefix that says it.
func (d *decoder) bodySize(f *field, u *unit, rest []byte) (prefix, size int, err error) {
	switch f.sizing.how {
	case byPrefix:
		return d.prefixed(f, rest)
	case byPath:
		n, err := d.number(f, f.sizing.from)
		if err != nil {
			return 0, 0, err
		}
		return d.within(f, n)
	case byLength:
		return d.counted(f)
	}
	after := u.after
	if len(d.data) < d.at+after {
		return 0, -(d.at + after), nil
	}
	return 0, len(d.data) - d.at - after, nil
}

func (d *decoder) prefixed(f *field, rest []byte) (prefix, size int, err error) {
	if f.sizing.prefix.kind == varint {
		prefix, v, err := d.readVarint(f, rest)
		if err != nil || prefix < 0 {
			return 0, prefix, err
		}
		_, size, err = d.within(f, v.Int)
		return prefix, size, err
	}
	prefix = f.sizing.prefix.size
	if len(rest) < prefix {
		return 0, -(d.at + prefix), nil
	}
	_, size, err = d.within(f, integer.FromUint64(get(rest[:prefix], f.little)))
	return prefix, size, err
}

// within refuses a size that is negative or beyond max.
func (d *decoder) within(f *field, v integer.Integer) (prefix, size int, err error) {
	n, positive := v.Uint64()
	switch {
	case !positive:
		return 0, 0, f.malformed(d.at, "its length is %s", v)
	case n > uint64(d.max):
		return 0, 0, d.tooLong(f, n)
	}
	return 0, int(n), nil
}

// counted returns the size of a field that a length decides.
func (d *decoder) counted(f *field) (prefix, size int, err error) {
	l, found := d.h.fields[f.sizing.by], &d.m.Fields[f.sizing.by]
	total, err := d.announced(l, found)
	if err != nil {
		return 0, 0, err
	}
	others := f.sizing.fixed
	for _, u := range f.sizing.counted {
		others += d.m.spans[u].end - d.m.spans[u].start
	}
	if f.sizing.ownStart {
		others += d.at - d.start
	}
	if total < others {
		return 0, 0, l.malformed(found.Start, "%s says %s, but what it counts takes at least %d", l.name, plural.Of(total, "byte"), others)
	}
	return 0, total - others, nil
}

// announced returns how many bytes a length says.
func (d *decoder) announced(l *field, found *Found) (int, error) {
	n, ok := found.Int.Int64()
	limit := int64(d.max)
	if d.head != nil { // which may be longer
		limit = maxBody
	}
	switch {
	case !ok || n-l.plus > limit/l.countUnit:
		return 0, l.malformed(found.Start, "%s %s is beyond max %d", l.name, found.Int, d.max)
	case n < l.plus:
		return 0, l.malformed(found.Start, "%s %s stands for less than no bytes", l.name, found.Int)
	}
	return int((n - l.plus) * l.countUnit), nil
}

// verify checks lengths and checks of a whole message.
func (d *decoder) verify() error {
	for _, i := range d.h.lengths {
		if f, found := d.h.fields[i], &d.m.Fields[i]; found.Kind != Absent && !d.h.countsNothing(f, d.m.Fields) {
			n, err := d.h.lengthFor(f, d.m.spans)
			if err = d.compare(f, found, n, nil, err); err != nil {
				return err
			}
		}
	}
	for _, i := range d.h.sums {
		if f, found := d.h.fields[i], &d.m.Fields[i]; found.Kind != Absent {
			n, of, err := d.h.sumFor(f, d.data[:d.at], d.m.spans)
			if err = d.compare(f, found, n, of, err); err != nil {
				return err
			}
		}
	}
	return nil
}

// mayCountNothing says whether all that a length counts may be missing.
func (h *Header) mayCountNothing(f *field) bool {
	for _, u := range f.counts.units {
		if h.fields[h.units[u].from].when == nil {
			return false
		}
	}
	return !f.counts.message
}

// countsNothing says whether nothing is there of what a length counts: then it
// may stand for something else.
func (h *Header) countsNothing(f *field, fields []Found) bool {
	if !h.asks || f.counts.message {
		return false
	}
	for _, u := range f.counts.units {
		if fields[h.units[u].from].Kind != Absent {
			return false
		}
	}
	return true
}

// compare reports a length or a check that is not what the bytes make it: n,
// or the bytes of.
func (d *decoder) compare(f *field, found *Found, n integer.Integer, of []byte, err error) error {
	if err == nil && (f.kind == data && bytes.Equal(of, found.Bytes) || f.kind != data && n == found.Int) {
		return nil
	}
	if wrong, ok := err.(*frame.Error); ok {
		wrong.Offset = found.Start
		err = (*wrongValue)(wrong)
	} else if err == nil {
		right := f.computed(n, of)
		note := f.orderNote(n, &found.Value)
		if f.sum != nil && note == "" {
			note = d.coversNote(f, &found.Value)
		}
		err = (*wrongValue)(f.malformed(found.Start, "%s is %s, but these bytes make it %s%s", f.name, f.show(&found.Value), f.show(&right), note))
	}
	if d.passes(err) {
		return nil
	}
	return err
}

// coversNote says of a check what it is right for instead.
func (d *decoder) coversNote(f *field, v *Value) string {
	other := d.h.otherParts(f, v, d.data[:d.at], d.m.spans)
	if other == "" {
		return ""
	}
	return ": it is right for " + other + ", not for " + f.sum.covers()
}

// computed is the value of a length or a check.
func (f *field) computed(n integer.Integer, of []byte) Value {
	if f.kind == data {
		return BytesOf(of)
	}
	return IntegerOf(n)
}
