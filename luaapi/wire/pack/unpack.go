package pack

import "math"

// Unpack gives the values in data to sink. It fails with an *Error, before
// the first value, unless data has exactly Size() bytes. It allocates nothing.
func (f *Format) Unpack(data []byte, sink Sink) error {
	switch {
	case len(data) > f.size:
		return failf("unpack requires a buffer of %d bytes", f.size).with("got %d; unpack_from takes them out of more", len(data))
	case len(data) < f.size:
		return failf("unpack requires a buffer of %d bytes", f.size).with("got %d", len(data))
	}
	for i := range f.fields {
		f.get(data, &f.fields[i], sink)
	}
	return nil
}

// UnpackFrom gives the values in the Size() bytes of data from offset on to
// sink. The offset counts from 0, a negative one from the end of data. It
// fails with an *Error when data has not that many bytes there.
func (f *Format) UnpackFrom(data []byte, offset int, sink Sink) error {
	n := len(data)
	if offset < 0 {
		if f.size > -offset {
			return failf("not enough data to unpack %d bytes at offset %d", f.size, offset)
		}
		if offset < -n {
			return failf("offset %d out of range for %d-byte buffer", offset, n)
		}
		offset += n
	}
	if offset > n || n-offset < f.size {
		return failf("unpack_from requires a buffer of at least %d bytes for unpacking %d bytes at offset %d (actual buffer size is %d)",
			uint(offset)+uint(f.size), f.size, offset, n)
	}
	return f.Unpack(data[offset:offset+f.size], sink)
}

// Repeats returns how many structs n bytes hold. It fails with an *Error when
// that is no whole number, or the struct is empty.
func (f *Format) Repeats(n int) (int, error) {
	if f.size == 0 {
		return 0, failf("cannot iteratively unpack with a struct of length 0")
	}
	if n%f.size != 0 {
		return 0, failf("iterative unpacking requires a buffer of a multiple of %d bytes", f.size).with("got %d", n)
	}
	return n / f.size, nil
}

// get unpacks the values of one field; data is the whole struct.
func (f *Format) get(data []byte, field *field, sink Sink) {
	b := data[field.offset : field.offset+field.repeat*field.size]
	switch field.kind {
	case signed:
		f.getSigned(b, field.size, sink)
	case unsigned:
		f.getUnsigned(b, field.size, sink)
	case half, single, nativeSingle, double:
		f.getFloats(b, field.size, sink)
	case text:
		sink.Bytes(b)
	case pascal:
		sink.Bytes(pascalText(b))
	case char:
		for i := range b {
			sink.Bytes(b[i : i+1])
		}
	case boolean:
		for _, v := range b {
			sink.Bool(v != 0)
		}
	}
}

func (f *Format) getSigned(b []byte, size int, sink Sink) {
	unused := 64 - 8*size
	for ; len(b) > 0; b = b[size:] {
		sink.Int(int64(get(b[:size], f.bigEndian)<<unused) >> unused)
	}
}

func (f *Format) getUnsigned(b []byte, size int, sink Sink) {
	for ; len(b) > 0; b = b[size:] {
		if v := get(b[:size], f.bigEndian); v > math.MaxInt64 {
			sink.Uint(v)
		} else {
			sink.Int(int64(v))
		}
	}
}

func (f *Format) getFloats(b []byte, size int, sink Sink) {
	for ; len(b) > 0; b = b[size:] {
		bits := get(b[:size], f.bigEndian)
		switch size {
		case 2:
			sink.Float(halfFloat(uint16(bits)))
		case 4:
			sink.Float(float64(math.Float32frombits(uint32(bits))))
		default:
			sink.Float(math.Float64frombits(bits))
		}
	}
}

// pascalText returns the text behind a length byte, as far as b has it.
func pascalText(b []byte) []byte {
	if len(b) == 0 {
		return b
	}
	return b[1:min(1+int(b[0]), len(b))]
}
