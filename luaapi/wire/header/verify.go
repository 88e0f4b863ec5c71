package header

import (
	"bytes"

	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/integer"
)

// verify checks lengths and checks of a whole message.
func (d *decoder) verify() error {
	for _, i := range d.h.lengths {
		if f, found := d.h.fields[i], &d.m.Fields[i]; found.Kind != Absent && !(d.h.asks && d.h.countsNothing(f, d.m.Fields)) {
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
		is, made := f.showBoth(&found.Value, &right)
		err = (*wrongValue)(f.malformed(found.Start, "%s is %s, but these bytes make it %s%s", f.name, is, made, note))
	}
	if d.passes(err) {
		return nil
	}
	return err
}

// coversNote says of a check what it is right for instead.
func (d *decoder) coversNote(f *field, v *Value) string {
	other := d.h.otherParts(f, v, d.data[:d.at], d.m.spans)
	if other.parts == "" {
		return ""
	}
	return ": it is " + other.note(f.sum) + other.declaration()
}

// computed is the value of a length or a check.
func (f *field) computed(n integer.Integer, of []byte) Value {
	if f.kind == data {
		return BytesOf(of)
	}
	return IntegerOf(n)
}
