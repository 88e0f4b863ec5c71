package header

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"sockrun/luaapi/wire/integer"
	"sockrun/luaapi/wire/plural"
)

// sizeOf finds the size of a unit that varies, and its value as soon as it is
// all there. A negative size is the n of an incomplete message.
func (d *decoder) sizeOf(f *field, u *unit) (size int, v Value, err error) {
	rest := d.data[min(d.at, len(d.data)):]
	switch {
	case f.size != varies: // it may not be there
		if len(rest) >= f.size {
			f.read(&v, rest[:f.size])
		}
		return f.size, v, nil
	case f.kind.holds() && f.sizing.how == byItself:
		return d.readNested(f, d.at, d.data, d.bounded)
	case f.kind == varint:
		return d.readVarint(f, rest)
	case f.kind == cstring:
		return d.readCString(f, rest)
	}
	prefix, size, err := d.bodySize(f, u, rest)
	if err != nil || size < 0 {
		return size, v, err
	}
	if f.kind.holds() && prefix+size <= len(rest) {
		end := d.at + prefix + size
		taken, v, err := d.readNested(f, d.at+prefix, d.data[:end:end], true)
		if err == nil && taken < size {
			err = f.malformed(d.at+prefix+taken, "%s left behind it", plural.Of(size-taken, "byte"))
		}
		return prefix + size, v, err
	}
	if prefix+size <= len(rest) {
		v = BytesOf(rest[prefix : prefix+size : prefix+size])
		if f.kind == jsonText {
			v.Kind = JSON
		}
	}
	return prefix + size, v, nil
}

func (d *decoder) readVarint(f *field, rest []byte) (int, Value, error) {
	word, n := binary.Uvarint(rest[:min(len(rest), binary.MaxVarintLen64)])
	switch {
	case n == 0 && len(rest) < binary.MaxVarintLen64:
		return -(d.at + len(rest) + 1), Value{}, nil
	case n <= 0:
		return 0, Value{}, f.malformed(d.at, "the varint has more than 64 bits")
	}
	return n, IntegerOf(integer.FromUint64(word)), nil
}

func (d *decoder) readCString(f *field, rest []byte) (int, Value, error) {
	at := d.zeroIn(f, rest)
	switch {
	case at >= 0:
		return at + 1, BytesOf(rest[:at:at]), nil
	case len(d.data) >= d.max:
		return 0, Value{}, f.malformed(d.at, "no zero byte ends it within max %d", d.max)
	}
	return -(len(d.data) + 1), Value{}, nil
}

// zeroIn returns where the first zero byte is, -1 when there is none.
func (d *decoder) zeroIn(f *field, rest []byte) int {
	if d.nesting == nil || d.nesting.resume == nil {
		return bytes.IndexByte(rest, 0)
	}
	resume := d.nesting.resume
	step := resume.enter(f, d.at)
	seen := resume.steps[step].at - d.at
	at := bytes.IndexByte(rest[seen:], 0)
	if at < 0 {
		resume.past(step, 0, d.at+len(rest))
		return at
	}
	resume.past(step, 0, d.at+seen+at)
	return seen + at
}

// bodySize returns the size of bytes or JSON, and of the prefix that says it.
func (d *decoder) bodySize(f *field, u *unit, rest []byte) (prefix, size int, err error) {
	switch f.sizing.how {
	case byPrefix:
		return d.prefixed(f, rest)
	case byPath:
		n, err := d.number(f, f.sizing.from)
		if err != nil {
			return 0, 0, err
		}
		return d.within(f, n)
	case byLength:
		return d.counted(f)
	}
	after := u.after
	if len(d.data) < d.at+after {
		return 0, -(d.at + after), nil
	}
	return 0, len(d.data) - d.at - after, nil
}

func (d *decoder) prefixed(f *field, rest []byte) (prefix, size int, err error) {
	if f.sizing.prefix.kind == varint {
		prefix, v, err := d.readVarint(f, rest)
		if err != nil || prefix < 0 {
			return 0, prefix, err
		}
		_, size, err = d.within(f, v.Int)
		return prefix, size, err
	}
	prefix = f.sizing.prefix.size
	if len(rest) < prefix {
		return 0, -(d.at + prefix), nil
	}
	_, size, err = d.within(f, integer.FromUint64(get(rest[:prefix], f.little)))
	return prefix, size, err
}

// within refuses a size that is negative or beyond max.
func (d *decoder) within(f *field, v integer.Integer) (prefix, size int, err error) {
	n, positive := v.Uint64()
	switch {
	case !positive:
		return 0, 0, f.malformed(d.at, "its length is %s", v)
	case n > uint64(d.max):
		return 0, 0, d.tooLong(f, n)
	}
	return 0, int(n), nil
}

// counted returns the size of a field that a length decides.
func (d *decoder) counted(f *field) (prefix, size int, err error) {
	l, found := d.h.fields[f.sizing.by], &d.m.Fields[f.sizing.by]
	total, err := d.announced(l, found)
	if err != nil {
		return 0, 0, err
	}
	others := f.sizing.fixed
	for _, u := range f.sizing.counted {
		others += d.m.spans[u].end - d.m.spans[u].start
	}
	if f.sizing.ownStart {
		others += d.at - d.start
	}
	if total < others {
		return 0, 0, l.malformed(found.Start, "%s says %s, but what it counts takes at least %d", l.name, plural.Of(total, "byte"), others)
	}
	return 0, total - others, nil
}

// otherLength says what a length is in the other byte order, when that is not beyond
// max.
func (d *decoder) otherLength(l *field, found *Found) string {
	if l.kind != unsigned || l.bitField || found.End-found.Start < 2 {
		return ""
	}
	turned := get(d.data[found.Start:found.End], !l.little)
	if turned > uint64(d.max) {
		return ""
	}
	return fmt.Sprintf("; in %s order it is %d", l.otherOrder(), turned)
}

// announced returns how many bytes a length says.
func (d *decoder) announced(l *field, found *Found) (int, error) {
	n, ok := found.Int.Int64()
	limit := int64(d.max)
	if d.head != nil { // which may be longer
		limit = maxBody
	}
	switch {
	case !ok || n-l.plus > limit || l.countUnit != 1 && n-l.plus > limit/l.countUnit:
		return 0, l.malformed(found.Start, "%s %s is beyond max %d%s", l.name, found.Int, d.max, d.otherLength(l, found))
	case n < l.plus:
		return 0, l.malformed(found.Start, "%s %s stands for less than no bytes", l.name, found.Int)
	}
	return int((n - l.plus) * l.countUnit), nil
}
