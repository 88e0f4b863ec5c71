package header

import (
	"strings"

	"sockrun/luaapi/wire/spell"
)

// sourceOf is the field that an option of f names with a reference; nil when only
// messages tell, as in JSON, in a switch and in the message around.
func (h *Header) sourceOf(f *field, option string, r reference) (*field, error) {
	if r.outer {
		return nil, nil
	}
	at, path := h.fields[r.from], h.fields[r.from].name
	for i, key := range r.path {
		switch {
		case at.kind == jsonText || at.kind == choice || at.isCoded() || at.kind == group && at.of.header == nil:
			return nil, nil
		case at.kind != group || at.of.plain:
			return nil, f.wrong(option, "%s looks for %s in %s, which is neither JSON nor a group", option, strings.Join(r.path[i:], "."), path)
		}
		inner := at.of.header
		n, ok := inner.index[key]
		if !ok {
			return nil, f.wrong(option, "%s names %s.%s, but %s has no %s; %s", option, path, key, path, key, spell.Meant(key, inner.names()))
		}
		at, path = inner.fields[n], path+"."+key
	}
	return at, nil
}

// leaf is the field to which a reference from a field of m leads; nil when no
// header declares what is there.
func (m *Context) leaf(r reference) *field {
	i := r.from
	if r.outer {
		if m = m.Outer; m == nil {
			return nil
		}
		i = m.Header.index[r.name]
	}
	f, v := m.Header.fields[i], m.value(i)
	for _, key := range r.path {
		if f, v = f.inside(v, key); f == nil {
			return nil
		}
	}
	return f
}

// inside is the field of a name in what v, the value of f, is, or would be if it
// were given, and the value of that; nil when there is none.
func (f *field) inside(v *Value, name string) (*field, *Value) {
	var h *Header
	switch {
	case v != nil && v.Kind == Group:
		h = v.Nested.Header
	case f.kind == group && f.of.header != nil:
		h, v = f.of.header, nil
	default:
		return nil, nil
	}
	n, ok := h.index[name]
	switch {
	case !ok:
		return nil, nil
	case v == nil || n >= len(v.Nested.Fields):
		return h.fields[n], nil
	}
	return h.fields[n], &v.Nested.Fields[n].Value
}

// toNumber makes of the name of an enum's value its number.
func (f *field) toNumber(v *Value) {
	if f == nil || f.enum == nil || v.Kind != Bytes {
		return
	}
	if n, ok := f.valueOf(v.Bytes); ok {
		*v = IntegerOf(n)
	}
}

// names says whether name is that of a number in the field's enum.
func (f *field) names(name, number *Value) bool {
	if f == nil || f.enum == nil || name.Kind != Bytes || number.Kind != Integer {
		return false
	}
	n, ok := f.valueOf(name.Bytes)
	return ok && n == number.Int
}
