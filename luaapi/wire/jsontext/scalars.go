package jsontext

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf16"

	"sockrun/luaapi/wire/integer"
)

var (
	nan      = math.NaN()
	infinity = math.Inf(1)
)

// digits returns where the digits that begin at offset i end.
func (p *parser) digits(i int) int {
	for i < len(p.text) && p.text[i] >= '0' && p.text[i] <= '9' {
		i++
	}
	return i
}

// has says whether one of the bytes stands at offset i.
func (p *parser) has(i int, bytes string) bool {
	return i < len(p.text) && strings.IndexByte(bytes, p.text[i]) >= 0
}

// number reads a number; anything else is no value at all.
func (p *parser) number() (any, error) {
	start := p.at
	whole := start
	if p.has(whole, "-") {
		whole++
	}
	end := p.digits(whole)
	if end == whole {
		return nil, p.fail(start, "Expecting value")
	}
	if p.text[whole] == '0' {
		end = whole + 1
	}
	p.at = p.fraction(end)
	if p.at > end {
		f, _ := strconv.ParseFloat(p.text[start:p.at], 64) // beyond the range it is infinite
		return f, nil
	}
	return p.integer(start)
}

// fraction returns where the fraction and the exponent end that may stand at
// offset i.
func (p *parser) fraction(i int) int {
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
func (p *parser) integer(start int) (any, error) {
	digits := p.text[start:p.at]
	if v, err := integer.Parse(digits); err == nil {
		return v, nil
	}
	if !p.options.Round {
		return nil, p.fail(start, "Integer outside of -2^63 to 2^64-1")
	}
	f, _ := strconv.ParseFloat(digits, 64)
	return f, nil
}

// string reads a string, at whose opening quote the parser is.
func (p *parser) string() (string, error) {
	begin := p.at
	p.at++
	var out strings.Builder
	for {
		start := p.at
		for p.at < len(p.text) && p.text[p.at] >= ' ' && p.text[p.at] != '"' && p.text[p.at] != '\\' {
			p.at++
		}
		plain := p.text[start:p.at]
		switch {
		case p.at == len(p.text):
			return "", p.fail(begin, "Unterminated string starting at")
		case p.text[p.at] == '"':
			p.at++
			if out.Len() == 0 {
				return plain, nil
			}
			return out.String() + plain, nil
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
func (p *parser) escape(begin int) (rune, error) {
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
func (p *parser) unicode() (rune, error) {
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
func (p *parser) hex() (rune, bool) {
	if p.at+5 > len(p.text) {
		return 0, false
	}
	n, err := strconv.ParseUint(p.text[p.at+1:p.at+5], 16, 16)
	p.at += 5
	return rune(n), err == nil
}
