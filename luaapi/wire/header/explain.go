package header

import (
	"fmt"
	"math"
	"slices"
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
	return shown + behind(data, n)
}

// ExplainOne is Explain without what is after the message, and returns how many
// bytes the message takes: 0 when it is not whole or malformed.
func (h *Header) ExplainOne(data []byte) (shown string, n int) {
	return h.explain(data, extent{first: 500, last: 20, wrong: math.MaxInt})
}

// Brief is Explain for a report: of many fields it shows the first and the last,
// at which a message that is malformed or not whole breaks off.
func (h *Header) Brief(data []byte) string {
	shown, n := h.explain(data, extent{first: 6, last: 12, wrong: 4})
	return shown + behind(data, n)
}

// behind says how many bytes follow a message of n bytes, if it is one.
func behind(data []byte, n int) string {
	if n == 0 || n == len(data) {
		return ""
	}
	return plural.Of(len(data)-n, "byte") + " after the message\n"
}

// extent is how much of a message is shown.
type extent struct {
	first, last int // fields
	wrong       int // values
}

func (h *Header) explain(data []byte, of extent) (shown string, n int) {
	var m Message
	n, err := h.decode(&m, data, true, true)
	x := explanation{data: data, extent: of}
	x.message(h, m.Fields, "")
	var out strings.Builder
	x.table(&out, err != nil || n <= 0)
	x.problems(&out, m.Problems)
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

// explanation is the table of the fields of a message.
type explanation struct {
	extent
	data  []byte
	rows  []explained
	tail  []explained    // the last of those behind rows, as a ring
	more  int            // between rows and tail
	end   int            // of the fields
	wrong []*frame.Error // values of which the message could still be read
}

// explained is a field that is to be shown.
type explained struct {
	f         *field
	path, typ string
	found     *Found
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
	if !found.isNested() {
		x.end = max(x.end, found.End)
	}
	x.add(explained{f, path, typ, found})
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

// add keeps what may be shown.
func (x *explanation) add(e explained) {
	switch {
	case len(x.rows) < x.first:
		x.rows = append(x.rows, e)
	case len(x.tail) < x.last:
		x.tail = append(x.tail, e)
	default:
		x.tail[x.more%x.last] = e
		x.more++
	}
}

// table writes a row for every field that is shown, and the bytes behind them
// of a message that breaks off.
func (x *explanation) table(out *strings.Builder, breaksOff bool) {
	rows := [][]string{{"offset", "field", "type", "bytes", "value"}}
	oldest := x.more % x.last
	for _, e := range slices.Concat(x.rows, x.tail[oldest:], x.tail[:oldest]) {
		rows = append(rows, x.row(e))
	}
	if left := x.data[x.end:]; breaksOff && len(left) > 0 {
		rows = append(rows, []string{fmt.Sprint(x.end), "", "", explainedHex(left), "not decoded"})
	}
	for i, line := range diff.Columns(rows, 0) {
		if x.more > 0 && i == 1+len(x.rows) {
			fmt.Fprintf(out, "… %s\n", plural.Of(x.more, "more field"))
		}
		out.WriteString(line + "\n")
	}
}

func (x *explanation) row(e explained) []string {
	shown := ""
	if !e.found.isNested() {
		shown = explainedHex(x.data[e.found.Start:e.found.End])
	}
	return []string{fmt.Sprint(e.found.Start), e.path, e.typ, shown, e.f.explainValue(&e.found.Value)}
}

// problems writes what is wrong in a message that could still be read.
func (x *explanation) problems(out *strings.Builder, found []*frame.Error) {
	all := slices.Concat(found, x.wrong)
	shown := min(len(all), x.extent.wrong)
	for _, p := range all[:shown] {
		fmt.Fprintf(out, "wrong: %s\n", p)
	}
	if more := len(all) - shown; more > 0 {
		fmt.Fprintf(out, "wrong: %d more\n", more)
	}
}

// text notes where a text is no JSON, which is found only when its value is asked
// for.
func (x *explanation) text(path string, found *Found) {
	if _, err := jsontext.Parse(string(found.Bytes), jsontext.Options{}); err != nil {
		x.wrong = append(x.wrong, &frame.Error{Offset: found.Start, Field: path, Message: "this is no JSON: " + err.Error()})
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
