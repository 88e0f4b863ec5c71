package header

import (
	"fmt"

	"sockrun/luaapi/wire/spell"
)

// Context is a message on its way, with those in which it stands. It has the
// fields as far as they are known: Fields of a message that is read, Values of
// one that is to be encoded or compared.
type Context struct {
	Header *Header
	Fields []Found
	Values []Value // used when there are no Fields
	Outer  *Context
	depth  int
}

// Inside returns the context of a message of h that stands in m, which may be
// nil.
func (m *Context) Inside(h *Header, fields []Found, values []Value) *Context {
	c := &Context{Header: h, Fields: fields, Values: values, Outer: m}
	if m != nil {
		c.depth = m.depth + 1
	}
	return c
}

// TooDeep says whether more headers stand inside each other than may.
func (m *Context) TooDeep() bool { return m != nil && m.depth >= MaxDepth }

// value returns the value of field i, nil when it is not known yet.
func (m *Context) value(i int) *Value {
	switch {
	case m.Fields != nil && i < len(m.Fields):
		return &m.Fields[i].Value
	case m.Fields == nil && i < len(m.Values):
		return &m.Values[i]
	}
	return nil
}

// Known returns the fields that are known so far.
func (m *Context) Known() []Found {
	if m.Fields != nil {
		return m.Fields
	}
	return found(m.Values)
}

// named returns the header of a name among m's and those around it.
func (m *Context) named(name string) (*Header, error) {
	var names []string
	for ; m != nil; m = m.Outer {
		if m.Header.name == name {
			return m.Header, nil
		}
		if m.Header.name != "" {
			names = append(names, m.Header.name)
		}
	}
	if names == nil {
		return nil, fmt.Errorf("no header around it has the name %q, or any", name)
	}
	return nil, fmt.Errorf("no header around it has the name %q; %s", name, spell.Meant(name, names))
}

// resolve returns the header of a part that stands in m.
func (p *part) resolve(m *Context) (*Header, error) {
	if p.header != nil {
		return p.header, nil
	}
	return m.named(string(p.ref))
}

// look follows a reference from a field of m.
func (m *Context) look(r reference) (Value, error) {
	if !r.outer {
		return r.in(m.value(r.from))
	}
	outer := m.Outer
	if outer == nil {
		return Value{}, fmt.Errorf("it stands in no other header, so there is no outer.%s", r.name)
	}
	i, ok := outer.Header.Index(r.name)
	v := (*Value)(nil)
	if ok {
		v = outer.value(i)
	}
	if v == nil {
		return Value{}, fmt.Errorf("the header around it has no %s before it", r.name)
	}
	settled := *v
	if outer.Fields == nil { // of a message that is to be encoded it may be a name
		settled = outer.Header.fields[i].filledIn(settled, r.path)
	}
	return r.in(&settled)
}

// filledIn is a value of f in a message to be encoded, in which that at a path is
// settled, or what it is by default.
func (f *field) filledIn(v Value, path []string) Value {
	switch {
	case len(path) == 0 && !f.kind.holds():
		f.settleOrDefault(&v)
		return v
	case len(path) == 0 || f.kind != group || f.of.header == nil || f.of.plain:
		return v
	}
	h := f.of.header
	n, ok := h.index[path[0]]
	if !ok {
		return v
	}
	filled := GroupOf(h)
	if v.Kind == Group && v.Nested.Header == h {
		copy(filled.Nested.Fields, v.Nested.Fields)
	}
	inner := &filled.Nested.Fields[n].Value
	*inner = h.fields[n].filledIn(*inner, path[1:])
	return filled
}

// settleOrDefault settles a value as far as it fits: one that does not stays as it
// is, and is refused when the message is encoded.
func (f *field) settleOrDefault(v *Value) {
	if v.Kind == Absent {
		_ = f.fillIn(v)
	} else {
		_ = f.settle(v)
	}
}
