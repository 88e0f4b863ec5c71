package header

import "fmt"

// before is what has been encoded of a message so far, for codecs that look back:
// of the outermost one, or of the nearest that has the option base. Lengths and
// checks that are not known yet are zeros in it. A nil one keeps nothing.
type before struct {
	bytes   []byte
	unknown string // a field whose size is not known yet, so nothing behind it has a place
}

// lookingBack lets an encoder keep what codecs inside of h look back at.
func (h *Header) lookingBack(s *setting) *setting {
	if !h.placed {
		return s
	}
	if s == nil {
		s = &setting{}
	}
	s.before = &before{}
	return s
}

// known returns what lies before the place that is encoded.
func (b *before) known() ([]byte, error) {
	switch {
	case b == nil:
		return nil, nil
	case b.unknown != "":
		return nil, fmt.Errorf("what lies before it has no size yet, since %s is a varint that is filled in later: give its value", b.unknown)
	}
	return b.bytes, nil
}

// mark is a place in what is kept.
type mark struct {
	size    int
	unknown string
}

func (b *before) mark() mark {
	if b == nil {
		return mark{}
	}
	return mark{len(b.bytes), b.unknown}
}

func (b *before) add(data []byte) {
	if b != nil {
		b.bytes = append(b.bytes, data...)
	}
}

// is replaces what was kept from m on by what it has become.
func (b *before) is(m mark, data []byte) {
	if b != nil {
		b.bytes, b.unknown = append(b.bytes[:m.size], data...), m.unknown
	}
}

// prefix keeps room for the length before a field.
func (b *before) prefix(f *field) {
	if b == nil || f.sizing.how != byPrefix {
		return
	}
	if f.sizing.prefix.kind == varint {
		b.unknown = "the length of " + f.name
	}
	b.bytes = f.appendPrefix(b.bytes, 0)
}

// field keeps field i of a message, which starts at m. Bit fields are kept with
// the last of their bytes.
func (b *before) field(e *encoder, i int, m mark) {
	if b == nil {
		return
	}
	f := e.h.fields[i]
	u := &e.h.units[f.unit]
	if i+1 < u.to {
		return
	}
	b.bytes, b.unknown = e.append(b.bytes[:m.size], u), m.unknown
	if f.kind == varint && e.values[i].Kind == Absent {
		b.unknown = f.name
	}
}
