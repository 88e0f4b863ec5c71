package pack

import (
	"encoding/binary"
	"math"
)

// Most structs hold numbers and text and nothing else. Their values need no
// Source and no Sink, which are asked for each: the numbers are in one list
// and the texts in another, each in their order.

// maxPlain is how many values are looked at for texts, one bit each.
const maxPlain = 64

// exact is the magnitude below which every integer is a float64.
const exact = 1 << 53

// Plain says whether the values are numbers and texts only, and which of them
// are texts: bit i stands for value i. All of those are among the first 64.
func (f *Format) Plain() (texts uint64, plain bool) { return f.texts, f.plain }

// plan sets what Plain returns.
func (f *Format) plan() {
	f.plain = true
	n := 0
	for i := range f.fields {
		switch f.fields[i].kind {
		case char, boolean, half, pascal:
			f.plain = false
		case text:
			f.plain = f.plain && n < maxPlain
			f.texts |= 1 << (n % maxPlain)
		}
		n += f.fields[i].count()
	}
}

// PutPlain packs numbers and texts, as many of each as a Plain format has,
// into b, Size() zero bytes. It returns false when a number is not one that
// its code takes; Append says which and why.
func (f *Format) PutPlain(b []byte, numbers []float64, texts []string) bool {
	for i := range f.fields {
		field := &f.fields[i]
		at := b[field.offset:]
		if field.kind == text {
			copy(at[:field.repeat], texts[0])
			texts = texts[1:]
			continue
		}
		if !f.putNumbers(at, numbers[:field.repeat], field) {
			return false
		}
		numbers = numbers[field.repeat:]
	}
	return true
}

func (f *Format) putNumbers(b []byte, numbers []float64, field *field) bool {
	size := field.size
	for _, v := range numbers {
		var bits uint64
		if field.kind == signed || field.kind == unsigned {
			n := int64(v)
			if !(-exact < v && v < exact) || float64(n) != v || n < field.min || n > 0 && uint64(n) > field.max {
				return false
			}
			bits = uint64(n)
		} else {
			var ok bool
			if bits, ok = field.floatBits(v); !ok {
				return false
			}
		}
		put(b[:size], f.bigEndian, bits)
		b = b[size:]
	}
	return true
}

// GetPlain unpacks data into numbers, which has room for all of a Plain format,
// and into texts, which are parts of data. It returns false unless data has
// exactly Size() bytes, there is room, and float64 holds all integers exactly.
func (f *Format) GetPlain(data []byte, numbers []float64, texts [][]byte) bool {
	if len(data) != f.size {
		return false
	}
	for i := range f.fields {
		field := &f.fields[i]
		at := data[field.offset:]
		if field.kind == text {
			if len(texts) == 0 {
				return false
			}
			texts[0], texts = at[:field.repeat:field.repeat], texts[1:]
			continue
		}
		if !f.getNumbers(at, numbers[:field.repeat], field) {
			return false
		}
		numbers = numbers[field.repeat:]
	}
	return true
}

// getNumbers reads as many numbers from b as there is room for. Two bytes, the
// most frequent, have a loop of their own.
func (f *Format) getNumbers(b []byte, into []float64, field *field) bool {
	if field.kind == unsigned && field.size == 2 && f.bigEndian {
		for i := range into {
			into[i] = float64(binary.BigEndian.Uint16(b[2*i:]))
		}
		return true
	}
	size := field.size
	for i := range into {
		v, ok := field.number(get(b[i*size:(i+1)*size], f.bigEndian))
		if !ok {
			return false
		}
		into[i] = v
	}
	return true
}

// number returns the number of a code's bits, and whether it is exact.
func (c *code) number(bits uint64) (float64, bool) {
	switch c.kind {
	case signed:
		unused := 64 - 8*c.size
		n := int64(bits<<unused) >> unused
		return float64(n), -exact < n && n < exact
	case unsigned:
		return float64(bits), bits < exact
	case single, nativeSingle:
		return float64(math.Float32frombits(uint32(bits))), true
	}
	return math.Float64frombits(bits), true
}
