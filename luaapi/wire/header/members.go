package header

import (
	"slices"
	"strings"

	"sockrun/luaapi/wire/integer"
	"sockrun/luaapi/wire/spell"
)

// When is the function of a field that is not always there: it gets the message
// with the fields before, and says whether the field is there. In a message to
// be encoded the lengths and checks among them are absent unless they are
// given. It must not keep the message; its errors become those of encoding and
// decoding.
type When func(m *Context) (bool, error)

// Script is a function in a declaration that only Bind makes callable: a When
// or a Sum whose code belongs to whoever declares the header.
type Script struct{ Code any }

const (
	countDoc = "How many items: a number, an unsigned type that precedes them, an earlier field, or a number in an earlier JSON field or group."
	takesRef = "an earlier field, or a value in earlier JSON or an earlier group such as head.type"
)

// memberOptions are those of fields that hold other messages, and of fields
// that are not always there.
func memberOptions() []option {
	is := func(kinds ...kind) func(f *field) bool {
		return func(f *field) bool { return slices.Contains(kinds, f.kind) }
	}
	return []option{
		{OptionInfo{"of", takesPart, "The type of each item of a list, or of a group.", "of: u16"}, is(list, group), setOf},
		{OptionInfo{"count", "a number, an unsigned type or an earlier field", countDoc, "count: u8"}, is(list), setCount},
		{OptionInfo{"size", "as length", "The size of a list in bytes, as in length.", "size: u16"}, is(list), setLength},
		{OptionInfo{"rest", "true", "The list goes on to the end of the data, or of what its length covers. Bytes without a length do so anyway.", "rest: true"}, is(list), setRest},
		{OptionInfo{"on", takesRef, "The value that chooses one of the cases.", "on: type"}, is(choice), setOn},
		{OptionInfo{"cases", "values with what they stand for", "The type of a switch for each value: a type, a header, a codec or a ref. Names of an enum stand for their numbers.", "cases: {1: u32, 2: cstring}"}, is(choice), setCases},
		{OptionInfo{"when", "a function of the fields before", "The field is only present if this is true; m holds the fields before it, and to read another from it is an error.", "when: m.type == 1"}, func(f *field) bool { return true }, setWhen},
	}
}

func setOf(f *field, v any) error {
	f.raw.of = v
	return nil
}

func setCount(f *field, v any) error {
	f.raw.count = v
	return nil
}

func setRest(f *field, v any) error {
	if v != true {
		return got("true", v)
	}
	f.rest = true
	return nil
}

func setWhen(f *field, v any) error {
	switch v.(type) {
	case When, Script:
		f.when = v
		return nil
	}
	return got("a function of the fields before", v)
}

// checkMembers reports what a field that holds others lacks, or has too much.
func (f *field) checkMembers() error {
	for _, needed := range []struct {
		kind   kind
		option string
		given  bool
	}{{list, "of", f.raw.of != nil}, {group, "of", f.raw.of != nil}, {choice, "on", f.raw.on != ""}, {choice, "cases", f.raw.cases != nil}} {
		if f.kind == needed.kind && !needed.given {
			return f.wrong("type", "a %s needs %s", f.typ, needed.option)
		}
	}
	for _, pair := range [][2]string{{"rest", "count"}, {"rest", "size"}, {"rest", "length"}, {"size", "length"}} {
		if f.given[pair[0]] && f.given[pair[1]] {
			return f.wrong(pair[1], "%s and %s do not go together", pair[0], pair[1])
		}
	}
	return nil
}

// resolveParts reads what stands in lists, groups and switches.
func (h *Header) resolveParts() error {
	var wrong mistakes
	for _, f := range h.fields {
		h.nests = h.nests || f.kind.holds() || f.when != nil
		h.asks = h.asks || f.when != nil
		h.scripted = h.scripted || isScript(f.when) || isScript(f.with)
		h.searches = h.searches || f.kind == list || f.kind == cstring
		if f.kind.holds() {
			wrong.add(h.resolvePart(f))
		}
		for _, p := range f.parts() {
			if p.header != nil {
				h.asks, h.searches = h.asks || p.header.asks, h.searches || p.header.searches
				h.placed = h.placed || p.header.placed
				h.scripted = h.scripted || p.header.scripted
			}
		}
	}
	return wrong.err()
}

func isScript(v any) bool {
	_, ok := v.(Script)
	return ok
}

func (h *Header) resolvePart(f *field) error {
	var wrong mistakes
	part := func(option string, v any) *part {
		p, err := h.partOf(f, option, v)
		wrong.add(err)
		return p
	}
	if f.raw.of != nil {
		f.of = part("of", f.raw.of)
	}
	for _, c := range f.raw.cases {
		f.cases = append(f.cases, caseOf{part: part("cases", c.Of)})
	}
	if f.raw.otherwise != nil {
		f.otherwise = part("default", f.raw.otherwise)
	}
	if wrong.first == nil && f.kind == list && f.of.isOpen() {
		wrong.add(f.wrong("of", "nothing says where an item ends: its %s takes all that is left", f.of.header.OpenField()))
	}
	return wrong.err()
}

