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
		f.fields[i].low, f.fields[i].high = max(f.fields[i].min, 1-exact), int64(min(f.fields[i].max, exact-1))
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
	if field.kind == signed || field.kind == unsigned {
		return f.putWhole(b, numbers, field)
	}
	size := field.size
	for _, v := range numbers {
		bits, ok := field.floatBits(v)
		if !ok {
			return false
		}
		put(b[:size], f.bigEndian, bits)
		b = b[size:]
	}
	return true
}

func (f *Format) putWhole(b []byte, numbers []float64, field *field) bool {
	size, low, high := field.size, field.low, field.high
	for _, v := range numbers {
		n := int64(v) // something below low for what is too large or no number
		if n < low || n > high || float64(n) != v {
			return false
		}
		put(b[:size], f.bigEndian, uint64(n))
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
		if field.repeat == 1 && field.kind == unsigned && field.size <= 4 { // as most are; no such number is too large
			numbers[0], numbers = float64(get(at[:field.size], f.bigEndian)), numbers[1:]
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
	size := field.size
	switch {
	case field.kind == unsigned && size == 2 && f.bigEndian:
		for i := range into {
			into[i] = float64(binary.BigEndian.Uint16(b[2*i:]))
		}
	case field.kind == unsigned, field.kind == signed:
		return f.getWhole(b, into, field)
	case field.kind == double:
		for i := range into {
			into[i] = math.Float64frombits(get(b[i*8:i*8+8], f.bigEndian))
		}
	default:
		for i := range into {
			into[i] = float64(math.Float32frombits(uint32(get(b[i*4:i*4+4], f.bigEndian))))
		}
	}
	return true
}

func (f *Format) getWhole(b []byte, into []float64, field *field) bool {
	size, unused, low, high := field.size, 0, int64(0), field.high
	if field.kind == signed {
		unused, low = 64-8*size, field.low
	}
	for i := range into {
		n := int64(get(b[:size], f.bigEndian)<<unused) >> unused
		if n < low || n > high { // the largest unsigned ones are below
			return false
		}
		into[i] = float64(n)
		b = b[size:]
	}
	return true
}
