package header

import (
	"bytes"
	"fmt"
	"slices"

	"sockrun/luaapi/wire/plural"
)

// mostTurned is how many bytes are looked at to find whether a length is right in
// the other byte order.
const mostTurned = 64 << 10

// Announced says which length the message has that data breaks off in: "the
// length that was read from size is 131072; in little-endian order the length is
// 512". Where it breaks off behind a field that a length ends, what it lacks is
// told before: that length may be wrong as well. It is "" when no length has been
// read. The other byte order is told when all of the message has come by it. It
// may be called anywhere, whatever Sums the declaration holds.
func (h *Header) Announced(data []byte) string {
	var m Message
	d := h.glancing(&m, data)
	n, err := d.walk()
	if n > 0 || err != nil || d.isDone() {
		return ""
	}
	f, lacks := h.fields[h.units[len(m.spans)].from], ""
	length, at, ok := d.announcement(f)
	if !ok {
		lacks = fmt.Sprintf("%s lacks %s; ", f.name, plural.Of(-n-len(data), "byte"))
		f, length, at, ok = d.announcedBefore(f)
	}
	if !ok {
		return ""
	}
	source := f
	if f.sizing.how == byLength {
		source = h.fields[f.sizing.by]
	}
	text := lacks + "the length that was read " + length
	if turned, ok := h.turned(f, data, at); ok && !source.bitField {
		text += fmt.Sprintf("; in %s order the length is %s", source.otherOrder(), turned)
	}
	return text
}

// EndsAt says whether the message that begins with data has n bytes, whatever the
// rest of them is: with nothing but zeros, and with nothing but ones. It may be
// called anywhere, as Announced.
func (h *Header) EndsAt(data []byte, n int) bool {
	for _, rest := range []byte{0, 0xff} {
		missing := bytes.Repeat([]byte{rest}, max(n-len(data), 0))
		if h.Size(append(slices.Clip(data), missing...)) != n {
			return false
		}
	}
	return true
}

// announcedBefore is the announcement of the last field before f that a length ends.
func (d *decoder) announcedBefore(f *field) (by *field, length string, at span, ok bool) {
	for _, by := range slices.Backward(d.h.fields[:f.number]) {
		if length, at, ok := d.announcement(by); ok {
			return by, length, at, true
		}
	}
	return f, "", span{}, false
}

// announcement says where the length that ends field f was read and what it is,
// and where it lies.
func (d *decoder) announcement(f *field) (length string, at span, ok bool) {
	switch f.sizing.how {
	case byLength:
		found := &d.m.Fields[f.sizing.by]
		return fmt.Sprintf("from %s is %s", d.h.fields[f.sizing.by].name, found.Int), span{found.Start, found.End}, found.End > found.Start
	case byPrefix:
		start := d.at
		if f.number < len(d.m.Fields) {
			if start = d.m.Fields[f.number].Start; start == d.m.Fields[f.number].End {
				return "", span{}, false // `when` says that it is not there
			}
		}
		prefix, size, err := d.prefixed(f, d.data[min(start, len(d.data)):])
		return fmt.Sprintf("before %s is %d", f.name, size), span{start, start + prefix}, err == nil && size >= 0
	}
	return "", span{}, false
}

// turned is the length that ends field f in the other byte order, if the message
// is all there by it.
func (h *Header) turned(f *field, data []byte, at span) (length string, ok bool) {
	if size := at.end - at.start; size < 2 || size > 8 || len(data) > mostTurned {
		return "", false
	}
	other := slices.Clone(data)
	slices.Reverse(other[at.start:at.end])
	var m Message
	if n, err := h.glance(&m, other); n <= 0 || err != nil {
		return "", false
	}
	if f.sizing.how == byLength {
		return m.Fields[f.sizing.by].Int.String(), true
	}
	found := &m.Fields[f.number]
	return fmt.Sprint(found.End - found.Start - (at.end - at.start)), true
}
