package header

import (
	"fmt"
	"strings"

	"sockrun/luaapi/wire/diff"
	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/jsontext"
	"sockrun/luaapi/wire/plural"
)

// explainedBytes is how many bytes of a field are shown in hexadecimal.
const explainedBytes = 16

// Explain shows every field of the message at the start of data, with its
// offset, type, bytes and value, and what is wrong with it. Every line ends
// with a line feed.
func (h *Header) Explain(data []byte) string {
	shown, n := h.ExplainOne(data)
	if 0 < n && n < len(data) {
		shown += plural.Of(len(data)-n, "byte") + " after the message\n"
	}
	return shown
}

// ExplainOne is Explain without what is after the message, and returns how many
// bytes the message takes: 0 when it is not whole or malformed.
func (h *Header) ExplainOne(data []byte) (shown string, n int) {
	var m Message
	n, err := h.decode(&m, data, true, true)
	x := explanation{data: data, rows: [][]string{{"offset", "field", "type", "bytes", "value"}}}
	x.message(h, m.Fields, "")
	if (err != nil || n <= 0) && x.more == 0 {
		x.undecoded()
	}
	var out strings.Builder
	for _, line := range diff.Columns(x.rows, 0) {
		out.WriteString(line + "\n")
	}
	if x.more > 0 {
		fmt.Fprintf(&out, "… and %s more\n", plural.Of(x.more, "field"))
	}
	for _, p := range append(m.Problems, x.wrong...) {
		fmt.Fprintf(&out, "wrong: %s\n", p)
	}
	switch {
	case err != nil:
		fmt.Fprintf(&out, "malformed: %s\n", err)
	case n <= 0 && -n > len(data):
		fmt.Fprintf(&out, "incomplete: %s, and at least %d more to come\n", plural.Of(len(data), "byte"), -n-len(data))
	case n <= 0:
		fmt.Fprintf(&out, "incomplete: %s, and more to come\n", plural.Of(len(data), "byte"))
	default:
		return out.String(), n
	}
	return out.String(), 0
}

// explainedFields is how many fields are shown.
const explainedFields = 500

// explanation is the table of the fields of a message.
type explanation struct {
	data  []byte
	rows  [][]string
	more  int            // fields that are not shown
	end   int            // of the fields
	wrong []*frame.Error // values of which the message could still be read
}

// message shows the fields of a message, with a path before their names.
func (x *explanation) message(h *Header, fields []Found, path string) {
	for i := range fields {
		f := h.fields[i]
		if fields[i].Kind == Absent && f.kind != padding {
			continue
		}
		x.value(f, f.typ, path+f.name, &fields[i])
	}
}

// value shows one value, and below it those inside of it.
func (x *explanation) value(f *field, typ, path string, found *Found) {
	if len(x.rows) > explainedFields {
		x.more++
		return
	}
	shown := ""
	if !found.isNested() {
		x.end = max(x.end, found.End)
		shown = explainedHex(x.data[found.Start:found.End])
	}
	x.rows = append(x.rows, []string{fmt.Sprint(found.Start), path, typ, shown, f.explainValue(&found.Value)})
	switch found.Kind {
	case JSON:
		x.text(path, found)
	case Group:
		x.message(found.Nested.Header, found.Nested.Fields, path+".")
	case Items:
		for i := range found.Nested.Items {
			item := &found.Nested.Items[i]
			x.value(f.inner(), f.innerType(&item.Value), Item(path, i), item)
		}
	}
}

// text notes where a text is no JSON, which is found only when its value is asked
// for.
func (x *explanation) text(path string, found *Found) {
	if _, err := jsontext.Parse(string(found.Bytes), jsontext.Options{}); err != nil {
		x.wrong = append(x.wrong, &frame.Error{Offset: found.Start, Field: path, Message: "this is no JSON: " + err.Error()})
	}
}

// undecoded shows the bytes behind the fields of a message that is not whole.
func (x *explanation) undecoded() {
	if left := x.data[x.end:]; len(left) > 0 {
		x.rows = append(x.rows, []string{fmt.Sprint(x.end), "", "", explainedHex(left), "not decoded"})
	}
}

// explainedHex is bytes in hexadecimal, or the first of them.
func explainedHex(b []byte) string {
	if len(b) > explainedBytes {
		return fmt.Sprintf("% x …", b[:explainedBytes])
	}
	return fmt.Sprintf("% x", b)
}

// inner is the field that shows an item of a list.
func (f *field) inner() *field {
	if f.of != nil && f.of.plain {
		return f.of.header.fields[0]
	}
	return f
}

// innerType is the type of an item of a list.
func (f *field) innerType(v *Value) string {
	switch {
	case f.of != nil && f.of.plain:
		return f.of.header.fields[0].typ
	case v.Kind == Group && v.Nested.Header.name != "":
		return v.Nested.Header.name
	}
	return "group"
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
