package chunk

import (
	"math"
	"math/big"
	"strconv"
	"strings"
)

// infinite is the spelling in a token of a number too large for a double.
// gopher-lua would read it as NaN, so the walker replaces it.
const infinite = "1e999"

// number reads a numeral as far as Lua does: everything that looks like part
// of one. gopher-lua's scanner would cut "3x" in two, read "0010" as octal and
// large hexadecimal numbers as NaN.
func (s *scanner) number(at position) (token, *Error) {
	start := s.pos
	exponents := "eE"
	if s.peek(0) == '0' && s.peek(1)|0x20 == 'x' {
		exponents = "pP"
	}
	for c := s.peek(0); isLetter(c) || isDigit(c) || c == '.'; c = s.peek(0) {
		s.pos++
		if next := s.peek(0); strings.IndexByte(exponents, c) >= 0 && (next == '+' || next == '-') {
			s.pos++
		}
	}
	text := s.src[start:s.pos]
	value, ok := parseNumber(text)
	if !ok {
		return token{}, s.errorf(at, "malformed number `%s`", text)
	}
	if !exact(text) {
		return token{}, s.errorf(at, "%s does not fit a number exactly%s", text, int64Hint(text))
	}
	return token{number, at, spell(value)}, nil
}

func parseNumber(text string) (float64, bool) {
	text = strings.ToLower(text)
	if strings.Contains(text, "_") {
		return 0, false
	}
	if strings.HasPrefix(text, "0x") {
		if !strings.Contains(text, "p") {
			text += "p0"
		}
	} else if strings.Trim(text, "0123456789.e+-") != "" {
		return 0, false // Go would read "infinity" and the like
	}
	value, err := strconv.ParseFloat(text, 64)
	return value, err == nil || math.IsInf(value, 0)
}

// exact says whether text is no integer, or one that a double holds.
func exact(text string) bool {
	const sure = 13 // digits with which even a hexadecimal number is below 2^53
	integer, ok := parseInteger(text)
	if len(text) <= sure || !ok {
		return true
	}
	_, accuracy := new(big.Float).SetInt(integer).Float64()
	return accuracy == big.Exact
}

func parseInteger(text string) (*big.Int, bool) {
	if digits, ok := strings.CutPrefix(strings.ToLower(text), "0x"); ok {
		return new(big.Int).SetString(digits, 16)
	}
	return new(big.Int).SetString(text, 10)
}

func int64Hint(text string) string {
	if integer, ok := parseInteger(text); ok && integer.IsUint64() {
		return "; write int64(\"" + text + "\")"
	}
	return ""
}

func spell(value float64) string {
	if math.IsInf(value, 0) {
		return infinite
	}
	return strconv.FormatFloat(value, 'g', -1, 64)
}
