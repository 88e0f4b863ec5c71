package pack

import (
	"encoding/binary"
	"math"
)

// run is from how many values on a field is unpacked as a run of numbers.
const run = 8

// isNumber says whether each value of the field is a number that a float64
// holds exactly, whatever the bytes are.
func (f *field) isNumber() bool {
	switch f.kind {
	case signed, unsigned:
		return f.size < 8
	case half, single, nativeSingle, double:
		return true
	}
	return false
}

// getRun unpacks the values of a field of numbers that begins where b begins.
func (f *Format) getRun(b []byte, field *field, sink Runs) {
	for left := field.repeat; left > 0; {
		numbers := sink.Room()
		numbers = numbers[:min(left, len(numbers))]
		f.numbers(numbers, b[:len(numbers)*field.size], field)
		sink.Numbers(numbers)
		b = b[len(numbers)*field.size:]
		left -= len(numbers)
	}
}

// numbers reads as many numbers from b as there is room for. Two bytes, the
// most frequent, have loops of their own.
func (f *Format) numbers(into []float64, b []byte, field *field) {
	switch {
	case field.kind == unsigned && field.size == 2 && f.bigEndian:
		for i := range into {
			into[i] = float64(binary.BigEndian.Uint16(b[2*i:]))
		}
	case field.kind == unsigned && field.size == 2:
		for i := range into {
			into[i] = float64(binary.LittleEndian.Uint16(b[2*i:]))
		}
	default:
		for i := range into {
			into[i] = field.number(get(b[i*field.size:(i+1)*field.size], f.bigEndian))
		}
	}
}

// number returns the number of a code's bits.
func (c *code) number(bits uint64) float64 {
	switch c.kind {
	case signed:
		unused := 64 - 8*c.size
		return float64(int64(bits<<unused) >> unused)
	case unsigned:
		return float64(bits)
	case half:
		return halfFloat(uint16(bits))
	case single, nativeSingle:
		return float64(math.Float32frombits(uint32(bits)))
	}
	return math.Float64frombits(bits)
}
