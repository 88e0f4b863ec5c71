package printf

import (
	"math"
	"strconv"
	"strings"
)

// Integer is %d and %i of a number with its sign.
func (d Directive) Integer(negative bool, magnitude uint64) string {
	return d.pad(d.sign(negative), d.atLeast(strconv.FormatUint(magnitude, 10), magnitude), d.Precision < 0)
}

// Unsigned is %u, %o, %x and %X.
func (d Directive) Unsigned(v uint64) string {
	base, prefix := 10, ""
	switch d.Verb {
	case 'o':
		base = 8
	case 'x', 'X':
		base = 16
		if d.Sharp && v != 0 {
			prefix = "0x"
		}
	}
	text := d.atLeast(strconv.FormatUint(v, base), v)
	if d.Verb == 'o' && d.Sharp && !strings.HasPrefix(text, "0") {
		text = "0" + text
	}
	if d.Verb == 'X' {
		prefix, text = strings.ToUpper(prefix), strings.ToUpper(text)
	}
	return d.pad(prefix, text, d.Precision < 0)
}

// atLeast brings digits to the number that the precision asks for; a zero with
// a precision of 0 has none.
func (d Directive) atLeast(digits string, v uint64) string {
	if d.Precision == 0 && v == 0 {
		return ""
	}
	return strings.Repeat("0", max(d.Precision-len(digits), 0)) + digits
}

func (d Directive) sign(negative bool) string {
	switch {
	case negative:
		return "-"
	case d.Plus:
		return "+"
	case d.Space:
		return " "
	}
	return ""
}

// Float is %e, %E, %f, %g and %G. What is no number has no sign.
func (d Directive) Float(f float64) string {
	if math.IsNaN(f) {
		return d.word(d.sign(false), "nan")
	}
	sign := d.sign(math.Signbit(f))
	if f = math.Abs(f); math.IsInf(f, 0) {
		return d.word(sign, "inf")
	}
	precision := d.Precision
	if precision < 0 {
		precision = 6
	}
	var text string
	switch d.Verb {
	case 'f':
		text = d.point(strconv.FormatFloat(f, 'f', precision, 64))
	case 'e', 'E':
		text = d.point(strconv.FormatFloat(f, 'e', precision, 64))
	default:
		text = d.general(f, max(precision, 1))
	}
	if d.Verb == 'E' || d.Verb == 'G' {
		text = strings.ToUpper(text)
	}
	return d.pad(sign, text, true)
}

// word pads what is no number, never with zeros.
func (d Directive) word(sign, text string) string {
	if d.Verb == 'E' || d.Verb == 'G' {
		text = strings.ToUpper(text)
	}
	return d.pad(sign, text, false)
}

// general is %g of a positive number: in the style of %e when the exponent is
// small or not less than the precision, else in that of %f, without the zeros
// at the end.
func (d Directive) general(f float64, precision int) string {
	text := strconv.FormatFloat(f, 'e', precision-1, 64)
	mantissa, exponent, _ := strings.Cut(text, "e")
	if x, _ := strconv.Atoi(exponent); x >= -4 && x < precision {
		return d.trim(strconv.FormatFloat(f, 'f', precision-1-x, 64))
	}
	return d.trim(mantissa) + "e" + exponent
}

func (d Directive) trim(text string) string {
	if d.Sharp {
		return d.point(text)
	}
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text
}

// point puts the decimal point that "#" asks for behind the digits.
func (d Directive) point(text string) string {
	if !d.Sharp || strings.Contains(text, ".") {
		return text
	}
	mantissa, exponent, found := strings.Cut(text, "e")
	if found {
		exponent = "e" + exponent
	}
	return mantissa + "." + exponent
}

// exact is the magnitude below which floats are all integers exactly.
const exact = 1 << 53

// Number writes a number as text wherever Lua does so without being told how: as
// C's "%.14g", which Lua 5.1 has for that, but exact integers with all their
// digits.
func Number(f float64) string {
	if f == math.Trunc(f) && math.Abs(f) < exact {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	return Directive{Verb: 'g', Precision: 14}.Float(f)
}
