package header

import (
	"errors"
	"math"
	"slices"
	"strings"

	"sockrun/luaapi/wire/frame"
	"sockrun/luaapi/wire/integer"
	"sockrun/luaapi/wire/plural"
	"sockrun/luaapi/wire/spell"
)

// settle fills in what is absent and checks what is given.
func (e *encoder) settle() error {
	if e.h.nests {
		return e.settleNested()
	}
	for i, f := range e.h.fields {
		if err := e.settleField(f, &e.values[i]); err != nil {
			return err
		}
	}
	return nil
}

func (e *encoder) settleField(f *field, v *Value) error {
	if v.Kind == Absent {
		return f.fillIn(v)
	}
	if err := f.settle(v); err != nil {
		return err
	}
	return nil
}

// fillIn gives a field the value that it has when none is given. Lengths and
// checks stay absent until they are known, also one that became a length because
// another field names it, whatever it was declared with.
func (f *field) fillIn(v *Value) error {
	switch {
	case f.byDefault != nil && f.kind == group: // of a codec in Lua
		*v = *f.byDefault
	case f.counts != nil, f.sum != nil, f.kind == padding, f.kind.holds():
	case f.constant != nil:
		*v = *f.constant
	case f.byDefault != nil:
		*v = *f.byDefault
	case f.flags != nil:
		v.Kind = Integer
	case f.kind == data && f.size == varies:
		v.Kind = Bytes
	default:
		return f.malformed(unplaced, "no value for it, and no default; it takes %s", f.kind.takes())
	}
	return nil
}

// settle checks that a value fits the field, and turns names into numbers.
func (f *field) settle(v *Value) *frame.Error {
	switch f.kind {
	case unsigned, signed, varint:
		return f.settleInteger(v)
	case float:
		return f.settleFloat(v)
	case boolean:
		if v.Kind == Bool {
			return nil
		}
	case data, cstring:
		if v.Kind == Bytes {
			return f.settleBytes(v)
		}
	case jsonText:
		if v.Kind == JSON {
			return nil
		}
	case list:
		if v.Kind == Items {
			return nil
		}
	case coded:
		if v.Kind == Bytes || f.lua && (v.Kind == Foreign || v.isScalar()) {
			return nil
		}
	case choice, group: // what stands there settles it
		return nil
	}
	return f.refuse(v)
}

func (f *field) refuse(v *Value) *frame.Error {
	if f.flags != nil {
		names := slices.DeleteFunc(slices.Clone(f.flags), func(name string) bool { return name == "_" })
		return f.malformed(unplaced, "%s takes a list of its bits (%s) or an integer, got %s", f.typ, strings.Join(names, ", "), v)
	}
	rounded := ""
	if _, err := integer.FromFloat(v.Float); f.isInteger() && v.Kind == Float && errors.Is(err, integer.ErrInexact) {
		rounded = ", a float of 2^53 or more, which may be rounded: write all digits, in Lua in int64(\"…\")"
	}
	return f.malformed(unplaced, "%s takes %s, got %s%s", f.typ, f.kind.takes(), v, rounded)
}

func (f *field) settleInteger(v *Value) *frame.Error {
	switch v.Kind {
	case Bytes:
		if f.enum == nil {
			return f.refuse(v)
		}
		n, ok := f.valueOf(v.Bytes)
		if !ok {
			return f.malformed(unplaced, "%s is none of its names; %s", v, spell.Meant(string(v.Bytes), f.choices()))
		}
		*v = IntegerOf(n)
		return nil
	case Integer:
	default:
		return f.refuse(v)
	}
	if !f.fits(v.Int) {
		low, high := f.limits()
		return f.malformed(unplaced, "%s takes %s to %s, got %s", f.typ, low, high, v.Int)
	}
	return nil
}

func (f *field) settleFloat(v *Value) *frame.Error {
	if v.Kind == Integer {
		n, _ := v.Int.Float64()
		*v = Value{Kind: Float, Float: n}
	}
	if v.Kind != Float {
		return f.refuse(v)
	}
	if f.bits != 32 {
		return nil
	}
	rounded := float64(float32(v.Float)) // as it is on the wire, also where it is expected
	if math.IsInf(rounded, 0) && !math.IsInf(v.Float, 0) {
		return f.malformed(unplaced, "%s is too large for f32", v)
	}
	v.Float = rounded
	return nil
}

func (f *field) settleBytes(v *Value) *frame.Error {
	if f.size != varies && len(v.Bytes) != f.size {
		return f.malformed(unplaced, "%s takes exactly %s, got %d", f.typ, plural.Of(f.size, "byte"), len(v.Bytes))
	}
	if f.kind == cstring {
		if at := slices.Index(v.Bytes, 0); at >= 0 {
			return f.malformed(unplaced, "a cstring ends with a zero byte and cannot hold one, got one at offset %d of it", at)
		}
	}
	return f.fitsPrefix(len(v.Bytes))
}

// fitsPrefix says why the length before a field cannot say n.
func (f *field) fitsPrefix(n int) *frame.Error {
	if f.sizing.how == byPrefix && !f.sizing.prefix.holds(n) {
		return f.malformed(unplaced, "%s do not fit a length of %s", plural.Of(n, "byte"), f.length)
	}
	return nil
}

// holds says whether a prefix may be n.
func (s shape) holds(n int) bool {
	return s.kind != unsigned || s.bits >= 64 || uint64(n) < 1<<s.bits
}
