package header

import (
	"slices"
	"strings"

	"sockrun/luaapi/wire/spell"
)

// resolveSizes settles for every field whose size varies where decoding finds
// it.
func (h *Header) resolveSizes() error {
	for _, f := range h.fields {
		if f.length == "" {
			continue
		}
		if err := h.resolveLength(f); err != nil {
			return err
		}
	}
	for _, f := range h.fields {
		if f.size != varies || f.kind != data && f.kind != jsonText || f.length != "" {
			continue
		}
		if err := h.resolveEnd(f); err != nil {
			return err
		}
	}
	return nil
}

// resolveLength reads the option length: a type, or the path to a number.
func (h *Header) resolveLength(f *field) error {
	name, keys, nested := strings.Cut(f.length, ".")
	i, isField := h.index[name]
	if !isField {
		return h.lengthPrefix(f)
	}
	source := h.fields[i]
	switch {
	case i >= f.number:
		return f.wrong("length", "length names %s, which does not come before it", name)
	case nested && source.kind != jsonText:
		return f.wrong("length", "length looks for %s in %s, which is no JSON", keys, name)
	case nested:
		f.sizing = sizing{how: byPath, from: i, path: strings.Split(keys, ".")}
	case !source.isInteger() || source.sum != nil:
		return f.wrong("length", "length names %s, which holds no length", name)
	case source.counts != nil && !slices.Equal(source.counts.names, []string{f.name}):
		return f.wrong("length", "length names %s, which is the length of something else", name)
	default:
		h.implyLength(source, f)
	}
	return nil
}

// implyLength lets a field hold the length of another: a plain one is filled
// in as one with length_of is.
func (h *Header) implyLength(source, f *field) {
	if source.counts == nil {
		source.counts = &lengthOf{names: []string{f.name}, units: []int{f.unit}}
		h.lengths = append(h.lengths, source.number)
	}
	f.sizing = sizing{how: byLength, by: source.number}
}

func (h *Header) lengthPrefix(f *field) error {
	prefix, err := parseType(f.length)
	isInteger := err == nil && (prefix.kind == varint || prefix.kind == unsigned && prefix.size != varies)
	if !isInteger {
		return f.wrong("length", "length is %q, which is neither a whole unsigned type nor an earlier field; %s",
			f.length, spell.Meant(f.length, append(h.names()[:f.number:f.number], "u8", "u16", "u24", "u32", "u64", "varint")))
	}
	f.sizing = sizing{how: byPrefix, prefix: prefix}
	u := &h.units[f.unit]
	u.least = max(prefix.size, 1)
	for i := range f.unit {
		h.units[i].leastEnd += u.least
	}
	return nil
}

// resolveEnd finds what says where a field ends: a length of it alone, a
// length of several fields, one of the message, or the end of the data.
func (h *Header) resolveEnd(f *field) error {
	for _, fits := range []func(c *lengthOf) bool{
		func(c *lengthOf) bool { return !c.message && len(c.units) == 1 && c.units[0] == f.unit },
		func(c *lengthOf) bool { return !c.message && slices.Contains(c.units, f.unit) },
		func(c *lengthOf) bool { return c.message },
	} {
		for _, l := range h.fields[:f.number] {
			if l.counts != nil && fits(l.counts) && h.sizedBy(f, l) {
				return nil
			}
		}
	}
	u := &h.units[f.unit]
	if u.after == varies {
		return f.wrong("type", "nothing says where it ends: give it a length, or let an earlier field hold it with length_of")
	}
	f.sizing, h.open = sizing{how: byEnd}, f.number
	return nil
}

// sizedBy lets the size of f follow from the length in l, if all else that l
// counts is known by then.
func (h *Header) sizedBy(f, l *field) bool {
	s := sizing{how: byLength, by: l.number, ownStart: l.counts.message}
	if l.counts.message {
		s.fixed = h.units[f.unit].after
		f.sizing = s
		return s.fixed != varies
	}
	for _, u := range l.counts.units {
		switch {
		case u == f.unit:
		case h.units[u].size != varies:
			s.fixed += h.units[u].size
		case u < f.unit:
			s.counted = append(s.counted, u)
		default:
			return false
		}
	}
	f.sizing = s
	return true
}
