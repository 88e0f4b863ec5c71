package header

import (
	"cmp"
	"fmt"
	"math/bits"
	"slices"

	"sockrun/luaapi/wire/diff"
	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/integer"
)

// Difference is how a received message differs from what was expected.
type Difference struct {
	// Lines show both sides: hex dumps, and a row for every field that
	// differs, with a guess at the cause where one fits.
	Lines []string
	// Fields are the fields that differ, lengths and checks among them.
	Fields []diff.Field
	// Expected is the whole message with the expected values; nil when there
	// is none that has them all.
	Expected []byte
}

// Differ compares a received message with the values that it should have, one
// for each field; an Absent one may be anything, but lengths and checks must
// be right for what is expected. It returns nil when all is so. It keeps
// neither argument. It fails with a *frame.Error when received is no message.
func (h *Header) Differ(expected []Value, received []byte) (*Difference, error) {
	c := comparison{h: h, want: slices.Clone(expected)}
	if n, err := h.decode(&c.got, received, true, false); err != nil || n <= 0 {
		return nil, cmp.Or[error](err, &frame.Error{Message: "the message is not complete"})
	}
	if !c.isOther() {
		return nil, nil
	}
	c.received = received[:c.got.spans[len(c.got.spans)-1].end]
	d := &Difference{}
	d.Lines, d.Expected = c.complete()
	for i := range h.fields {
		d.Fields = append(d.Fields, c.fields(i)...)
	}
	d.Lines = append(d.Lines, diff.Table(d.Fields)...)
	if slices.ContainsFunc(d.Fields, func(f diff.Field) bool { return f.Note == "" }) {
		d.Lines = append(d.Lines, diff.Likely(d.Expected, c.received)...)
	}
	return d, nil
}

// isOther says whether a given value differs from the received one.
func (c *comparison) isOther() bool {
	other := false
	for i, f := range c.h.fields {
		if w := &c.want[i]; w.Kind != Absent {
			f.settle(w) // what the field does not take, it has not received
			other = other || !w.equal(&c.got.Fields[i].Value)
		}
	}
	return other
}

// comparison is a message beside what it should be.
type comparison struct {
	h        *Header
	want     []Value
	got      Message
	received []byte
}

// complete fills in what is not expected from what was received, and returns
// the dumps of both and the expected message. Without a message that has all
// the expected values, there are none.
func (c *comparison) complete() (dumps []string, expected []byte) {
	for i, f := range c.h.fields {
		if c.want[i].Kind == Absent && f.counts == nil && f.sum == nil {
			c.want[i] = c.got.Fields[i].Value
		}
	}
	message, err := c.h.Encode(nil, &Outgoing{Values: c.want})
	if err != nil {
		return nil, nil
	}
	return diff.Bytes(message, c.received), message
}

// fields describes field i if it differs.
func (c *comparison) fields(i int) []diff.Field {
	f, want, found := c.h.fields[i], &c.want[i], &c.got.Fields[i]
	if want.Kind == Absent || want.equal(&found.Value) {
		return nil
	}
	d := diff.Field{
		Name: f.name, Type: f.typ, Offset: found.Start,
		Expected: f.show(want), Received: f.show(&found.Value), Note: c.guess(f, want, found),
	}
	if want.Kind == Bytes && found.Kind == Bytes {
		d.Expected, d.Received = diff.Previews(want.Bytes, found.Bytes, shownBytes)
	}
	return []diff.Field{d}
}

// guess says what may have gone wrong, "" when nothing is known.
func (c *comparison) guess(f *field, want *Value, found *Found) string {
	switch {
	case f.sum != nil:
		return c.guessSum(f, found)
	case found.Kind != Integer || want.Kind != Integer:
		return ""
	case f.isSwapped(want.Int, &found.Value):
		return fmt.Sprintf("%s in %s order", want.Int, f.otherOrder())
	case f.counts != nil && !f.counts.message && c.guessLength(f, want.Int, found.Int) != "":
		return c.guessLength(f, want.Int, found.Int)
	case !f.fits(want.Int) && f.bits > 0 && (want.Int.Bits()^found.Int.Bits())<<(64-f.bits) == 0:
		return fmt.Sprintf("the bits of %s, which %s does not hold", want.Int, f.typ)
	case f.enum == nil && f.flags == nil && f.bits > 0:
		return diff.Width(want.Int, found.Int, f.bits)
	}
	return ""
}

func (c *comparison) guessSum(f *field, found *Found) string {
	n, of, err := c.h.sumFor(f, c.received, c.got.spans)
	sum := f.computed(n, of)
	switch {
	case err != nil:
		return ""
	case sum.equal(&found.Value):
		return "right for these bytes"
	case f.isSwapped(sum.Int, &found.Value):
		return "right for these bytes in the other byte order"
	}
	return fmt.Sprintf("wrong: these bytes have %s", f.show(&sum))
}

// guessLength recognises a length that counts what is not counted, too, or
// leaves as much out.
func (c *comparison) guessLength(f *field, want, got integer.Integer) string {
	size := len(c.received)
	for _, u := range f.counts.units {
		size -= c.got.spans[u].end - c.got.spans[u].start
	}
	return diff.Counted(want, got, size, "header")
}

// isSwapped says whether a value is the wanted one in the other byte order.
func (f *field) isSwapped(want integer.Integer, got *Value) bool {
	return got.Kind == Integer && !f.bitField && f.size > 1 && got.Int != want && f.swapped(got.Int) == want
}

// otherOrder names the byte order that the field has not.
func (f *field) otherOrder() string {
	if f.little {
		return "big-endian"
	}
	return "little-endian"
}

// orderNote says of a check that it is right but for its byte order.
func (f *field) orderNote(want integer.Integer, got *Value) string {
	if !f.isSwapped(want, got) {
		return ""
	}
	return ": it is right in " + f.otherOrder() + " order"
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
