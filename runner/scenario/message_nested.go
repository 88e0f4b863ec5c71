package scenario

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"

	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/header"
)

// nested checks a list, a group or what a switch is: field i, which stands in
// e among others.
func (d messageCheck) nested(h *header.Header, i int, entries []TreeEntry, e TreeEntry) {
	f := h.Field(i)
	switch {
	case e.Tree.Kind == TreeScalar && !e.Tree.IsLiteral():
		return // the run will tell
	case f.Kind == header.Items && e.Tree.Kind != TreeList:
		d.fail(e.Tree.Pos, "%s is a list, got %s", quoteName(e.Key), e.Tree.describe()).about("fields.of")
		return
	case f.Kind == header.Switch && !d.chooses(h, i, entries):
		return
	}
	p, err := d.outer.Part(i)
	if err != nil {
		if wrong, ok := errors.AsType[*frame.Error](err); ok {
			wrong.Field = "" // it is named already
		}
		d.fail(e.Tree.Pos, "%s: %s", quoteName(e.Key), err).about("fields.cases")
		return
	}
	if f.Kind != header.Items {
		d.part(&p, e.Key, e.Tree)
		return
	}
	for k, item := range e.Tree.List {
		d.part(&p, header.Item(e.Key, k), item)
	}
}

// chooses says whether it is known before the run what a switch is.
func (d messageCheck) chooses(h *header.Header, i int, entries []TreeEntry) bool {
	on, direct := h.On(i)
	for _, e := range entries {
		if e.Key == on {
			return direct && e.Tree.IsLiteral() && d.isRight(h, e)
		}
	}
	return direct && d.sent
}

// isRight says whether a field takes its value; of one that does not it has been
// told, and what it chooses nobody knows.
func (d messageCheck) isRight(h *header.Header, e TreeEntry) bool {
	i, _ := h.Index(e.Key)
	return e.Tree.Kind == TreeScalar && e.Tree.Value != nil && h.Check(i, fieldValue(e.Tree, h.Field(i).Kind)) == nil
}

// part checks what stands in a field of a name.
func (d messageCheck) part(p *header.Part, name string, t *Tree) {
	switch {
	case !t.IsLiteral() && (t.Kind == TreeScalar || p.Header == nil):
	case p.Header != nil && t.Kind != TreeMap:
		d.fail(t.Pos, "%s takes a map of its fields, got %s", quoteName(name), t.describe()).about("fields.of")
	case p.Header != nil:
		d.fields(p.Header, t.Map, t.Pos)
	case p.Field.Kind == header.Bytes && t.IsBytes():
		d.wrongBytes(func(_ int, v header.Value) error { return p.Check(v) }, 0, quoteName(name), t)
	case p.Field.Kind == header.JSON || p.Field.Kind == header.Foreign:
	case t.Kind != TreeScalar:
		d.fail(t.Pos, "%s is %s, got %s", quoteName(name), p.Field.Type, t.describe()).about("fields.of")
	default:
		if err := p.Check(fieldValue(t, p.Field.Kind)); err != nil {
			d.fail(t.Pos, "%s: %s", quoteName(name), err).about("fields.of")
		}
	}
}

func (t *Tree) describe() string {
	switch t.Kind {
	case TreeList:
		return "a list"
	case TreeMap:
		return "a map"
	}
	if t.Value == nil {
		return "nothing"
	}
	return quoteText(t.Text.Raw)
}

// LiteralFields are the values of a message that are known before the run, for
// choosing what switches are.
func LiteralFields(h *header.Header, entries []TreeEntry) []header.Value {
	values := make([]header.Value, h.Len())
	for _, e := range entries {
		if i, ok := h.Index(e.Key); ok && e.Tree.Kind == TreeScalar && e.Tree.IsLiteral() && h.Field(i).Kind < header.JSON {
			values[i] = fieldValue(e.Tree, h.Field(i).Kind)
		}
	}
	return values
}

// IsBytes says whether a value in fields is bytes that are written in another
// way: {hex: } or {base64: }.
func (t *Tree) IsBytes() bool {
	return t.Kind == TreeMap && len(t.Map) == 1 && (t.Map[0].Key == "hex" || t.Map[0].Key == "base64") && t.Map[0].Tree.Kind == TreeScalar && t.IsLiteral()
}

// Bytes are those of a value for which IsBytes holds.
func (t *Tree) Bytes() ([]byte, error) {
	text := strings.Join(strings.Fields(t.Map[0].Tree.Text.Raw), "")
	if t.Map[0].Key == "hex" {
		return hex.DecodeString(text)
	}
	return base64.StdEncoding.DecodeString(text)
}

// wrongBytes reports bytes that a field does not take, or that are none.
func (d *decoder) wrongBytes(check func(int, header.Value) error, i int, name string, t *Tree) {
	data, err := t.Bytes()
	if err == nil {
		err = check(i, header.BytesOf(data))
	}
	if err != nil {
		d.fail(t.Map[0].Tree.Pos, "%s: %s", name, strings.TrimPrefix(err.Error(), "encoding/hex: ")).about("fields")
	}
}
