package header

import (
	"encoding/binary"

	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/integer"
	"sockrun/luaapi/wire/plural"
)

// settleNested is settle for headers that hold others: these are encoded here,
// each as if it were alone.
func (e *encoder) settleNested() error {
	n := len(e.h.fields)
	e.m.bodies, e.m.gone = make([][]byte, n), make([]bool, n)
	e.furnish()
	e.countItems()
	if err := e.countBytes(); err != nil {
		return err
	}
	for i, f := range e.h.fields {
		here, err := e.isHere(i)
		if err != nil {
			return err
		}
		if e.m.gone[i] = !here; !here {
			continue
		}
		start := e.more.before.mark()
		if err := e.settleField(f, &e.values[i]); err != nil {
			return err
		}
		if f.kind.holds() {
			e.more.before.prefix(f)
			if e.m.bodies[i], err = e.body(i); err != nil {
				return err
			}
			if err := f.fitsPrefix(len(e.m.bodies[i])); err != nil {
				return err
			}
		}
		if err := e.isCounted(i); err != nil {
			return err
		}
		e.more.before.field(e, i, start)
	}
	return nil
}

// furnish gives a message that stands in no other what its parts share.
func (e *encoder) furnish() {
	if e.more == nil {
		e.more = &setting{}
	}
	if e.more.items == nil {
		e.more.items = new(int)
	}
}

// isGone says whether a field is not there.
func (e *encoder) isGone(i int) bool { return e.h.nests && e.m.gone[i] }

// countItems fills in how many items lists have where that is not given.
func (e *encoder) countItems() {
	for i, f := range e.h.fields {
		if f.itemsOf == nil || e.values[i].Kind != Absent || f.constant != nil || f.byDefault != nil {
			continue
		}
		count := 0
		if v := &e.values[f.itemsOf.number]; v.Kind == Items {
			count = len(v.Nested.Items)
		}
		e.values[i] = IntegerOf(integer.FromInt64(int64(count)))
	}
}

// countBytes fills in how long fields are whose length a codec in Lua writes, where
// that is not given.
func (e *encoder) countBytes() error {
	for i, f := range e.h.fields {
		if f.bytesOf == nil || e.values[i].Kind != Absent || f.byDefault != nil {
			continue
		}
		n, known := e.bytesOf(f.bytesOf)
		switch {
		case known:
			e.values[i] = IntegerOf(integer.FromInt64(n))
		case f.when == nil:
			return f.malformed(unplaced, "no value for it: it is the length of %s, which is not known before its codec in Lua has to write it", f.bytesOf.name)
		}
	}
	return nil
}

// bytesOf is how long a field is, as far as that is known before the fields are
// encoded: of bytes, of JSON, and of an empty list.
func (e *encoder) bytesOf(f *field) (n int64, known bool) {
	v := e.values[f.number]
	switch {
	case e.more.head == f:
		return e.more.follows, e.more.follows >= 0
	case f.kind.holds():
		return 0, f.kind == list && (v.Kind == Absent || v.Kind == Items && len(v.Nested.Items) == 0)
	case v.Kind == Absent:
		_ = f.fillIn(&v) // what cannot be is refused when it is the field's turn
	}
	return int64(len(v.Bytes)), true
}

// isHere says whether a field is there. One that is not cannot be given.
func (e *encoder) isHere(i int) (bool, error) {
	f := e.h.fields[i]
	if f.when == nil {
		return true, nil
	}
	when, ok := f.when.(When)
	if !ok {
		return false, f.malformed(unplaced, "only its function `when` says whether it is there")
	}
	here, err := when(e.more.outer.Inside(e.h, e.before(i), nil))
	if err == nil && !here && e.values[i].Kind != Absent && f.itemsOf == nil && f.bytesOf == nil && !e.more.lax {
		err = f.malformed(unplaced, "it is given, but its function `when` says that it is not there")
	}
	if !here {
		e.values[i] = Value{}
	}
	return here, err
}

// isCounted refuses a field that has something in it when the field that says how
// much is not there: who reads the message takes it for empty.
func (e *encoder) isCounted(i int) error {
	f, v := e.h.fields[i], &e.values[i]
	switch c := &f.count; {
	case e.more.lax:
	case f.sizing.how == byLength && e.m.gone[f.sizing.by] && e.sizeOf(i) > 0:
		return f.malformed(unplaced, "it has %s, but %s, which holds its length, is not there", plural.Of(e.sizeOf(i), "byte"), e.h.fields[f.sizing.by].name)
	case f.kind == list && c.how == byPath && !c.from.outer && e.m.gone[c.from.from] && v.Kind == Items && len(v.Nested.Items) > 0:
		return f.malformed(unplaced, "it has %s, but %s, which holds their number, is not there", plural.Of(len(v.Nested.Items), "item"), e.h.fields[c.from.from].name)
	}
	return nil
}

