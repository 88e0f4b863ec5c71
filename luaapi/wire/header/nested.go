package header

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/integer"
	"sockrun/luaapi/wire/plural"
)

// MaxItems is how many items all the lists of a message may have together.
const MaxItems = 1 << 18

// nesting is what the decoders of a message and of all those inside of it
// share.
type nesting struct {
	items  int
	mute   bool // functions of the declaration cannot be called here
	whole  bool // what there is of a message that breaks off is kept, too
	resume *progress
}

// asksWhen says whether a field is there.
func (d *decoder) asksWhen(f *field) (bool, error) {
	when, ok := f.when.(When)
	if !ok || d.nesting.mute {
		return false, f.malformed(d.at, "only its function `when` says whether it is there")
	}
	return when(d.context())
}

// context is the message so far.
func (d *decoder) context() *Context {
	fields := d.m.Fields
	if fields == nil {
		fields = []Found{}
	}
	return d.outer.Inside(d.h, fields, nil)
}

// skip notes a field that is not there.
func (d *decoder) skip() int {
	d.m.spans = append(d.m.spans, span{d.at, d.at})
	d.m.Fields = append(d.m.Fields, Found{Start: d.at, End: d.at})
	return 1
}

// readNested reads what stands in a field that holds other messages: at at, in
// data, which ends the field when bounded. The size is as in sizeOf.
func (d *decoder) readNested(f *field, at int, data []byte, bounded bool) (size int, v Value, err error) {
	var end int
	switch f.kind {
	case list:
		v, end, err = d.readList(f, at, data, bounded)
	case coded:
		v, end, err = d.readCoded(f, at, data)
	case group:
		v, end, err = d.readPart(f.of, f.name, at, data, bounded)
	default:
		var p *part
		if p, err = d.h.chosen(f, d.context()); err != nil {
			return 0, v, placed(err, d.at)
		}
		v, end, err = d.readPart(p, f.name, at, data, bounded)
	}
	if (err != nil || end < 0) && d.nesting.whole && v.isNested() {
		d.m.Fields = append(d.m.Fields, Found{v, at, len(data)})
	}
	if err != nil || end < 0 {
		return end, v, err
	}
	return end - at, v, nil
}

// readCoded reads what another codec cuts out.
func (d *decoder) readCoded(f *field, at int, data []byte) (v Value, end int, err error) {
	if f.lua {
		return d.readPlaced(f, at, data)
	}
	resume, step, seen := d.nesting.resume, 0, 0
	if resume != nil && at <= len(data) {
		step = resume.enter(f, at)
		seen = resume.steps[step].at - at
	}
	m, n, err := f.codec.Decode(data[min(at, len(data)):], seen)
	if wrong, ok := err.(*frame.Error); ok {
		return v, 0, f.malformed(at+max(wrong.Offset, 0), "%s", wrong.Message)
	}
	if err != nil || n > 0 {
		if resume != nil {
			resume.past(step, 0, at) // the next time it is looked at from its start
		}
		return BytesOf(m.Bytes), at + n, err
	}
	if resume != nil && at <= len(data) {
		resume.past(step, 0, len(data))
	}
	if -n > len(data)-at {
		return v, -(at - n), nil
	}
	return v, -(len(data) + 1), nil
}

// readPlaced reads what a codec in Lua cuts out, which sees all that lies before.
func (d *decoder) readPlaced(f *field, at int, data []byte) (v Value, end int, err error) {
	codec, ok := f.codec.(frame.Placed)
	if !ok || d.nesting.mute {
		return v, 0, f.malformed(at, "only its codec in Lua says where it ends")
	}
	if at >= len(data) {
		return v, -(at + 1), nil
	}
	m, n, err := codec.DecodeIn(data, at)
	if wrong, ok := err.(*frame.Error); ok {
		return v, 0, Inside(&frame.Error{Offset: at + max(wrong.Offset, 0), Field: wrong.Field, Message: wrong.Message}, f.name)
	}
	switch {
	case err != nil:
		return v, 0, err
	case n <= 0:
		return v, -(max(len(data), at-n-1) + 1), nil
	}
	if of, ok := m.Value.(Opaque); ok {
		return ForeignOf(of), at + n, nil
	}
	return BytesOf(m.Bytes), at + n, nil
}

// readPart reads one part, which errors call name. A negative end is the n of
// an incomplete message.
func (d *decoder) readPart(p *part, name string, at int, data []byte, bounded bool) (v Value, end int, err error) {
	n, around := d.nesting, d.context()
	h, err := p.resolve(around)
	if err == nil && around.depth+1 >= MaxDepth {
		err = errors.New(tooDeep())
	}
	if err != nil {
		return v, 0, &frame.Error{Offset: at, Field: name, Message: err.Error()}
	}
	v = Value{Kind: Group, Nested: &Nested{Header: h}}
	m := &v.Nested.Message
	m.Fields, m.spans = make([]Found, 0, len(h.fields)), make([]span, 0, len(h.units))
	inner := decoder{
		h: h, m: m, data: data, start: at, at: at, max: d.max,
		lenient: d.lenient || h.lenient, bounded: bounded, nesting: n, outer: around,
	}
	end, err = inner.message()
	if d.lenient {
		for _, problem := range m.Problems {
			Inside(problem, name)
		}
		d.m.Problems, m.Problems = append(d.m.Problems, m.Problems...), nil
	}
	switch {
	case err != nil:
		err = p.inside(err, name)
	case !inner.isDone() && end == 0:
		end = -(len(data) + 1)
	}
	if p.plain {
		if v = (Value{}); len(m.Fields) > 0 {
			v = m.Fields[0].Value
		}
	}
	return v, end, err
}

func tooDeep() string { return fmt.Sprintf("more than %d headers stand inside each other", MaxDepth) }

// inside tells of an error in a part where the part is.
func (p *part) inside(err error, name string) error {
	if wrong, ok := err.(*frame.Error); ok && p.plain { // whose field has the name of the one around
		wrong.Field = strings.TrimPrefix(strings.TrimPrefix(wrong.Field, p.header.fields[0].name), ".")
	}
	return Inside(err, name)
}

const (
	longestPath = 160 // columns of a path in an error
	shownPath   = 100 // of the end of a longer one
)

// Inside puts the name of what a field stands in before the field of a
// *frame.Error: "items[3]" before "value". Other errors it returns as they are.
func Inside(err error, name string) error {
	wrong, ok := err.(*frame.Error)
	switch {
	case !ok:
	case wrong.Field == "" || strings.HasPrefix(wrong.Field, "["):
		wrong.Field = name + wrong.Field
	default:
		wrong.Field = name + "." + wrong.Field
	}
	if ok && len(wrong.Field) > longestPath {
		wrong.Field = name + "…" + endOfPath(wrong.Field)
	}
	return err
}

// at_ gives an error its place.
func placed(err error, offset int) error {
	if wrong, ok := err.(*frame.Error); ok {
		wrong.Offset = offset
	}
	return err
}

// endOfPath is the end of a path, which may have been cut already.
func endOfPath(path string) string {
	if at := strings.LastIndex(path, "…"); at >= 0 {
		path = path[at+len("…"):]
	}
	if cut := len(path) - shownPath; cut > 0 {
		_, path, _ = strings.Cut(path[cut:], ".")
	}
	return path
}

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
