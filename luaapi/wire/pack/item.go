package pack

import "fmt"

// Item is one value of a format: its code and where its bytes are.
type Item struct {
	Code   string // "H", "4s"
	Text   bool   // it is a string
	Offset int
	Size   int // in bytes
}

// Items calls yield for every value in order, until it returns false.
func (f *Format) Items(yield func(i int, item Item) bool) {
	n := 0
	for _, field := range f.fields {
		size := field.size
		code := string(field.char)
		isText := field.kind == text || field.kind == pascal
		if isText {
			size, code = field.repeat, fmt.Sprintf("%d%c", field.repeat, field.char)
		}
		for i := range field.count() {
			item := Item{Code: code, Text: isText || field.kind == char, Offset: field.offset + i*field.size, Size: size}
			if !yield(n, item) {
				return
			}
			n++
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
		return p.put(make([]byte, one.repeat*one.size), &one)
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
