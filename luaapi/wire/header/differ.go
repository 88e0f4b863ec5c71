package header

import (
	"cmp"
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
	// Fields are the fields that differ, lengths and checks among them. The
	// names of those inside of others are paths: items[3].value.
	Fields []diff.Field
	// Expected is the whole message with the expected values; nil when there
	// is none that has them all.
	Expected []byte
}

// Differ compares a received message with the values that it should have, one
// for each field; an Absent one may be anything, also inside of groups, but
// lists have as many items as are expected, and lengths and checks must be
// right for what is expected. It returns nil when all is so. It keeps neither
// argument. It fails with a *frame.Error when received is no message.
func (h *Header) Differ(expected []Value, received []byte) (*Difference, error) {
	c := comparison{h: h, want: cloned(expected)}
	if n, err := h.decode(&c.got, received, true, false); err != nil || n <= 0 {
		return nil, cmp.Or[error](err, &frame.Error{Message: "the message is not complete"})
	}
	if !h.isOther(c.want, c.got.Fields) {
		return nil, nil
	}
	c.received = received[:c.got.spans[len(c.got.spans)-1].end]
	d := &Difference{}
	given := cloned(c.want)
	d.Lines, d.Expected = c.complete()
	c.restore(c.h, found(given), c.want, "")
	c.message(h, found(c.want), &c.got, "")
	d.Fields = c.found
	d.Lines = append(d.Lines, diff.Table(d.Fields)...)
	if slices.ContainsFunc(d.Fields, func(f diff.Field) bool { return f.Note == "" }) {
		d.Lines = append(d.Lines, diff.Likely(d.Expected, c.received)...)
	}
	return d, nil
}

// cloned copies values with those inside of them, which are settled and
// completed.
func cloned(values []Value) []Value {
	copies := slices.Clone(values)
	for i := range copies {
		copies[i] = copies[i].clone()
	}
	return copies
}

func (v *Value) clone() Value {
	w := *v
	if v.Nested != nil {
		n := *v.Nested
		n.Fields, n.Items = clonedFields(n.Fields), clonedFields(n.Items)
		w.Nested = &n
	}
	return w
}

func clonedFields(fields []Found) []Found {
	copies := slices.Clone(fields)
	for i := range copies {
		copies[i].Value = copies[i].Value.clone()
	}
	return copies
}

func found(values []Value) []Found {
	fields := make([]Found, len(values))
	for i := range fields {
		fields[i].Value = values[i]
	}
	return fields
}

// isOther says whether a given value differs from the received one.
func (h *Header) isOther(want []Value, got []Found) bool {
	other := false
	for i, f := range h.fields {
		if w := &want[i]; w.Kind != Absent {
			other = f.differs(w, &got[i].Value) || other // all are settled
		}
	}
	return other
}

// differs settles an expected value and says whether it is not what was
// received.
func (f *field) differs(w, got *Value) bool {
	if !f.kind.holds() {
		f.settle(w) // what the field does not take, it has not received
		return !w.equal(got)
	}
	return f.differsInside(w, got)
}

func (f *field) differsInside(w, got *Value) bool {
	switch {
	case w.Kind == Items && got.Kind == Items:
		return f.itemsDiffer(w, got)
	case w.Kind == Group && got.Kind == Group && w.Nested.Header == got.Nested.Header:
		h := w.Nested.Header
		want := make([]Value, len(h.fields))
		for i := range want {
			want[i] = w.Nested.Fields[i].Value
		}
		other := h.isOther(want, got.Nested.Fields)
		for i := range want {
			w.Nested.Fields[i].Value = want[i]
		}
		return other
	}
	if plain := f.plainFor(got); plain != nil {
		return plain.differs(w, got)
	}
	return !w.equal(got)
}

func (f *field) itemsDiffer(w, got *Value) bool {
	other := len(w.Nested.Items) != len(got.Nested.Items)
	for k := range w.Nested.Items {
		item, against := &w.Nested.Items[k].Value, &Value{}
		if k < len(got.Nested.Items) {
			against = &got.Nested.Items[k].Value
		}
		if item.Kind != Absent {
			other = f.differsInside(item, against) || other
		}
	}
	return other
}

// plainFor is the field that a plain value inside of f is a value of, nil when
// it is none.
func (f *field) plainFor(v *Value) *field {
	for _, p := range f.parts() {
		if p.plain && p.header.fields[0].takes(v) {
			return p.header.fields[0]
		}
	}
	return nil
}

// takes says whether a decoded value may be one of the field.
func (f *field) takes(v *Value) bool {
	kind := f.describe().Kind
	return kind == v.Kind || kind == Foreign && v.Kind == Bytes
}

