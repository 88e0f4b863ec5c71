package pack

import "math"

// kind is how the values of a code are turned into bytes.
type kind uint8

const (
	padding kind = iota
	char
	boolean
	signed
	unsigned
	half
	single
	nativeSingle
	double
	text
	pascal
)

// code is one row of the struct module's table of format characters.
type code struct {
	char  byte
	kind  kind
	size  int
	align int    // of the offset in native order, else 1
	min   int64  // range of the integers
	max   uint64 // range of the integers
}

// codeOf returns the row of a format character. The native characters have
// the sizes and the alignment of 64-bit Linux, the standard ones neither
// alignment nor n, N and P.
func codeOf(c byte, native bool) (code, bool) {
	switch c {
	case 'x':
		return code{char: c, kind: padding, size: 1, align: 1}, true
	case 'c':
		return code{char: c, kind: char, size: 1, align: 1}, true
	case '?':
		return code{char: c, kind: boolean, size: 1, align: 1}, true
	case 's':
		return code{char: c, kind: text, size: 1, align: 1}, true
	case 'p':
		return code{char: c, kind: pascal, size: 1, align: 1}, true
	case 'e', 'f', 'd':
		return float(c, native), true
	}
	return integerCode(c, native)
}

func float(c byte, native bool) code {
	f := code{char: c, kind: half, size: 2, align: 1}
	switch {
	case c == 'f' && native:
		f.kind, f.size = nativeSingle, 4
	case c == 'f':
		f.kind, f.size = single, 4
	case c == 'd':
		f.kind, f.size = double, 8
	}
	if native {
		f.align = f.size
	}
	return f
}

func integerCode(c byte, native bool) (code, bool) {
	i := code{char: c, kind: unsigned, align: 1}
	switch c {
	case 'b', 'h', 'i', 'l', 'q', 'n':
		i.kind = signed
	}
	switch c {
	case 'b', 'B':
		i.size = 1
	case 'h', 'H':
		i.size = 2
	case 'i', 'I':
		i.size = 4
	case 'l', 'L':
		i.size = 4
		if native {
			i.size = 8
		}
	case 'q', 'Q':
		i.size = 8
	case 'n', 'N', 'P':
		i.size = 8
		if !native {
			return code{}, false
		}
	default:
		return code{}, false
	}
	if native {
		i.align = i.size
	}
	return i.withRange(), true
}

// withRange returns the integer code with the smallest and largest value of
// its size.
func (c code) withRange() code {
	bits := 8 * c.size
	switch {
	case c.char == 'P': // CPython takes an address of either sign
		c.min, c.max = math.MinInt64, math.MaxUint64
	case c.kind == signed:
		c.min, c.max = -1<<(bits-1), 1<<(bits-1)-1
	default:
		c.max = math.MaxUint64 >> (64 - bits)
	}
	return c
}
