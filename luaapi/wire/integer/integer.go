// Package integer holds the integers that sockets carry and Lua numbers do
// not: -2^63 to 2^64-1, every signed and unsigned value of 64 bits, exactly.
// It is the value inside Lua's int64 objects and knows nothing of Lua.
package integer

import (
	"errors"
	"fmt"
	"math"
	"math/bits"
	"strconv"
	"strings"
)

// Integer is a whole number from -2^63 to 2^64-1. The zero value is 0. Two
// integers are the same number when they are ==.
type Integer struct {
	word     uint64 // two's complement when negative
	negative bool
}

// The reasons why a number or a text is refused; test with errors.Is.
var (
	// ErrRange is a number below -2^63 or above 2^64-1.
	ErrRange = errors.New("outside -9223372036854775808 to 18446744073709551615")
	// ErrNotWhole is a number with a fraction, an infinity or not a number.
	ErrNotWhole = errors.New("not a whole number")
	// ErrInexact is a float of 2^53 or more, which may already be rounded.
	ErrInexact = errors.New("a plain number of 2^53 or more may already be rounded")
	// ErrSyntax is a text that is no integer.
	ErrSyntax = errors.New("not an integer")
	// ErrDivision is a division by zero, or one that leaves a remainder where
	// an exact result is asked for.
	ErrDivision = errors.New("cannot be divided")
)

// FromInt64 returns v.
func FromInt64(v int64) Integer { return Integer{word: uint64(v), negative: v < 0} }

// FromUint64 returns v.
func FromUint64(v uint64) Integer { return Integer{word: v} }

// maxFloat is the first power of two from which on doubles skip integers.
const maxFloat = 1 << 53

// FromFloat returns v. It fails with ErrNotWhole, and with ErrInexact when the
// magnitude of v is 2^53 or more.
func FromFloat(v float64) (Integer, error) {
	switch {
	case v != math.Trunc(v) || math.IsInf(v, 0): // NaN differs from itself
		return Integer{}, fmt.Errorf("%s is %w", Digits(v), ErrNotWhole)
	case math.Abs(v) >= maxFloat:
		return Integer{}, fmt.Errorf("%s: %w; write it as int64(\"...\")", Digits(v), ErrInexact)
	}
	return FromInt64(int64(v)), nil
}

// Digits shows a float as its author may have written it, unless that is long: with
// as many digits as tell it from all others.
func Digits(v float64) string {
	if v-v != 0 { // inf, -inf or nan, as print shows them
		return strings.ToLower(strings.TrimPrefix(strconv.FormatFloat(v, 'g', -1, 64), "+"))
	}
	if magnitude := math.Abs(v); magnitude >= 1e21 || magnitude < 1e-5 {
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// Parse reads a decimal or, after 0x, hexadecimal integer with an optional
// sign and nothing around it. It fails with ErrSyntax or ErrRange.
func Parse(text string) (Integer, error) {
	digits, negative, base := text, false, 10
	if digits != "" && (digits[0] == '-' || digits[0] == '+') {
		digits, negative = digits[1:], digits[0] == '-'
	}
	if strings.HasPrefix(digits, "0x") || strings.HasPrefix(digits, "0X") {
		digits, base = digits[2:], 16
	}
	magnitude, err := strconv.ParseUint(digits, base, 64)
	v, ok := fromMagnitude(magnitude, negative)
	switch {
	case errors.Is(err, strconv.ErrSyntax):
		return Integer{}, fmt.Errorf("%.64q is %w", text, ErrSyntax)
	case err != nil || !ok:
		return Integer{}, fmt.Errorf("%.64s is %w", text, ErrRange)
	}
	return v, nil
}

// fromMagnitude returns the number of that size and sign, if it is in range.
func fromMagnitude(magnitude uint64, negative bool) (Integer, bool) {
	if !negative || magnitude == 0 {
		return Integer{word: magnitude}, true
	}
	return Integer{word: -magnitude, negative: true}, magnitude <= 1<<63
}

func (a Integer) magnitude() uint64 {
	if a.negative {
		return -a.word
	}
	return a.word
}

// Int64 returns the number, and false when it does not fit.
func (a Integer) Int64() (int64, bool) {
	return int64(a.word), a.negative || a.word <= math.MaxInt64
}

// Uint64 returns the number, and false when it is negative.
func (a Integer) Uint64() (uint64, bool) { return a.word, !a.negative }

// Bits returns the number modulo 2^64: the 64 bits that travel on the wire.
func (a Integer) Bits() uint64 { return a.word }

// Float64 returns the nearest double, and whether it is the same number.
func (a Integer) Float64() (v float64, exact bool) {
	m := a.magnitude()
	v = float64(m)
	if a.negative {
		v = -v
	}
	return v, m == 0 || bits.Len64(m)-bits.TrailingZeros64(m) <= 53
}

// String returns the number in decimal.
func (a Integer) String() string {
	if a.negative {
		return strconv.FormatInt(int64(a.word), 10)
	}
	return strconv.FormatUint(a.word, 10)
}
