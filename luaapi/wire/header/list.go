package header

import (
	"fmt"
	"strconv"

	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/integer"
	"sockrun/luaapi/wire/plural"
)

// Item is what errors call an item of a list; items count from 1.
func Item(list string, i int) string { return list + "[" + strconv.Itoa(i+1) + "]" }

// readList reads the items of a list.
func (d *decoder) readList(f *field, at int, data []byte, bounded bool) (v Value, end int, err error) {
	count, at, err := d.countOf(f, at, data)
	if err != nil || at < 0 {
		return v, at, err
	}
	v = Value{Kind: Items, Nested: &Nested{}}
	first, resume := 0, d.nesting.resume
	var step int
	if resume != nil && !f.needed {
		step = resume.enter(f, at)
		first, at = resume.resumes(step)
	} else {
		resume = nil
	}
	for i := first; i < count || count < 0 && at < len(data); i++ {
		if d.nesting.items++; d.nesting.items > MaxItems {
			return v, 0, f.malformed(at, "more than %d items in the lists of a message", MaxItems)
		}
		item, next, err := d.readPart(f.of, Item(f.name, i), at, data, bounded)
		if err == nil && next == at && count < 0 {
			err = &frame.Error{Offset: at, Field: Item(f.name, i), Message: "an item of no bytes never comes to the end of the list"}
		}
		if err == nil && next >= 0 || d.nesting.whole && item.Kind != Absent {
			v.Nested.Items = append(v.Nested.Items, Found{item, at, max(next, at)})
		}
		if err != nil || next < 0 {
			return v, min(next, 0), err
		}
		if at = next; resume != nil {
			resume.past(step, i+1, at)
		}
	}
	return v, at, nil
}

// countOf returns how many items a list has, less than 0 for as many as there
// is room for, and where they begin.
func (d *decoder) countOf(f *field, at int, data []byte) (count, start int, err error) {
	var n integer.Integer
	source, from := f, at
	switch c := &f.count; c.how {
	case byItself:
		return -1, at, nil
	case byEnd:
		n = integer.FromInt64(int64(c.fixed))
	case byPrefix:
		if n, at, err = d.countPrefix(f, at, data); err != nil || at < 0 {
			return 0, at, err
		}
	default:
		if !c.from.outer {
			source, from = d.h.fields[c.from.from], d.m.Fields[c.from.from].Start
		}
		if d.isMissing(c.from) {
			return 0, at, nil
		}
		if n, err = d.number(f, c.from); err != nil {
			return 0, 0, err
		}
	}
	items, ok := n.Int64()
	switch {
	case !ok || items > MaxItems:
		return 0, 0, source.malformed(from, "a list of %s items: all the lists of a message may have %d", n, MaxItems)
	case items < 0:
		return 0, 0, source.malformed(from, "a list of %s items", n)
	}
	if least := at + int(items)*f.of.least(); least > d.max {
		return 0, 0, source.malformed(from, "%s make it %s", plural.Of(items, "item"), tooLong(uint64(least), d.max))
	}
	return int(items), at, nil
}

func (d *decoder) countPrefix(f *field, at int, data []byte) (n integer.Integer, start int, err error) {
	rest := data[min(at, len(data)):]
	if f.count.prefix.kind == varint {
		size, v, err := d.readVarint(f, rest)
		if err != nil || size < 0 {
			return n, size, err
		}
		return v.Int, at + size, nil
	}
	size := f.count.prefix.size
	if len(rest) < size {
		return n, -(at + size), nil
	}
	return integer.FromUint64(get(rest[:size], f.little)), at + size, nil
}

// number returns the whole number that a reference leads to.
func (d *decoder) number(f *field, r reference) (integer.Integer, error) {
	if r.outer {
		return d.outerNumber(f, r)
	}
	found := &d.m.Fields[r.from]
	v, err := r.in(&found.Value)
	if err == nil && v.Kind != Integer {
		err = r.noNumber(&found.Value)
	}
	if err != nil {
		return integer.Integer{}, d.h.fields[r.from].malformed(found.Start, "%s", err)
	}
	return v.Int, nil
}

// isMissing says whether the field before that a reference names is not there.
func (d *decoder) isMissing(r reference) bool {
	return !r.outer && d.m.Fields[r.from].Kind == Absent
}

// outerNumber is number for one in the message around.
func (d *decoder) outerNumber(f *field, r reference) (integer.Integer, error) {
	v, err := d.context().look(r)
	if err == nil && v.Kind != Integer {
		err = fmt.Errorf("outer.%s is no whole number", r.name)
	}
	if err != nil {
		return integer.Integer{}, f.malformed(d.at, "%s", err)
	}
	return v.Int, nil
}
