package iolib

import "strings"

// Numeral takes a number byte by byte, as C's scanf does: up to the first byte
// that cannot go on with it. The zero value has taken nothing.
type Numeral int

// What a Numeral has taken last.
const (
	nothing Numeral = iota
	sign
	zero // as the first digit
	whole
	point // without a digit before it
	fraction
	exponent // its letter
	power
	hexadecimal
)

// Takes says whether the next byte belongs to the number.
func (n *Numeral) Takes(b byte) bool {
	switch letter := b | 0x20; {
	case *n == hexadecimal:
		return isDigit(b) || letter >= 'a' && letter <= 'f'
	case isDigit(b):
		*n = n.afterDigit(b)
	case b == '.' && *n <= sign:
		*n = point
	case b == '.' && *n <= whole:
		*n = fraction
	case letter == 'e' && (*n == zero || *n == whole || *n == fraction):
		*n = exponent
	case *n == nothing && (b == '+' || b == '-'):
		*n = sign
	case *n == exponent && (b == '+' || b == '-'):
		*n = power
	case letter == 'x' && *n == zero:
		*n = hexadecimal
	default:
		return false
	}
	return true
}

func (n Numeral) afterDigit(b byte) Numeral {
	switch {
	case n <= sign && b == '0':
		return zero
	case n <= whole:
		return whole
	case n <= fraction:
		return fraction
	}
	return power
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

// IsSpace says whether a byte is passed over before a number.
func IsSpace(b byte) bool { return strings.IndexByte(" \t\r\n", b) >= 0 }
