package pack

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"

	"sockrun/luaapi/wire/diff"
	"sockrun/luaapi/wire/integer"
)

// shownBytes is how many columns a string takes in a table.
const shownBytes = 40

// Differ returns the values in which a received struct, or the beginning of
// one, differs from the expected one; those of which nothing has come are left
// out. expected has Size() bytes. Padding has no value.
func (f *Format) Differ(expected, received []byte) []diff.Field {
	var found []diff.Field
	n := 0
	for _, field := range f.fields {
		one := field.single()
		size := one.repeat * one.size
		for i := range field.count() {
			at := field.offset + i*size
			want, got := expected[at:at+size], received[min(at, len(received)):min(at+size, len(received))]
			if n++; len(got) > 0 && !bytes.Equal(want, got) {
				found = append(found, f.difference(n, at, &one, want, got))
			}
		}
	}
	return found
}

// difference describes value n, whose bytes differ.
func (f *Format) difference(n, at int, one *field, want, got []byte) diff.Field {
	d := diff.Field{Name: "value " + strconv.Itoa(n), Type: one.name(), Offset: at, Expected: f.show(one, want)}
	if len(got) < len(want) {
		d.Received = fmt.Sprintf("%d of %d bytes: % x", len(got), len(want), got)
		return d
	}
	d.Received, d.Note = f.show(one, got), f.guess(one, want, got)
	if one.kind == text {
		d.Expected, d.Received = diff.Previews(want, got, shownBytes)
	}
	return d
}

// name is the code as it stands in a format.
func (f *field) name() string {
	if f.kind == text || f.kind == pascal {
		return fmt.Sprintf("%d%c", f.repeat, f.char)
	}
	return string(f.char)
}

// guess says what may have gone wrong, "" when nothing is known.
func (f *Format) guess(one *field, want, got []byte) string {
	switch one.kind {
	case text:
		return diff.Guess(want, got)
	case pascal, char, boolean:
		return ""
	}
	turned := slices.Clone(got)
	slices.Reverse(turned)
	if bytes.Equal(turned, want) {
		return fmt.Sprintf("%s in %s order", f.show(one, want), map[bool]string{true: "little-endian", false: "big-endian"}[f.bigEndian])
	}
	if one.kind != signed && one.kind != unsigned {
		return ""
	}
	expected, received := f.whole(one, want), f.whole(one, got)
	if note := diff.Width(expected, received, 8*one.size); note != "" {
		return note
	}
	return diff.Counted(expected, received, f.size, "struct")
}

func (f *Format) whole(one *field, b []byte) integer.Integer {
	var values shown
	f.get(b, one, &values)
	return values.integer
}

func (f *Format) show(one *field, b []byte) string {
	var values shown
	f.get(b, one, &values)
	return values.text
}

// shown is a Sink that keeps one value as a reader sees it.
type shown struct {
	text    string
	integer integer.Integer
}

func (s *shown) Int(v int64) { s.set(integer.FromInt64(v)) }

func (s *shown) Uint(v uint64) { s.set(integer.FromUint64(v)) }

func (s *shown) set(v integer.Integer) { s.text, s.integer = v.String(), v }

func (s *shown) Float(v float64) { s.text = integer.Digits(v) }

func (s *shown) Bytes(v []byte) { s.text = diff.Preview(v, shownBytes) }

func (s *shown) Bool(v bool) { s.text = strconv.FormatBool(v) }
