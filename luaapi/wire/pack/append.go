package pack

import (
	"errors"
	"math"
	"slices"

	"sockrun/luaapi/wire/integer"
)

// Append packs args behind dst and returns the longer slice. It fails with an
// *Error, and returns dst as it was, when there are not Count() args, when one
// is of the wrong type or out of range, and when the struct is longer than
// MaxSize. It allocates only when dst has to grow.
func (f *Format) Append(dst []byte, args Source) ([]byte, error) {
	if n := args.Len(); n != f.count {
		return dst, failf("pack expected %d items for packing (got %d)", f.count, n)
	}
	if f.size > MaxSize {
		return dst, failf("a struct of %d bytes is longer than the %d that can be packed", f.size, MaxSize)
	}
	longer := slices.Grow(dst, f.size)[:len(dst)+f.size]
	b := longer[len(dst):]
	clear(b)
	p := packer{args: args, bigEndian: f.bigEndian}
	for i := range f.fields {
		if err := p.put(b, &f.fields[i]); err != nil {
			err.Value = p.next + 1
			return dst, err
		}
	}
	return longer, nil
}

// packer walks through the values of one struct.
type packer struct {
	args      Source
	next      int // index of the next value
	bigEndian bool
}

// put packs the values of one field; b is the whole struct, all zero yet.
func (p *packer) put(b []byte, f *field) *Error {
	switch f.kind {
	case signed, unsigned:
		return p.putIntegers(b[f.offset:], f)
	case half, single, nativeSingle, double:
		return p.putFloats(b[f.offset:], f)
	case text, pascal:
		return p.putText(b[f.offset:f.offset+f.repeat], f)
	case char:
		return p.putChars(b[f.offset : f.offset+f.repeat])
	default:
		return p.putBooleans(b[f.offset : f.offset+f.repeat])
	}
}

func (p *packer) putIntegers(b []byte, f *field) *Error {
	for range f.repeat {
		v, ok := p.args.Int(p.next)
		bits := uint64(v)
		if !ok || v < f.min || v > 0 && bits > f.max {
			var err *Error
			if bits, err = p.integer(&f.code); err != nil {
				return err
			}
		}
		put(b[:f.size], p.bigEndian, bits)
		b = b[f.size:]
		p.next++
	}
	return nil
}

// integer returns the bits of the next value, which is no int64 of the code's
// range.
func (p *packer) integer(c *code) (uint64, *Error) {
	v, err := p.args.Integer(p.next)
	switch {
	case errors.Is(err, integer.ErrRange), errors.Is(err, integer.ErrInexact) && c.size < 8:
		return 0, c.outOfRange() // also where rounding makes no difference
	case errors.Is(err, integer.ErrNotWhole):
		return 0, failf("required argument is not an integer")
	case err != nil:
		return 0, failf("%s", err)
	}
	bits, positive := v.Uint64()
	if positive && bits > c.max || !positive && int64(bits) < c.min {
		return 0, c.outOfRange()
	}
	return bits, nil
}

func (c *code) outOfRange() *Error {
	return failf("'%c' format requires %d <= number <= %d", c.char, c.min, c.max)
}

func (p *packer) putFloats(b []byte, f *field) *Error {
	for range f.repeat {
		v, ok := p.args.Float(p.next)
		if !ok {
			return failf("required argument is not a float")
		}
		bits, ok := f.floatBits(v)
		if !ok {
			return failf("float too large to pack with %c format", f.char)
		}
		put(b[:f.size], p.bigEndian, bits)
		b = b[f.size:]
		p.next++
	}
	return nil
}

// floatBits returns a float in the code's format, or false when it is too
// large. C makes infinity of a double that is too large for a native float,
// and so does CPython.
func (c *code) floatBits(v float64) (uint64, bool) {
	switch c.kind {
	case half:
		bits, ok := halfBits(v)
		return uint64(bits), ok
	case double:
		return math.Float64bits(v), true
	}
	narrow := float32(v)
	overflow := math.IsInf(float64(narrow), 0) && !math.IsInf(v, 0)
	return uint64(math.Float32bits(narrow)), !overflow || c.kind == nativeSingle
}

// putText packs one string, cut to b. A pascal string has its length, at most
// 255, in the first byte.
func (p *packer) putText(b []byte, f *field) *Error {
	v, ok := p.args.Bytes(p.next)
	if !ok {
		return failf("argument for '%c' must be a bytes object", f.char)
	}
	p.next++
	if f.kind == pascal && len(b) > 0 {
		b[0] = byte(min(len(v), len(b)-1, math.MaxUint8))
		b = b[1:]
	}
	copy(b, v)
	return nil
}

func (p *packer) putChars(b []byte) *Error {
	for i := range b {
		v, ok := p.args.Bytes(p.next)
		if !ok || len(v) != 1 {
			return failf("char format requires a bytes object of length 1")
		}
		b[i] = v[0]
		p.next++
	}
	return nil
}

func (p *packer) putBooleans(b []byte) *Error {
	for i := range b {
		v, ok := p.args.Bool(p.next)
		if !ok {
			return failf("required argument is not a boolean")
		}
		if v {
			b[i] = 1
		}
		p.next++
	}
	return nil
}
