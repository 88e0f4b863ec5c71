package header

import (
	"fmt"
	"math/bits"
	"slices"

	"sockrun/luaapi/wire/diff"
	"sockrun/luaapi/wire/integer"
)

// Differ shows in which fields a received message is not what was expected:
// both sides as hex dumps, and a row for every field that differs, with a
// guess at the cause where one fits. expected holds a value for each field; an
// Absent one may be anything, but lengths and checks must be right for what is
// expected. It returns how many fields differ, none when received is no
// message or all is as expected. It keeps neither argument.
func (h *Header) Differ(expected []Value, received []byte) (lines []string, fields int) {
	c := comparison{h: h, want: slices.Clone(expected)}
	if n, err := h.decode(&c.got, received, true); err != nil || n <= 0 {
		return nil, 0
	}
	c.received = received[:c.got.spans[len(c.got.spans)-1].end]
	dump := c.complete()
	var rows [][]string
	for i := range h.fields {
		if row := c.row(i); row != nil {
			rows = append(rows, row)
		}
	}
	if rows == nil {
		return nil, 0
	}
	return append(dump, columns(rows, len(rows[0]))...), len(rows)
}

// comparison is a message beside what it should be.
type comparison struct {
	h        *Header
	want     []Value
	got      Message
	received []byte
}

// complete fills in what is not expected from what was received, and returns
// the dumps of both. Without a message that has all the expected values, there
// is no dump.
func (c *comparison) complete() []string {
	for i, f := range c.h.fields {
		if c.want[i].Kind == Absent && f.counts == nil && f.sum == nil {
			c.want[i] = c.got.Fields[i].Value
		}
	}
	message, err := c.h.Encode(nil, c.want)
	if err != nil {
		return nil
	}
	return diff.Bytes(message, c.received)
}

// row describes a field that differs; nil when it does not.
func (c *comparison) row(i int) []string {
	f, want, found := c.h.fields[i], &c.want[i], &c.got.Fields[i]
	if want.Kind == Absent || want.equal(&found.Value) {
		return nil
	}
	place := fmt.Sprintf("%s at %d", f.typ, found.Start)
	return []string{f.name, place, "expected " + f.show(want), "received " + f.show(&found.Value), c.guess(f, want, found)}
}

// guess says what may have gone wrong, "" when nothing is known.
func (c *comparison) guess(f *field, want *Value, found *Found) string {
	switch {
	case f.sum != nil:
		return c.guessSum(f, found)
	case found.Kind != Integer || want.Kind != Integer:
		return ""
	case f.swapped(found.Int) == want.Int && !f.bitField:
		return fmt.Sprintf("(%s in %s order)", want.Int, map[bool]string{true: "big-endian", false: "little-endian"}[f.little])
	case f.counts != nil:
		return c.guessLength(f, want.Int, found.Int)
	case !f.fits(want.Int) && f.bits > 0 && (want.Int.Bits()^found.Int.Bits())<<(64-f.bits) == 0:
		return fmt.Sprintf("(the bits of %s, which %s does not hold)", want.Int, f.typ)
	}
	return ""
}

func (c *comparison) guessSum(f *field, found *Found) string {
	sum, err := c.h.sumFor(f, c.received, c.got.spans)
	switch {
	case err != nil:
		return ""
	case sum == found.Int:
		return "(right for these bytes)"
	case f.swapped(found.Int) == sum:
		return "(right for these bytes in the other byte order)"
	}
	v := IntegerOf(sum)
	return fmt.Sprintf("(wrong: these bytes have %s)", f.show(&v))
}

// guessLength recognises a length that counts the header, or leaves it out.
func (c *comparison) guessLength(f *field, want, got integer.Integer) string {
	size := c.h.leastSize()
	header := integer.FromInt64(int64(size))
	if sum, err := want.Add(header); err == nil && sum == got {
		return fmt.Sprintf("(%s and the %d bytes of the header)", want, size)
	}
	if sum, err := got.Add(header); err == nil && sum == want {
		return fmt.Sprintf("(%s without the %d bytes of the header)", want, size)
	}
	return ""
}

// swapped is the integer that the same bytes are in the other order.
func (f *field) swapped(v integer.Integer) integer.Integer {
	if f.size < 2 {
		return v
	}
	word := bits.ReverseBytes64(v.Bits()) >> (64 - 8*f.size)
	if f.kind == signed {
		unused := 64 - f.bits
		return integer.FromInt64(int64(word<<unused) >> unused)
	}
	return integer.FromUint64(word)
}
