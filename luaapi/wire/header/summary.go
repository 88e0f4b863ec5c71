package header

import (
	"strings"
	"unicode/utf8"

	"sockrun/luaapi/wire/diff"
	"sockrun/luaapi/wire/integer"
)

const (
	summaryColumns = 60 // that a summary takes, if its numbers leave room
	leastBody      = 16 // columns in which the beginning of a body is worth it
)

// Summary writes what a message is about in one line for lists of messages:
// the names of enums, then the numbers that are neither constant nor
// computed, then the beginning of what it carries, as in
// `ping seq=7 payload="hi"`. Fields of a group have its name in front, and of a list
// it says how long it is. head is the start of the message, as far as it is known;
// "" says that nothing can be told from it. It may be called anywhere, whatever
// Sums the declaration holds.
func (h *Header) Summary(head []byte) string {
	var m Message
	d := h.glancing(&m, head)
	n, err := d.walk()
	var s summary
	s.add(h, &m, "")
	if err == nil && n <= 0 {
		s.bodies = append(s.bodies, d.begun()...)
	}
	return withBodies(strings.Join(append(s.kinds, s.rest...), " "), s.bodies)
}

// summary is what there is to say of a message.
type summary struct {
	kinds, rest []string
	bodies      []body
}

// add says what the fields of a message are. group is what stands in front of their
// names.
func (s *summary) add(h *Header, m *Message, group string) {
	for i := range m.Fields {
		if f := h.fields[i]; f.constant == nil && f.counts == nil && f.sum == nil && f.itemsOf == nil {
			s.field(f, &m.Fields[i].Value, group)
		}
	}
}

func (s *summary) field(f *field, v *Value, group string) {
	name := group + f.name
	switch {
	case f.enum != nil && group == "":
		s.kinds = append(s.kinds, f.show(v))
	case f.byDefault != nil && f.byDefault.equal(v):
	case v.Kind == Group && v.Nested.Header != nil:
		s.add(v.Nested.Header, &v.Nested.Message, name+".")
	case f.carries() && len(v.Bytes) > 0:
		s.bodies = append(s.bodies, body{name: name, bytes: v.Bytes, json: v.Kind == JSON})
	case v.Kind == Integer && v.Int != integer.Integer{}, v.Kind == Float, v.Kind == Bool,
		v.Kind == Items && len(v.Nested.Items) > 0, v.Kind == Foreign:
		s.rest = append(s.rest, name+"="+f.show(v))
	}
}

// body is what a field carries, or the beginning of it.
type body struct {
	name  string
	bytes []byte
	json  bool
	more  bool // this is not all of it
}

// carries says whether a field holds data of any length.
func (f *field) carries() bool {
	return f.size == varies && (f.kind == data || f.kind == cstring || f.kind == jsonText)
}

// begun is the body in which the data ends; none when it ends elsewhere.
func (d *decoder) begun() []body {
	if len(d.m.spans) == len(d.h.units) {
		return nil
	}
	u := &d.h.units[len(d.m.spans)]
	f := d.h.fields[u.from]
	if !f.carries() || f.kind == cstring || f.constant != nil || f.when != nil || d.at > len(d.data) {
		return nil
	}
	rest := d.data[d.at:]
	prefix, size, err := d.bodySize(f, u, rest)
	if err != nil || size < 0 || prefix >= len(rest) {
		return nil
	}
	return []body{{name: f.name, bytes: rest[prefix:], json: f.kind == jsonText, more: true}}
}

// withBodies adds bodies to a summary, as far as there is room; of the first a
// little is always shown.
func withBodies(summary string, bodies []body) string {
	for i, b := range bodies {
		if summary != "" {
			summary += " "
		}
		summary += b.name + "="
		room := summaryColumns - utf8.RuneCountInString(summary)
		text := b.beginning(max(room, leastBody))
		if i > 0 && utf8.RuneCountInString(text) > max(room, 0) {
			return summary + "…"
		}
		summary += text
	}
	return summary
}

// beginning is what fits into so many columns.
func (b body) beginning(columns int) string {
	text := diff.Preview(b.bytes, columns)
	if b.json {
		text = showJSON(b.bytes, columns)
	}
	if b.more && !strings.HasSuffix(text, "…") {
		text += "…"
	}
	return text
}
