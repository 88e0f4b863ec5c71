package header

import (
	"fmt"
	"strings"

	"sockrun/luaapi/wire/diff"
	"sockrun/luaapi/wire/plural"
)

// explainedBytes is how many bytes of a field are shown in hexadecimal.
const explainedBytes = 16

// Explain shows every field of the message at the start of data, with its
// offset, type, bytes and value, and what is wrong with it. Every line ends
// with a line feed.
func (h *Header) Explain(data []byte) string {
	var m Message
	n, err := h.decode(&m, data, true)
	rows := [][]string{{"offset", "field", "type", "bytes", "value"}}
	for i := range m.Fields {
		rows = append(rows, h.explainField(i, &m.Fields[i], data))
	}
	var out strings.Builder
	for _, line := range diff.Columns(rows, 0) {
		out.WriteString(line + "\n")
	}
	for _, p := range m.Problems {
		fmt.Fprintf(&out, "wrong: %s\n", p)
	}
	switch {
	case err != nil:
		fmt.Fprintf(&out, "malformed: %s\n", err)
	case n <= 0 && -n > len(data):
		fmt.Fprintf(&out, "incomplete: %s, and at least %d more to come\n", plural.Of(len(data), "byte"), -n-len(data))
	case n <= 0:
		fmt.Fprintf(&out, "incomplete: %s, and more to come\n", plural.Of(len(data), "byte"))
	case n < len(data):
		fmt.Fprintf(&out, "%s after the message\n", plural.Of(len(data)-n, "byte"))
	}
	return out.String()
}

func (h *Header) explainField(i int, found *Found, data []byte) []string {
	f := h.fields[i]
	b := data[found.Start:found.End]
	shown := fmt.Sprintf("% x", b[:min(len(b), explainedBytes)])
	if len(b) > explainedBytes {
		shown += " …"
	}
	return []string{fmt.Sprint(found.Start), f.name, f.typ, shown, f.explainValue(&found.Value)}
}

// explainValue writes a value in all its forms.
func (f *field) explainValue(v *Value) string {
	text := f.show(v)
	switch {
	case v.Kind != Integer:
		return text
	case f.enum != nil && text != v.Int.String():
		return fmt.Sprintf("%s (%s)", text, v.Int)
	case f.flags != nil:
		return fmt.Sprintf("%s (0x%0*x)", text, (f.bits+3)/4, v.Int.Bits())
	}
	return text
}