// before returns the values before field i.
func (e *encoder) before(i int) []Found {
	before := make([]Found, i)
	for k := range before {
		before[k].Value = e.values[k]
	}
	return before
}

// body encodes what stands in field i.
func (e *encoder) body(i int) ([]byte, error) {
	f, v := e.h.fields[i], &e.values[i]
	switch f.kind {
	case list:
		return e.list(f, v)
	case group:
		return e.part(nil, f, f.of, v, f.name)
	case coded:
		return e.coded(f, v)
	}
	p, err := e.h.chosen(f, e.context())
	if err != nil {
		return nil, err
	}
	return e.part(nil, f, p, v, f.name)
}

// coded encodes what stands in f by its codec.
func (e *encoder) coded(f *field, v *Value) ([]byte, error) {
	m := frame.Message{Bytes: v.Bytes}
	switch v.Kind {
	case Foreign:
		m.Value = v.Nested.Foreign
	case Integer, Float, Bool: // which was filled in
		m.Value = *v
	}
	var out []byte
	var err error
	switch codec, ok := f.codec.(frame.Placed); {
	case ok:
		out, err = codec.EncodeIn(nil, m, e.more.before.known)
	case f.lua:
		return nil, f.malformed(unplaced, "only its codec in Lua encodes it")
	default:
		out, err = f.codec.Encode(nil, m)
	}
	return out, Inside(placed(err, unplaced), f.name)
}

// context is the message with the values that are known so far.
func (e *encoder) context() *Context { return e.more.outer.Inside(e.h, nil, e.values) }

// list encodes the items of a list, with their number before them if it
// stands there.
func (e *encoder) list(f *field, v *Value) (out []byte, err error) {
	var items []Found
	if v.Kind == Items {
		items = v.Nested.Items
	}
	if *e.more.items += len(items); *e.more.items > MaxItems {
		return nil, f.malformed(unplaced, "more than %d items in the lists of a message", MaxItems)
	}
	switch c := &f.count; {
	case c.how == byEnd && c.fixed != len(items):
		return nil, f.malformed(unplaced, "the list has always %s, got %d", plural.Of(c.fixed, "item"), len(items))
	case c.how == byPrefix && !c.prefix.holds(len(items)):
		return nil, f.malformed(unplaced, "%s do not fit a count of %s", plural.Of(len(items), "item"), f.raw.count)
	case c.how == byPrefix && c.prefix.kind == varint:
		out = binary.AppendUvarint(out, uint64(len(items)))
	case c.how == byPrefix:
		out = appendInteger(out, uint64(len(items)), c.prefix.size, f.little)
	}
	e.more.before.add(out)
	for i := range items {
		if out, err = e.part(out, f, f.of, &items[i].Value, Item(f.name, i)); err != nil {
			return nil, err
		}
		if len(out) > e.max {
			return nil, f.malformed(unplaced, "%s", tooLong(uint64(len(out)), e.max))
		}
	}
	return out, nil
}

// part appends one part of f, which errors call name. An absent one is a message
// whose fields are all absent.
func (e *encoder) part(dst []byte, f *field, p *part, v *Value, name string) ([]byte, error) {
	around := e.context()
	h, err := p.resolve(around)
	wrong := func(message string) ([]byte, error) {
		return dst, &frame.Error{Offset: unplaced, Field: name, Message: message}
	}
	switch {
	case err != nil:
		return wrong(err.Error())
	case around.depth+1 >= MaxDepth:
		return wrong(tooDeep())
	}
	out := Outgoing{Values: make([]Value, len(h.fields))}
	switch {
	case p.plain:
		out.Values[0] = *v
	case v.Kind == Group && v.Nested.Header == h:
		for i := range v.Nested.Fields {
			out.Values[i] = v.Nested.Fields[i].Value
		}
	case v.Kind == Group:
		return wrong("these are not the fields that stand here: the value that chooses them is another")
	case v.Kind != Absent:
		return wrong("it takes a table of fields, got " + v.String())
	}
	inner := encoder{h: h, m: &out, values: out.Values, max: e.max, more: &setting{outer: around, items: e.more.items, lax: e.more.lax, before: e.more.before}}
	if h.base {
		inner.more.before = &before{}
	}
	start := e.more.before.mark()
	data, err := inner.message(dst)
	if err != nil {
		return dst, p.inside(err, name)
	}
	e.more.before.is(start, data[len(dst):])
	if f.kind == group && f.needed && !p.plain { // with what was filled in
		*v = GroupOf(h)
		v.Nested.Fields = found(out.Values)
	}
	return data, nil
}

// appendNested writes what stands in a field.
func (e *encoder) appendNested(out []byte, i int) []byte {
	f, body := e.h.fields[i], e.m.bodies[i]
	if f.sizing.how == byPrefix {
		out = f.appendPrefix(out, len(body))
	}
	return append(out, body...)
}
