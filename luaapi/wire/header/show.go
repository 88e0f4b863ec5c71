package header

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"sockrun/luaapi/wire/diff"
	"sockrun/luaapi/wire/integer"
	"sockrun/luaapi/wire/plural"
)

// shownBytes is how many columns the value of a field takes in a table.
const shownBytes = 40

// show writes a value of the field as tables and errors do: names where there
// are some, checks and constants in hexadecimal.
func (f *field) show(v *Value) string {
	switch v.Kind {
	case Integer:
		return f.showInteger(v.Int)
	case Bytes:
		return diff.Preview(v.Bytes, shownBytes)
	case JSON:
		return showJSON(v.Bytes, shownBytes)
	case Items:
		return plural.Of(len(v.Nested.Items), "item")
	case Group:
		return plural.Of(v.Nested.there(), "field")
	case Foreign:
		return shortened(v.String())
	case Absent:
		return ""
	}
	return v.String()
}

// showBoth is show for two different values: where they are long it shows the
// part in which they differ.
func (f *field) showBoth(a, b *Value) (string, string) {
	if a.Kind == Bytes && b.Kind == Bytes {
		return diff.Previews(a.Bytes, b.Bytes, shownBytes)
	}
	return f.show(a), f.show(b)
}

// shortened is the beginning of a text that is too long to be shown.
func shortened(text string) string {
	if runes := []rune(text); len(runes) > shownBytes {
		return string(runes[:shownBytes-1]) + "…"
	}
	return text
}

// showJSON shows a text as it is, in so many columns; a longer one without its
// end.
func showJSON(text []byte, columns int) string {
	most := utf8.UTFMax * columns
	shown := []rune(string(text[:min(len(text), most)]))
	end := ""
	if len(shown) > columns || len(text) > most {
		shown, end = shown[:columns-1], "…"
	}
	if slices.ContainsFunc(shown, func(r rune) bool { return r == utf8.RuneError || !unicode.IsPrint(r) }) {
		return diff.Preview(text, columns)
	}
	return string(shown) + end
}

func (f *field) showInteger(n integer.Integer) string {
	for _, c := range f.enum {
		if c.Value == n {
			return c.Name
		}
	}
	switch {
	case f.flags != nil:
		return f.showFlags(n.Bits())
	case f.sum != nil, f.constant != nil && f.kind == unsigned:
		return fmt.Sprintf("0x%0*x", (f.bits+3)/4, n.Bits())
	}
	return n.String()
}

// showFlags writes the names of the bits that are set, and the rest as a
// number.
func (f *field) showFlags(word uint64) string {
	var set []string
	for i, name := range f.flags {
		if word>>i&1 != 0 && name != "_" {
			set = append(set, name)
			word &^= 1 << i
		}
	}
	if word != 0 {
		set = append(set, "0x"+strconv.FormatUint(word, 16))
	}
	if set == nil {
		return "none"
	}
	return strings.Join(set, "|")
}

// Size returns how many bytes the message at the start of data takes: 0 when
// more are needed, less than 0 when it is malformed. Checks are not looked at,
// so that it may be called anywhere, whatever Sums the declaration holds. Of a
// header that Asks it knows only messages whose functions are not met.
func (h *Header) Size(data []byte) int {
	var m Message
	n, err := h.glance(&m, data)
	if err != nil {
		return -1
	}
	return max(n, 0)
}

// glance reads a message as far as it goes without calling a function.
func (h *Header) glance(m *Message, data []byte) (n int, err error) {
	return h.glancing(m, data).walk()
}

func (h *Header) glancing(m *Message, data []byte) *decoder {
	return &decoder{h: h, m: m, data: data, max: h.max, lenient: true, nesting: &nesting{mute: true}}
}

// there counts the fields of a message that are there.
func (n *Nested) there() int {
	count := 0
	for i := range n.Fields {
		if n.Fields[i].Kind != Absent {
			count++
		}
	}
	return count
}
