package chunk

import (
	"strings"
	"unicode/utf8"
)

// longBracket returns the level of the opening long bracket at the next byte,
// -1 when there is none.
func (s *scanner) longBracket() int {
	if s.peek(0) != '[' {
		return -1
	}
	level := 0
	for s.peek(1+level) == '=' {
		level++
	}
	if s.peek(1+level) != '[' {
		return -1
	}
	return level
}

// longText reads a long bracket of the level, which opens at the next byte,
// and returns what is in it: every line end is "\n", a first one is left out.
func (s *scanner) longText(level int, at position, what string) (string, *Error) {
	s.pos += level + 2
	if isNewline(s.peek(0)) {
		s.newline()
	}
	closing := "]" + strings.Repeat("=", level) + "]"
	var out strings.Builder
	for s.pos < len(s.src) {
		switch c := s.src[s.pos]; {
		case isNewline(c):
			s.newline()
			out.WriteByte('\n')
		case c == ']' && strings.HasPrefix(s.src[s.pos:], closing):
			s.pos += len(closing)
			return out.String(), nil
		default:
			out.WriteByte(c)
			s.pos++
		}
	}
	return "", s.errorf(at, "unfinished %s: `%s` expected", what, closing)
}

// quoted reads a string between quotes.
func (s *scanner) quoted(at position) (token, *Error) {
	mark := s.src[s.pos]
	s.pos++
	var value []byte
	for s.pos < len(s.src) && !isNewline(s.src[s.pos]) {
		c := s.src[s.pos]
		if c == mark {
			s.pos++
			return token{literal, at, quote(string(value))}, nil
		}
		if c != '\\' {
			value = append(value, c)
			s.pos++
			continue
		}
		var err *Error
		if value, err = s.escape(value); err != nil {
			return token{}, err
		}
	}
	return token{}, s.errorf(at, "unfinished string: `%c` expected on the same line", mark)
}

// quote writes a string so that gopher-lua's scanner reads it on one line.
func quote(value string) string {
	var out strings.Builder
	out.WriteByte('"')
	for _, c := range []byte(value) {
		if c == '"' || c == '\\' || c < ' ' || c > '~' {
			out.Write([]byte{'\\', '0' + c/100, '0' + c/10%10, '0' + c%10})
		} else {
			out.WriteByte(c)
		}
	}
	out.WriteByte('"')
	return out.String()
}

// escape reads the escape sequence whose backslash is the next byte and
// appends what it stands for.
func (s *scanner) escape(value []byte) ([]byte, *Error) {
	at := s.here()
	s.pos++
	c := s.peek(0)
	if i := strings.IndexByte(`abfnrtv\"'`, c); i >= 0 {
		s.pos++
		return append(value, "\a\b\f\n\r\t\v\\\"'"[i]), nil
	}
	switch {
	case isNewline(c):
		s.newline()
		return append(value, '\n'), nil
	case c == 'z':
		s.pos++
		s.skipSpace()
		return value, nil
	case c == 'x':
		return s.hexEscape(value, at)
	case c == 'u':
		return s.unicodeEscape(value, at)
	case isDigit(c):
		return s.decimalEscape(value, at)
	case s.pos == len(s.src):
		return nil, s.errorf(at, "unfinished string")
	}
	r, _ := utf8.DecodeRuneInString(s.src[s.pos:])
	return nil, s.errorf(at, "invalid escape sequence `\\%c`", r)
}

func (s *scanner) skipSpace() {
	for isSpace(s.peek(0)) {
		if isNewline(s.peek(0)) {
			s.newline()
		} else {
			s.pos++
		}
	}
}

func (s *scanner) hexEscape(value []byte, at position) ([]byte, *Error) {
	high, low := hexDigit(s.peek(1)), hexDigit(s.peek(2))
	if high < 0 || low < 0 {
		return nil, s.errorf(at, "`\\x` needs two hexadecimal digits")
	}
	s.pos += 3
	return append(value, byte(high<<4|low)), nil
}

// hexDigit returns the value of a hexadecimal digit, -1 when c is none.
func hexDigit(c byte) int {
	switch {
	case isDigit(c):
		return int(c - '0')
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}

func (s *scanner) decimalEscape(value []byte, at position) ([]byte, *Error) {
	code := 0
	for n := 0; n < 3 && isDigit(s.peek(0)); n++ {
		code = code*10 + int(s.peek(0)-'0')
		s.pos++
	}
	if code > 255 {
		return nil, s.errorf(at, "`\\%d` is no byte: at most `\\255`", code)
	}
	return append(value, byte(code)), nil
}

func (s *scanner) unicodeEscape(value []byte, at position) ([]byte, *Error) {
	s.pos++
	if s.peek(0) != '{' || hexDigit(s.peek(1)) < 0 {
		return nil, s.errorf(at, "`\\u` is written `\\u{XXX}` with hexadecimal digits")
	}
	code := uint64(0)
	for s.pos++; hexDigit(s.peek(0)) >= 0; s.pos++ {
		code = code<<4 | uint64(hexDigit(s.peek(0)))
		if code >= 1<<31 {
			return nil, s.errorf(at, "the code of `\\u{XXX}` is 80000000 or more")
		}
	}
	if s.peek(0) != '}' {
		return nil, s.errorf(at, "`}` expected at the end of `\\u{XXX}`")
	}
	s.pos++
	return appendUTF8(value, uint32(code)), nil
}

// appendUTF8 encodes codes below 2^31 as Lua 5.4 does: the scheme of RFC 2279,
// which has up to six bytes and does not leave out surrogates.
func appendUTF8(value []byte, code uint32) []byte {
	if code < 0x80 {
		return append(value, byte(code))
	}
	size := 2
	for limit := uint32(1) << 11; size < 6 && code >= limit; limit <<= 5 {
		size++
	}
	value = append(value, byte(0xff<<(8-size))|byte(code>>(6*(size-1))))
	for i := size - 2; i >= 0; i-- {
		value = append(value, 0x80|byte(code>>(6*i))&0xbf)
	}
	return value
}
