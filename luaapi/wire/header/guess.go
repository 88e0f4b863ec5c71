package header

import (
	"fmt"
	"math"
	"math/bits"
	"slices"

	"sockrun/luaapi/wire/diff"
	"sockrun/luaapi/wire/integer"
)

// guess says what may have gone wrong with a field of a message of h, ""
// when nothing is known.
func (c *comparison) guess(h *Header, f *field, want *Value, found *Found, m *Message) string {
	switch {
	case f.sum != nil:
		return c.guessSum(h, f, found, m)
	case f.counts != nil && want.Kind == Integer && found.Kind == Integer && !f.isSwapped(want.Int, &found.Value):
		n, err := h.lengthFor(f, m.spans)
		isRight := err == nil && n == found.Int
		if note := f.guessLength(want.Int, found.Int, m.spans); note != "" && (!isRight || c.isCut()) {
			return note
		}
		if isRight {
			return diff.Follows
		}
	}
	return f.guessValue(want, &found.Value)
}

// isCut says whether no field before differs but lengths: then what follows may have
// been cut at the wrong place. Else it is another message.
func (c *comparison) isCut() bool {
	return !slices.ContainsFunc(c.found, func(d diff.Field) bool { return d.Note == "" })
}

// guessValue is guess for a value that depends on no others.
func (f *field) guessValue(want, got *Value) string {
	switch {
	case want.Kind == Bytes && got.Kind == Bytes && f.kind != jsonText:
		return diff.Guess(want.Bytes, got.Bytes)
	case f.kind == float && want.Kind == Float && got.Kind == Float && f.turned(got.Float) == f.word(want.Float):
		return fmt.Sprintf("%s in %s order", want, f.otherOrder())
	case got.Kind != Integer || want.Kind != Integer:
		return ""
	case f.isSwapped(want.Int, got):
		return fmt.Sprintf("%s in %s order", want.Int, f.otherOrder())
	case !f.fits(want.Int) && f.bits > 0 && (want.Int.Bits()^got.Int.Bits())<<(64-f.bits) == 0:
		return fmt.Sprintf("the bits of %s, which %s does not hold", want.Int, f.typ)
	case f.enum == nil && f.flags == nil && f.bits > 0:
		return diff.Width(want.Int, got.Int, f.bits)
	}
	return ""
}

// guessSum says what a check is right for, if it is right for anything.
func (c *comparison) guessSum(h *Header, f *field, found *Found, m *Message) string {
	message := c.received[:m.spans[len(m.spans)-1].end]
	n, of, err := h.sumFor(f, message, m.spans)
	right := f.computed(n, of)
	switch {
	case err != nil:
		return ""
	case right.equal(&found.Value):
		return diff.Follows
	case f.isSwapped(n, &found.Value):
		return diff.Follows + " in the other byte order"
	}
	if other := h.otherParts(f, &found.Value, message, m.spans); other.parts != "" {
		return other.note(f.sum)
	}
	_, made := f.showBoth(&found.Value, &right)
	return "wrong: these bytes have " + made
}

// guessLength recognises a length that counts what is not counted, too, or
// leaves as much out.
func (f *field) guessLength(want, got integer.Integer, spans []span) string {
	if f.countUnit != 1 {
		return ""
	}
	start, end := spans[0].start, spans[len(spans)-1].end
	size := spans[f.unit].end - start // up to and with the length
	if !f.counts.message {
		if note := diff.Counted(want, got, size, "header"); note != "" {
			return note
		}
		size = end - start
		for _, u := range f.counts.units {
			size -= spans[u].end - spans[u].start
		}
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

// word is a float as it is written.
func (f *field) word(v float64) uint64 {
	if f.bits == 32 {
		return uint64(math.Float32bits(float32(v)))
	}
	return math.Float64bits(v)
}

// turned is word in the other byte order.
func (f *field) turned(v float64) uint64 {
	return bits.ReverseBytes64(f.word(v)) >> (64 - f.bits)
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
