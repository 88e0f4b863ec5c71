package header

import (
	"errors"
	"fmt"
	"strings"

	"sockrun/luaapi/wire/frame"
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
	if at > len(data) {
		return v, -at, nil
	}
	m, n, err := codec.DecodeIn(data[d.base:], at-d.base)
	wrong, ok := err.(*frame.Error)
	switch {
	case ok && at == len(data): // it did not expect that nothing is there yet
		return v, -(at + 1), nil
	case ok:
		return v, 0, Inside(&frame.Error{Offset: at + max(wrong.Offset, 0), Field: wrong.Field, Message: wrong.Message}, f.name)
	case err != nil:
		return v, 0, err
	case n < 0:
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
		h: h, m: m, data: data, start: at, at: at, base: d.base, max: d.max,
		lenient: d.lenient || h.lenient, bounded: bounded, nesting: n, outer: around,
	}
	if h.base {
		inner.base = at
	}
	end, err = inner.message()
	if d.lenient {
		d.takeProblems(m, name)
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

// takeProblems makes the problems of a part those of the message, under the
// part's name.
func (d *decoder) takeProblems(m *Message, name string) {
	for _, problem := range m.Problems {
		Inside(problem, name)
	}
	d.m.Problems, m.Problems = append(d.m.Problems, m.Problems...), nil
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

// placed gives an error its place in the message.
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