// leastInside is the fewest bytes of what a field holds, without a prefix.
func (f *field) leastInside() int {
	switch {
	case f.kind == list && f.count.how == byPrefix:
		return max(f.count.prefix.size, 1)
	case f.kind == group:
		return f.of.least()
	case f.kind == choice:
		least := f.cases[0].least()
		for _, p := range f.parts() {
			least = min(least, p.least())
		}
		return least
	}
	return 0
}

// resolveMembers finds the fields that a count or a switch is about.
func (h *Header) resolveMembers(f *field) error {
	switch f.kind {
	case group:
		f.needed = slices.ContainsFunc(h.fields[f.number:], func(g *field) bool { return g.looksInto(f) })
	case list:
		f.needed = slices.ContainsFunc(h.fields[f.number:], func(g *field) bool { return g.when != nil })
		if f.raw.count != nil {
			return h.resolveCount(f)
		}
	case choice:
		return h.resolveSwitch(f)
	}
	return nil
}

// looksInto says whether what a field is may depend on a value inside of group g.
func (f *field) looksInto(g *field) bool {
	return f.when != nil ||
		slices.ContainsFunc([]any{f.length, f.raw.on, f.raw.count}, func(v any) bool {
			name, ok := v.(string)
			return ok && strings.HasPrefix(name, g.name+".")
		}) ||
		slices.ContainsFunc(f.parts(), func(p *part) bool { return p.header == nil || p.header.asks || p.header.outward != nil })
}

// resolveCount finds out what count says: a number, the type of a number that
// stands before the items, or an earlier field.
func (h *Header) resolveCount(f *field) error {
	switch count := f.raw.count.(type) {
	case integer.Integer:
		n, ok := count.Uint64()
		if !ok || n > MaxItems {
			return f.wrong("count", "count must be from 0 to %d, got %s", MaxItems, count)
		}
		f.count = counting{how: byEnd, fixed: int(n)}
		return nil
	case string:
		if prefix, err := parseType(count); err == nil && prefix.isPrefix() {
			f.count = counting{how: byPrefix, prefix: prefix}
			return nil
		}
		return h.resolveCounter(f, count)
	}
	return f.wrong("count", "count must be a number, an unsigned type or an earlier field, got %s", describe(f.raw.count))
}

// resolveCounter finds the earlier field that holds the number of items.
func (h *Header) resolveCounter(f *field, text string) error {
	r, err := h.referenceOf(f, "count", text)
	if err != nil {
		return err
	}
	source, err := h.sourceOf(f, "count", r)
	f.count = counting{how: byPath, from: r}
	switch {
	case err != nil:
		return err
	case source == nil:
	case source.isCoded() && len(r.path) > 0:
	case source.isCoded():
		source.tells(f, nil)
	case !source.isInteger() || source.sum != nil:
		return f.wrong("count", "count names %s, which holds no number of items", text)
	case len(r.path) > 0:
	case source.counts != nil || source.itemsOf != nil:
		return f.wrong("count", "count names %s, which counts something else", source.name)
	default:
		source.itemsOf = f
	}
	return nil
}

// tells lets what a codec in Lua writes be filled in from the items or the bytes of
// a field, unless it tells of another one, too.
func (f *field) tells(itemsOf, bytesOf *field) {
	f.tellsMore = f.tellsMore || f.itemsOf != nil || f.bytesOf != nil
	if f.itemsOf, f.bytesOf = itemsOf, bytesOf; f.tellsMore {
		f.itemsOf, f.bytesOf = nil, nil
	}
}

// isPrefix says whether integers of a type may stand before what they count.
func (s shape) isPrefix() bool { return s.kind == varint || s.kind == unsigned && s.size != varies }

// referenceOf reads the name of an earlier field, with the keys of a value
// inside of it.
func (h *Header) referenceOf(f *field, option, text string) (reference, error) {
	name, keys, nested := strings.Cut(text, ".")
	i, ok := h.index[name]
	switch {
	case !ok && name == "outer" && nested:
		first, rest, more := strings.Cut(keys, ".")
		r := reference{outer: true, name: first}
		h.outward = append(h.outward, outward{first, f.when != nil})
		if more {
			r.path = strings.Split(rest, ".")
		}
		return r, nil
	case !ok:
		return reference{}, f.wrong(option, "%s names %q, which is no field; %s", option, name, spell.Meant(name, h.before(f)))
	case i >= f.number:
		return reference{}, f.wrong(option, "%s names %s, which does not come before it", option, name)
	case nested && h.fields[i].kind != jsonText && h.fields[i].kind != group && h.fields[i].kind != choice:
		return reference{}, f.wrong(option, "%s looks for %s in %s, which is neither JSON nor a group", option, keys, name)
	case nested:
		return reference{from: i, path: strings.Split(keys, ".")}, nil
	}
	return reference{from: i}, nil
}
