package integer

import (
	"cmp"
	"fmt"
	"math/bits"
)

// Cmp returns -1 when a is less than b, 0 when they are the same and 1 when a
// is greater.
func (a Integer) Cmp(b Integer) int {
	switch {
	case a.negative && !b.negative:
		return -1
	case b.negative && !a.negative:
		return 1
	}
	return cmp.Compare(a.word, b.word) // two's complement keeps the order
}

// Neg returns -a, or fails with ErrRange.
func (a Integer) Neg() (Integer, error) {
	v, ok := fromMagnitude(a.magnitude(), !a.negative)
	if !ok {
		return Integer{}, fmt.Errorf("-%s is %w", a, ErrRange)
	}
	return v, nil
}

// Add returns a + b, or fails with ErrRange.
func (a Integer) Add(b Integer) (Integer, error) {
	v, ok := add(a.magnitude(), a.negative, b.magnitude(), b.negative)
	return checked(v, ok, a, "+", b)
}

// Sub returns a - b, or fails with ErrRange.
func (a Integer) Sub(b Integer) (Integer, error) {
	v, ok := add(a.magnitude(), a.negative, b.magnitude(), !b.negative)
	return checked(v, ok, a, "-", b)
}

func add(m uint64, mNegative bool, n uint64, nNegative bool) (Integer, bool) {
	switch {
	case mNegative == nNegative:
		sum, carry := bits.Add64(m, n, 0)
		v, ok := fromMagnitude(sum, mNegative)
		return v, ok && carry == 0
	case m >= n:
		return fromMagnitude(m-n, mNegative)
	}
	return fromMagnitude(n-m, nNegative)
}

// Mul returns a * b, or fails with ErrRange.
func (a Integer) Mul(b Integer) (Integer, error) {
	high, low := bits.Mul64(a.magnitude(), b.magnitude())
	v, ok := fromMagnitude(low, a.negative != b.negative)
	return checked(v, ok && high == 0, a, "*", b)
}

// Div returns a / b rounded towards minus infinity, or fails with ErrDivision
// when b is 0 and with ErrRange.
func (a Integer) Div(b Integer) (Integer, error) {
	if b == (Integer{}) {
		return Integer{}, byZero(a)
	}
	m, n, negative := a.magnitude(), b.magnitude(), a.negative != b.negative
	quotient := m / n
	if negative && m%n != 0 {
		quotient++
	}
	v, ok := fromMagnitude(quotient, negative)
	return checked(v, ok, a, "/", b)
}

// DivExact returns a / b, or fails with ErrDivision when b is 0 or the
// division leaves a remainder, and with ErrRange.
func (a Integer) DivExact(b Integer) (Integer, error) {
	if b != (Integer{}) && a.magnitude()%b.magnitude() != 0 {
		return Integer{}, fmt.Errorf("%s %w by %s without a remainder", a, ErrDivision, b)
	}
	return a.Div(b)
}

// Mod returns what a floored division leaves: a - b*Div(a, b), which has the
// sign of b. It fails with ErrDivision when b is 0.
func (a Integer) Mod(b Integer) (Integer, error) {
	if b == (Integer{}) {
		return Integer{}, byZero(a)
	}
	n := b.magnitude()
	rest := a.magnitude() % n
	if rest != 0 && a.negative != b.negative {
		rest = n - rest
	}
	v, ok := fromMagnitude(rest, b.negative)
	return checked(v, ok, a, "%", b)
}

func checked(v Integer, ok bool, a Integer, operator string, b Integer) (Integer, error) {
	if !ok {
		return Integer{}, fmt.Errorf("%s %s %s is %w", a, operator, b, ErrRange)
	}
	return v, nil
}

func byZero(a Integer) error { return fmt.Errorf("%s %w by 0", a, ErrDivision) }
