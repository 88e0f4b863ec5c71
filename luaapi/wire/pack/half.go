package pack

import "math"

const (
	halfExponent = 0x7c00 // all ones: infinity, or not a number
	halfQuiet    = 0x7e00
	doubleQuiet  = 0x7ff8 << 48 // math.NaN has one more bit set than C's NAN
)

// halfBits returns x in the binary16 format of IEEE 754, rounded half to even
// from the double itself, or false when it is too large.
func halfBits(x float64) (uint16, bool) {
	sign := uint16(math.Float64bits(x)>>48) & 0x8000
	switch {
	case math.IsNaN(x):
		return sign | halfQuiet, true
	case math.IsInf(x, 0):
		return sign | halfExponent, true
	case x == 0:
		return sign, true
	}
	magnitude := math.Abs(x)
	_, exponent := math.Frexp(magnitude)
	exponent = max(exponent, -13) // below 2^-14 halves are subnormal
	mantissa := int(math.RoundToEven(math.Ldexp(magnitude, 11-exponent)))
	// The leading one of a normal mantissa adds 1 to the exponent's field, and
	// a mantissa that was rounded up to the next power of two adds 2.
	bits := (exponent+13)<<10 + mantissa
	return sign | uint16(bits), bits < halfExponent
}

// halfFloat returns the number that binary16 bits stand for.
func halfFloat(bits uint16) float64 {
	sign := 1.0
	if bits&0x8000 != 0 {
		sign = -1
	}
	exponent, mantissa := int(bits&halfExponent)>>10, float64(bits&0x03ff)
	switch {
	case exponent == 0:
		return sign * math.Ldexp(mantissa, -24)
	case exponent < 31:
		return sign * math.Ldexp(mantissa+1024, exponent-25)
	case mantissa == 0:
		return math.Inf(int(sign))
	}
	return math.Copysign(math.Float64frombits(doubleQuiet), sign)
}
