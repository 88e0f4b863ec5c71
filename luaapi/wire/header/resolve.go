package header

import (
	"fmt"
	"slices"
	"strings"

	"sockrun/luaapi/wire/spell"
)

// resolveEnds settles where fields end that have no length of their own.
func (h *Header) resolveEnds() error {
	var wrong mistakes
	for _, f := range h.fields {
		if !sized(f) || f.length != "" || h.endOf(f) || !f.needsEnd() {
			continue
		}
		if h.units[f.unit].after == varies {
			wrong.add(f.wrong("type", "nothing says where it ends%s", h.endHint(f)))
		}
		f.sizing, h.open = sizing{how: byEnd}, f.number
	}
	return wrong.err()
}

// needsEnd says whether the bytes of a field do not tell themselves where it
// ends.
func (f *field) needsEnd() bool {
	if !f.kind.holds() {
		return true
	}
	return f.kind == list && f.count.how == byItself || slices.ContainsFunc(f.parts(), (*part).isOpen)
}

// endHint says how a field may get its end.
func (h *Header) endHint(f *field) string {
	for _, l := range h.fields[:f.number] {
		if l.counts != nil && l.when != nil && slices.Contains(l.counts.units, f.unit) {
			return fmt.Sprintf(" when %s, its length, is not there; if it is empty then, give it the length %s", l.name, l.name)
		}
	}
	switch f.kind {
	case list:
		return ": give it count or size, or let an earlier field hold its length with length_of"
	case data:
		return ": bytes:4 are 4 bytes; for other lengths give it a length, or let an earlier field hold it with length_of"
	}
	return ": give it a length, or let an earlier field hold it with length_of"
}

// resolveLength reads the option length: a type, or the path to a number.
func (h *Header) resolveLength(f *field) error {
	if f.length == "" {
		return nil
	}
	name, _, nested := strings.Cut(f.length, ".")
	i, isField := h.index[name]
	switch {
	case isField:
		return h.lengthIn(f, i)
	case name == "outer" && nested:
		r, err := h.referenceOf(f, "length", f.length)
		f.sizing = sizing{how: byPath, from: r}
		return err
	}
	return h.lengthPrefix(f)
}

// lengthIn takes the length of f from field i, or from a value inside of it.
func (h *Header) lengthIn(f *field, i int) error {
	source := h.fields[i]
	name, keys, nested := strings.Cut(f.length, ".")
	switch {
	case i >= f.number:
		return f.wrong("length", "length names %s, which does not come before it", name)
	case nested && source.kind != jsonText && !source.kind.holds():
		return f.wrong("length", "length looks for %s in %s, which is no JSON", keys, name)
	case nested:
		f.sizing = sizing{how: byPath, from: reference{from: i, path: strings.Split(keys, ".")}}
		inner, err := h.sourceOf(f, "length", f.sizing.from)
		if err == nil && inner != nil && !inner.isInteger() && !inner.isCoded() {
			err = f.wrong("length", "length names %s, which holds no length", f.length)
		}
		return err
	case source.isCoded():
		f.sizing = sizing{how: byPath, from: reference{from: i}}
		source.tells(nil, f)
	case !source.isInteger() || source.sum != nil:
		return f.wrong("length", "length names %s, which holds no length", name)
	case source.itemsOf != nil:
		return f.wrong("length", "length names %s, which counts the items of %s", name, source.itemsOf.name)
	case source.counts != nil && !slices.Equal(source.counts.names, []string{f.name}):
		return f.wrong("length", "length names %s, which is the length of something else", name)
	case source.constant != nil:
		return f.wrong("length", "length names %s, whose const is %s: leave that const out, or give %s a type of a fixed size and no length", name, source.constant, f.name)
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
	if err != nil || !prefix.isPrefix() {
		return f.wrong("length", "length is %q, which is neither a whole unsigned type nor an earlier field; %s",
			f.length, spell.Meant(f.length, append(h.before(f), "u8", "u16", "u24", "u32", "u64", "varint")))
	}
	f.sizing = sizing{how: byPrefix, prefix: prefix}
	u := &h.units[f.unit]
	if f.when != nil {
		return nil
	}
	u.least = max(prefix.size, 1)
	for i := range f.unit {
		h.units[i].leastEnd += u.least
	}
	return nil
}

// endOf finds the length that says where a field ends: one of it alone, one of
// several fields, or one of the message.
func (h *Header) endOf(f *field) bool {
	for _, fits := range []func(c *lengthOf) bool{
		func(c *lengthOf) bool { return !c.message && len(c.units) == 1 && c.units[0] == f.unit },
		func(c *lengthOf) bool { return !c.message && slices.Contains(c.units, f.unit) },
		func(c *lengthOf) bool { return c.message },
	} {
		for _, l := range h.fields[:f.number] {
			if l.counts != nil && l.when == nil && fits(l.counts) && h.sizedBy(f, l) {
				return true
			}
		}
	}
	return false
}

// sizedBy lets the size of f follow from the length in l, if all else that l
// counts is known by then.
func (h *Header) sizedBy(f, l *field) bool {
	s := sizing{how: byLength, by: l.number, ownStart: l.counts.message}
	if l.counts.message {
		if s.fixed = h.units[f.unit].after; s.fixed != varies {
			f.sizing = s
		}
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
