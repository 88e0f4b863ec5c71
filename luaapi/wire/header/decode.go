package header

import (
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

	spans []span  // of the units
	laid  *Header // whose template Fields and spans follow; nil for none
}

// Decode reads the message at the start of data into m. The results are those
// of frame.Codec's Decode; the bytes of m's values are parts of data.
//
// What is wrong is found as early as it can be: a wrong constant before the
// rest has come, a size beyond max before there is room for it.
func (h *Header) Decode(m *Message, data []byte) (n int, err error) {
	return h.decode(m, data, h.lenient, false)
}

// DecodeWrong is Decode for a message whose constants, lengths and checks may
// be wrong: m.Problems says which are.
func (h *Header) DecodeWrong(m *Message, data []byte) (n int, err error) {
	return h.decode(m, data, true, false)
}

// Read is Decode for a message that is known to be right: its checks are not
// looked at, so that it may be called anywhere, whatever functions the
// declaration holds. Where one says whether a field is there it fails.
func (h *Header) Read(m *Message, data []byte) (n int, err error) {
	d := decoder{h: h, m: m, data: data, max: h.max, lenient: h.lenient}
	if h.nests {
		d.nesting = &nesting{mute: true}
	}
	if n, err = d.walk(); err != nil {
		return 0, plain(err)
	}
	return n, nil
}

// decode is Decode; whole keeps what there is of a message that breaks off
// inside of another.
func (h *Header) decode(m *Message, data []byte, lenient, whole bool) (n int, err error) {
	if h.template != nil && !h.template.calls { // a function is called once
		if n, ok := h.decodeTemplate(m, data); ok {
			return n, nil
		}
	}
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
	base    int    // where what codecs in Lua see begins
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
	m.Fields, m.Problems, m.spans, m.laid = slices.Grow(m.Fields[:0], len(d.h.fields)), nil, m.spans[:0], nil
	units := d.h.units
	if d.head != nil {
		units = units[:d.head.unit]
	}
	for i := range units {
		u := &units[i]
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
	if end+u.leastEnd > d.max {
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
	must, got := f.showBoth(f.constant, &found.Value)
	wrong := f.malformed(found.Start, "%s must be %s, got %s", f.name, must, got)
	if f.isSwapped(f.constant.Int, &found.Value) {
		wrong.Message += ", which is " + f.show(f.constant) + " in " + f.otherOrder() + " order"
	}
	return (*wrongValue)(wrong)
}

// read reads a field of fixed size into v, which is empty or was read by it.
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
		*v = boolOf(b[0] != 0)
	case data:
		v.Kind, v.Bytes = Bytes, b[:len(b):len(b)]
	}
}
