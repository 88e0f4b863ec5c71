package chunk

import (
	"strings"
	"unicode/utf8"
)

// MaxSource is the longest source in bytes.
const MaxSource = 1 << 20

// byteOrderMark is what some editors begin a file with; no column counts it.
const byteOrderMark = "\ufeff"

// kind is the lexical class of a token.
type kind uint8

const (
	name kind = iota
	keyword
	number
	literal // a string
	symbol
	end // of the source
)

// token is one lexical element. Its text is a spelling that gopher-lua's
// scanner reads rightly; for names, keywords and symbols it is the source's.
type token struct {
	kind kind
	at   position
	text string
}

func (t token) is(text string) bool {
	return (t.kind == symbol || t.kind == keyword) && t.text == text
}

// follows says whether t stands directly behind the symbol before.
func (t token) follows(before token) bool {
	return t.at.line == before.at.line && int(t.at.column-before.at.column) == len(before.text)
}

// scanner cuts a source into tokens as the manual of Lua 5.1 says (section
// 2.1), with the escapes of Lua 5.4 (section 3.1).
type scanner struct {
	src     string
	pos     int // of the next byte
	line    int32
	column  int32 // of the byte at counted
	counted int
	org     origin
}

// scan returns the tokens of src; the last one is of kind end and stands
// directly behind the one before it.
func scan(src string, org origin) ([]token, *Error) {
	s := &scanner{src: src, line: 1, column: 1, org: org}
	if len(src) > MaxSource {
		return nil, s.errorf(s.here(), "the code is longer than 1 MiB")
	}
	if strings.HasPrefix(src, byteOrderMark) {
		s.pos, s.counted = len(byteOrderMark), len(byteOrderMark)
	}
	if strings.HasPrefix(src[s.pos:], "#!") && !org.Expression {
		s.skipLine()
	}
	var tokens []token
	last := s.here()
	for {
		if err := s.skipBlank(); err != nil {
			return nil, err
		}
		if s.pos == len(src) {
			return append(tokens, token{end, last, ""}), nil
		}
		t, err := s.token()
		if err != nil {
			return nil, s.hashComment(tokens, err)
		}
		tokens = append(tokens, t)
		last = s.here()
	}
}

func (s *scanner) errorf(p position, format string, args ...any) *Error {
	return s.org.errorf(p, format, args...)
}

// here returns the place of the next byte.
func (s *scanner) here() position {
	s.column += int32(utf8.RuneCountInString(s.src[s.counted:s.pos]))
	s.counted = s.pos
	return position{s.line, s.column}
}

// peek returns the byte that is n bytes ahead, 0 behind the end.
func (s *scanner) peek(n int) byte {
	if s.pos+n < len(s.src) {
		return s.src[s.pos+n]
	}
	return 0
}

func isNewline(c byte) bool { return c == '\n' || c == '\r' }

// newline reads a line end: "\n", "\r", "\r\n" or "\n\r".
func (s *scanner) newline() {
	first := s.peek(0)
	s.pos++
	if next := s.peek(0); isNewline(next) && next != first {
		s.pos++
	}
	s.line++
	s.column, s.counted = 1, s.pos
}

// skipBlank skips white space and comments.
func (s *scanner) skipBlank() *Error {
	for s.pos < len(s.src) {
		switch c := s.src[s.pos]; {
		case isNewline(c):
			s.newline()
		case isSpace(c):
			s.pos++
		case strings.HasPrefix(s.src[s.pos:], "--"):
			if err := s.comment(); err != nil {
				return err
			}
		default:
			return nil
		}
	}
	return nil
}

func isSpace(c byte) bool { return c == ' ' || '\t' <= c && c <= '\r' }

func (s *scanner) comment() *Error {
	at := s.here()
	s.pos += 2
	if level := s.longBracket(); level >= 0 {
		_, err := s.longText(level, at, "comment")
		return err
	}
	s.skipLine()
	return nil
}

func (s *scanner) skipLine() {
	for s.pos < len(s.src) && !isNewline(s.src[s.pos]) {
		s.pos++
	}
}

func (s *scanner) token() (token, *Error) {
	at := s.here()
	switch c := s.peek(0); {
	case isLetter(c):
		return s.word(at), nil
	case isDigit(c), c == '.' && isDigit(s.peek(1)):
		return s.number(at)
	case c == '"', c == '\'':
		return s.quoted(at)
	case c == '[' && s.longBracket() >= 0:
		value, err := s.longText(s.longBracket(), at, "string")
		return token{literal, at, quote(value)}, err
	}
	return s.symbol(at)
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isLetter(c byte) bool {
	return c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// run reads bytes while in holds and returns them.
func (s *scanner) run(in func(byte) bool) string {
	start := s.pos
	for s.pos < len(s.src) && in(s.src[s.pos]) {
		s.pos++
	}
	return s.src[start:s.pos]
}

func (s *scanner) word(at position) token {
	text := s.run(func(c byte) bool { return isLetter(c) || isDigit(c) })
	if isKeyword(text) {
		return token{keyword, at, text}
	}
	return token{name, at, text}
}

func isKeyword(word string) bool {
	switch word {
	case "and", "break", "do", "else", "elseif", "end", "false", "for",
		"function", "goto", "if", "in", "local", "nil", "not", "or", "repeat",
		"return", "then", "true", "until", "while":
		return true
	}
	return false
}

func (s *scanner) symbol(at position) (token, *Error) {
	rest := s.src[s.pos:]
	for _, long := range [...]string{"...", "..", "==", "~=", "<=", ">=", "::"} {
		if long[0] == rest[0] && strings.HasPrefix(rest, long) {
			s.pos += len(long)
			return token{symbol, at, long}, nil
		}
	}
	if strings.IndexByte("+-*/%^#<>=(){}[];:,.", rest[0]) < 0 {
		return token{}, s.errorf(at, "%s", foreignCharacter(rest))
	}
	s.pos++
	return token{symbol, at, rest[:1]}, nil
}
