package pack

import (
	"math"
	"strings"
	"unicode/utf8"
)

// maxText is how long a format may be. What is made of it takes many times as much.
const maxText = 1 << 20

// Compile reads a format string. It fails with an *Error.
func Compile(format string) (*Format, error) {
	if len(format) > maxText {
		return nil, failf("a format of %d bytes is longer than the %d that it may have", len(format), maxText)
	}
	if strings.IndexByte(format, 0) >= 0 {
		return nil, failf("embedded null character")
	}
	native, bigEndian, codes := byteOrder(format)
	f := &Format{text: format, bigEndian: bigEndian}
	for codes = skipSpace(codes); codes != ""; codes = skipSpace(codes) {
		repeat, rest, err := repeatCount(codes)
		if err != nil {
			return nil, err
		}
		c, ok := codeOf(rest[0], native)
		if !ok {
			_, n := utf8.DecodeRuneInString(rest)
			return nil, failf("bad char in struct format").with("%q is no code", rest[:n])
		}
		if !f.add(field{code: c, repeat: repeat}) {
			return nil, errTooLong()
		}
		codes = rest[1:]
	}
	f.plan()
	return f, nil
}

// byteOrder reads the optional first character of a format.
func byteOrder(format string) (native, bigEndian bool, rest string) {
	if format == "" {
		return true, false, format
	}
	switch format[0] {
	case '@':
		return true, false, format[1:]
	case '=', '<':
		return false, false, format[1:]
	case '>', '!':
		return false, true, format[1:]
	}
	return true, false, format
}

// skipSpace drops what C's isspace calls white space.
func skipSpace(s string) string { return strings.TrimLeft(s, " \t\n\v\f\r") }

// repeatCount reads the optional digits before a code; rest is not empty.
func repeatCount(s string) (n int, rest string, err error) {
	i := 0
	for ; i < len(s) && '0' <= s[i] && s[i] <= '9'; i++ {
		digit := int(s[i] - '0')
		if n > (math.MaxInt-digit)/10 {
			return 0, "", errTooLong()
		}
		n = 10*n + digit
	}
	switch i {
	case 0:
		return 1, s, nil
	case len(s):
		return 0, "", failf("repeat count given without format specifier")
	}
	return n, s[i:], nil
}

func errTooLong() *Error { return failf("total struct size too long") }

// add appends a field with the padding before it, unless the struct becomes
// longer than an int can say.
func (f *Format) add(next field) bool {
	gap := -f.size & (next.align - 1)
	if f.size > math.MaxInt-gap {
		return false
	}
	next.offset = f.size + gap
	if next.repeat > (math.MaxInt-next.offset)/next.size {
		return false
	}
	f.size = next.offset + next.repeat*next.size
	if next.kind == padding || next.count() == 0 {
		return true
	}
	f.count += next.count()
	if !f.extend(next) {
		f.fields = append(f.fields, next)
	}
	return true
}

// extend makes the last field longer if next goes on in the same way: "hh" is
// "2h".
func (f *Format) extend(next field) bool {
	if len(f.fields) == 0 || next.kind == text || next.kind == pascal {
		return false
	}
	last := &f.fields[len(f.fields)-1]
	if last.code != next.code || last.offset+last.repeat*last.size != next.offset {
		return false
	}
	last.repeat += next.repeat
	return true
}
