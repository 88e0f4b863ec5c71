package jsontext

import (
	"strconv"
	"strings"
	"unicode/utf16"

	"sockrun/luaapi/wire/integer"
)

// digits returns where the digits that begin at offset i end.
func (p *scan) digits(i int) int {
	for i < len(p.text) && p.text[i] >= '0' && p.text[i] <= '9' {
		i++
	}
	return i
}

// has says whether one of the bytes stands at offset i.
func (p *scan) has(i int, bytes string) bool {
	return i < len(p.text) && strings.IndexByte(bytes, p.text[i]) >= 0
}

// number reads a number, which is an integer or not; anything else is no value
// at all.
func (p *scan) number() (n integer.Integer, f float64, isInteger bool, err error) {
	start := p.at
	whole := start
	if p.next() == '-' {
		whole++
	}
	end := p.digits(whole)
	if end == whole {
		return n, 0, false, p.fail(start, "Expecting value")
	}
	if p.text[whole] == '0' {
		end = whole + 1
	}
	if p.at = p.fraction(end); p.at == end {
		return p.integer(start)
	}
	f, _ = strconv.ParseFloat(p.text[start:p.at], 64) // beyond the range it is infinite
	return n, f, false, nil
}

// fraction returns where the fraction and the exponent end that may stand at
// offset i.
func (p *scan) fraction(i int) int {
	if p.has(i, ".") && p.digits(i+1) > i+1 {
		i = p.digits(i + 1)
	}
	if p.has(i, "eE") {
		exponent := i + 1
		if p.has(exponent, "+-") {
			exponent++
		}
		if end := p.digits(exponent); end > exponent {
			i = end
		}
	}
	return i
}

// integer converts the digits from start to the position.
func (p *scan) integer(start int) (n integer.Integer, f float64, isInteger bool, err error) {
	const sure = 18 // characters that always fit
	digits := p.text[start:p.at]
	if len(digits) <= sure {
		v, _ := strconv.ParseInt(digits, 10, 64)
		return integer.FromInt64(v), 0, true, nil
	}
	if n, err = integer.Parse(digits); err == nil {
		return n, 0, true, nil
	}
	if !p.options.Round {
		return n, 0, false, p.fail(start, "Integer outside of -2^63 to 2^64-1")
	}
	f, _ = strconv.ParseFloat(digits, 64)
	return n, f, false, nil
}

// string reads a string, at whose opening quote the parser is.
func (p *scan) string() (string, error) {
	begin := p.at
	p.at++
	var out strings.Builder
	for {
		rest := p.text[p.at:]
		i := 0
		for i < len(rest) && rest[i] >= ' ' && rest[i] != '"' && rest[i] != '\\' {
			i++
		}
		plain := rest[:i]
		p.at += i
		switch {
		case p.at == len(p.text):
			return "", p.fail(begin, "Unterminated string starting at")
		case p.text[p.at] == '"':
			p.at++
			if out.Len() == 0 {
				return plain, nil
			}
			out.WriteString(plain)
			return out.String(), nil
		case p.text[p.at] != '\\':
			return "", p.fail(p.at, "Invalid control character at")
		}
		out.WriteString(plain)
		r, err := p.escape(begin)
		if err != nil {
			return "", err
		}
		out.WriteRune(r)
	}
}

// escape reads what a backslash begins.
func (p *scan) escape(begin int) (rune, error) {
	if p.at+1 == len(p.text) {
		return 0, p.fail(begin, "Unterminated string starting at")
	}
	letter := p.text[p.at+1]
	if letter == 'u' {
		p.at++
		return p.unicode()
	}
	i := strings.IndexByte(`"\/bfnrt`, letter)
	if i < 0 {
		return 0, p.fail(p.at, `Invalid \escape`)
	}
	p.at += 2
	return rune("\"\\/\b\f\n\r\t"[i]), nil
}

// unicode reads uXXXX and, for half of a surrogate pair, the other half. A
// half alone stands for no character, so text cannot hold it.
func (p *scan) unicode() (rune, error) {
	at := p.at
	r, ok := p.hex()
	if !ok {
		return 0, p.fail(at, `Invalid \uXXXX escape`)
	}
	if !utf16.IsSurrogate(r) {
		return r, nil
	}
	if strings.HasPrefix(p.text[p.at:], `\u`) {
		p.at++
		if low, ok := p.hex(); ok && utf16.DecodeRune(r, low) != '\ufffd' {
			return utf16.DecodeRune(r, low), nil
		}
	}
	return 0, p.fail(at, `Unpaired surrogate \u%04x`, r)
}

// hex reads the four digits after a u.
func (p *scan) hex() (rune, bool) {
	if p.at+5 > len(p.text) {
		return 0, false
	}
	n, err := strconv.ParseUint(p.text[p.at+1:p.at+5], 16, 16)
	p.at += 5
	return rune(n), err == nil
}
