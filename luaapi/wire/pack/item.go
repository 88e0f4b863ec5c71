package pack

// Texts calls yield for every value in order, with whether it is a string,
// until it returns false.
func (f *Format) Texts(yield func(isText bool) bool) {
	for _, field := range f.fields {
		isText := field.kind == text || field.kind == pascal || field.kind == char
		for range field.count() {
			if !yield(isText) {
				return
			}
		}
	}
}

// WithoutPadding returns a copy of data, the struct or the beginning of it,
// whose padding is zero, as Append writes it.
func (f *Format) WithoutPadding(data []byte) []byte {
	clean := make([]byte, len(data))
	for _, field := range f.fields {
		from := min(field.offset, len(data))
		to := min(field.offset+field.repeat*field.size, len(data))
		copy(clean[from:to], data[from:to])
	}
	return clean
}

// CheckValue says why v cannot be value i, as Append does; nil when it can.
func (f *Format) CheckValue(i int, v any) error {
	n := 0
	for _, field := range f.fields {
		if i >= n+field.count() {
			n += field.count()
			continue
		}
		one := field.single()
		p := packer{args: Values{v}, bigEndian: f.bigEndian}
		if err := p.put(make([]byte, one.repeat*one.size), &one); err != nil {
			return err
		}
		return nil
	}
	return nil
}

// single returns the field of one of its values, at offset 0.
func (f field) single() field {
	if f.count() > 1 {
		f.repeat = 1
	}
	f.offset = 0
	return f
}
