package frame

import (
	"errors"
	"fmt"
	"strings"
)

// integer is where the one integer of a struct format lies and how it is
// written, as in CPython's struct. Native order is that of 64-bit Linux on a
// little-endian machine everywhere, so that a scenario means the same
// everywhere.
type integer struct {
	code   byte
	signed bool
	big    bool // most significant byte first
	offset int  // of the integer in the format, in bytes
	width  int  // of the integer, in bytes
	size   int  // of the whole format, with pad bytes
}

// maxPadding bounds the pad bytes of one format.
const maxPadding = 1 << 16

// parseInteger reads a struct format that holds one integer and pad bytes.
func parseInteger(format string) (integer, error) {
	order, items := byte('@'), format
	if items != "" && strings.IndexByte("@=<>!", items[0]) >= 0 {
		order, items = items[0], items[1:]
	}
	f := integer{big: order == '>' || order == '!'}
	for items = skipSpace(items); items != ""; items = skipSpace(items) {
		count, rest := repeatCount(items)
		switch {
		case rest == "" && items == format:
			return f, errors.New(`a number is no format of struct; write one such as ">H" for two bytes or ">I" for four`)
		case rest == "":
			return f, errors.New("repeat count given without format specifier")
		}
		if err := f.add(rest[0], count, order == '@'); err != nil {
			return f, err
		}
		items = rest[1:]
	}
	if f.width == 0 {
		return f, errors.New(`no integer in it; write one such as ">I"`)
	}
	return f, nil
}

// add puts count items of one code at the end of the format.
func (f *integer) add(code byte, count int, native bool) error {
	if code == 'x' {
		f.size += count
		if f.size > maxPadding {
			return fmt.Errorf("more than %d pad bytes", maxPadding)
		}
		return nil
	}
	width, err := integerWidth(code, native)
	switch {
	case err != nil:
		return err
	case count != 1 || f.width != 0:
		return errors.New("must hold exactly one integer")
	}
	if native {
		f.size = (f.size + width - 1) / width * width
	}
	f.code, f.signed = code, code >= 'a'
	f.offset, f.width, f.size = f.size, width, f.size+width
	return nil
}

// integerWidth returns the size in bytes of an integer code.
func integerWidth(code byte, native bool) (int, error) {
	switch code {
	case 'b', 'B':
		return 1, nil
	case 'h', 'H':
		return 2, nil
	case 'i', 'I':
		return 4, nil
	case 'q', 'Q':
		return 8, nil
	case 'l', 'L':
		if native {
			return 8, nil
		}
		return 4, nil
	case 'n', 'N':
		if native {
			return 8, nil
		}
		return 0, fmt.Errorf("'%c' exists in native order only", code)
	}
	return 0, fmt.Errorf("%q is no integer code (those are b B h H i I l L q Q n N)", code)
}

// max returns the greatest value that fits.
func (f *integer) max() uint64 {
	bits := 8 * f.width
	if f.signed {
		bits--
	}
	return 1<<bits - 1
}

// negative says whether a value returned by read is a negative int64.
func (f *integer) negative(v uint64) bool { return f.signed && int64(v) < 0 }

// read returns the integer in data, which holds at least f.size bytes; a
// negative one as the uint64 with the bits of the int64.
func (f *integer) read(data []byte) uint64 {
	var v uint64
	b := data[f.offset : f.offset+f.width]
	for i := range b {
		if f.big {
			v = v<<8 | uint64(b[i])
		} else {
			v |= uint64(b[i]) << (8 * i)
		}
	}
	if f.signed {
		unused := 64 - 8*f.width
		v = uint64(int64(v<<unused) >> unused)
	}
	return v
}

// append writes v, which fits, with its pad bytes behind dst.
func (f *integer) append(dst []byte, v uint64) []byte {
	start := len(dst)
	for range f.size {
		dst = append(dst, 0)
	}
	b := dst[start+f.offset:][:f.width]
	for i := range b {
		shift := 8 * i
		if f.big {
			shift = 8 * (f.width - 1 - i)
		}
		b[i] = byte(v >> shift)
	}
	return dst
}

// repeatCount splits the number in front of a format code off; it is 1 when
// there is none, and more than maxPadding when it is too great.
func repeatCount(items string) (count int, rest string) {
	rest = strings.TrimLeft(items, "0123456789")
	digits := items[:len(items)-len(rest)]
	if digits == "" {
		return 1, rest
	}
	for _, digit := range digits {
		count = min(10*count+int(digit-'0'), maxPadding+1)
	}
	return count, rest
}

func skipSpace(s string) string { return strings.TrimLeft(s, " \t\n\v\f\r") }