// comparison is a message beside what it should be.
type comparison struct {
	h        *Header
	want     []Value
	got      Message
	received []byte
	found    []diff.Field
	// gone are the paths of fields that are expected, and that the functions of the
	// declaration let be absent in a message of what else is expected.
	gone map[string]bool
}

// complete fills in what is not expected from what was received, and returns
// the dumps of both and the expected message. Without a message that has all
// the expected values, there are none.
func (c *comparison) complete() (dumps []string, expected []byte) {
	c.h.complete(c.want, c.got.Fields)
	for i := range c.want {
		c.want[i].asSent(&c.got.Fields[i], c.received)
	}
	e := encoder{h: c.h, m: &Outgoing{}, values: c.want, max: c.h.max, more: c.h.lookingBack(&setting{lax: true})}
	message, err := e.message(nil)
	if err != nil {
		return nil, nil
	}
	if c.h.nests { // the lengths and checks inside are known now
		var decoded Message
		if n, err := c.h.decode(&decoded, message, true, false); err == nil && n == len(message) {
			for i := range decoded.Fields {
				c.want[i] = decoded.Fields[i].Value
			}
		}
	}
	return diff.Bytes(message, c.received), message
}

// restore gives back to want the values that were given, where the message as
// expected has no such field.
func (c *comparison) restore(h *Header, given []Found, want []Value, path string) {
	for i, f := range h.fields {
		g, w := &given[i].Value, &want[i]
		switch {
		case f.when != nil && w.Kind == Absent && g.Kind != Absent:
			if *w = *g; c.gone == nil {
				c.gone = map[string]bool{}
			}
			c.gone[path+f.name] = true
		case g.Kind == Items && w.Kind == Items:
			for k := range min(len(g.Nested.Items), len(w.Nested.Items)) {
				c.restoreIn(&g.Nested.Items[k].Value, &w.Nested.Items[k].Value, Item(path+f.name, k))
			}
		default:
			c.restoreIn(g, w, path+f.name)
		}
	}
}

// restoreIn is restore for the fields of a group.
func (c *comparison) restoreIn(given, want *Value, path string) {
	if given.Kind != Group || want.Kind != Group || given.Nested.Header != want.Nested.Header {
		return
	}
	values := make([]Value, len(want.Nested.Fields))
	for i := range values {
		values[i] = want.Nested.Fields[i].Value
	}
	c.restore(given.Nested.Header, given.Nested.Fields, values, path+".")
	for i := range values {
		want.Nested.Fields[i].Value = values[i]
	}
}

// complete fills in what is absent from what was received, but lengths and
// checks, which follow from the rest.
func (h *Header) complete(want []Value, got []Found) {
	for i, f := range h.fields {
		w, g := &want[i], &got[i].Value
		switch {
		case w.Kind == Absent && (f.counts != nil && !h.countsNothing(f, got) || f.sum != nil || f.itemsOf != nil || f.bytesOf != nil):
		case w.Kind == Absent:
			*w = g.clone()
		default:
			w.complete(g)
		}
	}
}

// asSent gives true values the byte that they were received as: it may be any but
// 0, which is no difference.
func (v *Value) asSent(got *Found, data []byte) {
	switch {
	case v.Kind == Bool && v.equal(&got.Value):
		v.Int = integer.FromUint64(uint64(data[got.Start]))
	case v.Kind == Items && got.Kind == Items:
		for k := range min(len(v.Nested.Items), len(got.Nested.Items)) {
			v.Nested.Items[k].Value.asSent(&got.Nested.Items[k], data)
		}
	case v.Kind == Group && got.Kind == Group && v.Nested.Header == got.Nested.Header:
		for i := range v.Nested.Fields {
			v.Nested.Fields[i].Value.asSent(&got.Nested.Fields[i], data)
		}
	}
}

// complete fills in what is absent inside of a value.
func (v *Value) complete(got *Value) {
	switch {
	case v.Kind == Items && got.Kind == Items:
		for k := range min(len(v.Nested.Items), len(got.Nested.Items)) {
			item, received := &v.Nested.Items[k].Value, &got.Nested.Items[k].Value
			if item.Kind == Absent {
				*item = received.clone()
			} else {
				item.complete(received)
			}
		}
	case v.Kind == Group && got.Kind == Group && v.Nested.Header == got.Nested.Header:
		h := v.Nested.Header
		want := make([]Value, len(h.fields))
		for i := range want {
			want[i] = v.Nested.Fields[i].Value
		}
		h.complete(want, got.Nested.Fields)
		for i := range want {
			v.Nested.Fields[i].Value = want[i]
		}
	}
}
