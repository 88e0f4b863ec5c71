package header

import (
	"strings"

	"sockrun/luaapi/wire/diff"
)

// message describes the fields in which a message of h differs, behind a path.
func (c *comparison) message(h *Header, want []Found, got *Message, path string) {
	for i, f := range h.fields {
		w, g := &want[i].Value, &got.Fields[i]
		switch {
		case w.Kind == Absent && (g.Kind == Absent || f.when == nil), w.equal(&g.Value):
		case f.kind.holds():
			c.inside(f, f.typ, w, g, path+f.name)
		default:
			c.add(f, path+f.name, f.typ, w, g, c.guess(h, f, w, g, got))
		}
	}
}

// inside describes what differs in a field that holds others, or in an item.
func (c *comparison) inside(f *field, typ string, want *Value, got *Found, path string) {
	switch {
	case want.Kind == Items && got.Kind == Items:
		c.items(f, want.Nested.Items, got, path)
	case want.Kind == Group && got.Kind == Group && want.Nested.Header == got.Nested.Header:
		c.message(want.Nested.Header, want.Nested.Fields, &got.Nested.Message, path+".")
	default:
		shown := f
		if plain := f.plainFor(&got.Value); plain != nil {
			shown, typ = plain, plain.typ
		}
		c.add(shown, path, typ, want, got, shown.guessValue(want, &got.Value))
	}
}

// items describes the items that differ, are missing, or are too many: those
// between the equal ones at both ends.
func (c *comparison) items(f *field, want []Found, list *Found, path string) {
	got := list.Nested.Items
	if len(want) == len(got) {
		for k := range want {
			if !want[k].Value.equal(&got[k].Value) && want[k].Kind != Absent {
				c.inside(f, f.innerType(&got[k].Value), &want[k].Value, &got[k], Item(path, k))
			}
		}
		return
	}
	first, behind := ends(want, got)
	for k := first; k < max(len(want), len(got))-behind; k++ {
		switch {
		case k >= len(got)-behind: // missing
			at := Found{Start: list.End, End: list.End}
			if k < len(got) {
				at.Start, at.End = got[k].Start, got[k].Start
			}
			c.add(f.inner(), Item(path, k), f.innerType(&want[k].Value), &want[k].Value, &at, "")
		case k >= len(want)-behind: // too many
			c.add(f.inner(), Item(path, k), f.innerType(&got[k].Value), &Value{}, &got[k], "")
		case !want[k].Value.equal(&got[k].Value):
			c.inside(f, f.innerType(&got[k].Value), &want[k].Value, &got[k], Item(path, k))
		}
	}
}

// ends counts how many items are equal at the beginning of two lists, and how
// many of the others at the end.
func ends(a, b []Found) (first, behind int) {
	n := min(len(a), len(b))
	for first < n && a[first].Value.equal(&b[first].Value) {
		first++
	}
	for behind < n-first && a[len(a)-1-behind].Value.equal(&b[len(b)-1-behind].Value) {
		behind++
	}
	return first, behind
}

// add adds the row of a field, or of each place in JSON and in what a codec has
// made.
func (c *comparison) add(f *field, path, typ string, want *Value, got *Found, note string) {
	if f.kind == jsonText && c.addJSON(path, typ, want, got) || c.addForeign(path, typ, want, got) {
		return
	}
	if c.gone[path] && got.Kind == Absent {
		note = "with the other values that are expected it is not there"
	}
	d := diff.Field{
		Name: path, Type: typ, Offset: got.Start, Note: note,
		Expected: f.orNothing(want), Received: f.orNothing(&got.Value),
	}
	if want.Kind == Bytes && got.Kind == Bytes {
		d.Expected, d.Received = f.showBoth(want, &got.Value)
	}
	c.found = append(c.found, d)
}

// orNothing shows a value of the field, or that there is none.
func (f *field) orNothing(v *Value) string {
	switch {
	case v.Kind == Absent:
		return "nothing"
	case !v.isNested():
		return f.show(v)
	}
	var out strings.Builder
	f.brief(&out, v)
	return shortened(out.String())
}

// brief writes a value with what is in it, as far as it may be shown.
func (f *field) brief(out *strings.Builder, v *Value) {
	switch {
	case out.Len() > 4*shownBytes: // which is more than is shown
	case v.Kind == Items:
		out.WriteString("[")
		for k := range v.Nested.Items {
			if k > 0 {
				out.WriteString(", ")
			}
			f.inner().brief(out, &v.Nested.Items[k].Value)
		}
		out.WriteString("]")
	case v.Kind == Group:
		v.Nested.brief(out)
	default:
		out.WriteString(f.show(v))
	}
}

func (n *Nested) brief(out *strings.Builder) {
	out.WriteString("{")
	some := false
	for i, f := range n.Header.fields {
		if v := &n.Fields[i].Value; v.Kind != Absent {
			if some {
				out.WriteString(", ")
			}
			some = true
			out.WriteString(f.name + ": ")
			f.brief(out, v)
		}
	}
	out.WriteString("}")
}
