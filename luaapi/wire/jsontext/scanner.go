package jsontext

import "strings"

// Scanner finds where the first value of a text ends that comes in pieces. It
// looks at brackets and quotes only; whether the value is well-formed is for
// Parse to say. The zero value is ready.
type Scanner struct {
	at      int // how much it has looked at
	began   bool
	depth   int
	quoted  bool
	escaped bool
	number  bool
	word    int // where a number or a word begins
}

// Scan takes all that has come so far, which begins with what it was given
// before, and returns the length of the value with the white space before it;
// 0 when more is needed. A text that cannot be a value ends where that shows.
func (s *Scanner) Scan(text []byte) int {
	for ; s.at < len(text); s.at++ {
		if end := s.next(text); end > 0 {
			s.at = end
			return end
		}
	}
	return 0
}

// Number says whether the value is a number, so that the end of the stream is
// its end too.
func (s *Scanner) Number() bool { return s.number }

// next looks at the byte at s.at and returns the end of the value, 0 when it
// goes on.
func (s *Scanner) next(text []byte) int {
	c := text[s.at]
	switch {
	case !s.began:
		return s.first(c)
	case s.escaped:
		s.escaped = false
	case s.quoted:
		return s.inString(c)
	case s.depth > 0:
		return s.inBrackets(c)
	case s.number && strings.IndexByte("0123456789+-.eE", c) < 0 && !s.isWord(text):
		return s.at
	case !s.number:
		return s.inWord(text)
	}
	return 0
}

// first looks at a byte before which there was nothing but white space.
func (s *Scanner) first(c byte) int {
	if strings.IndexByte(" \t\n\r", c) >= 0 {
		return 0
	}
	s.began, s.word = true, s.at
	switch {
	case c == '{' || c == '[':
		s.depth = 1
	case c == '"':
		s.quoted = true
	case c == '-' || c >= '0' && c <= '9':
		s.number = true
	case strings.IndexByte("ntfNI", c) < 0:
		return s.at + 1
	}
	return 0
}

func (s *Scanner) inString(c byte) int {
	switch c {
	case '\\':
		s.escaped = true
	case '"':
		if s.quoted = false; s.depth == 0 {
			return s.at + 1
		}
	}
	return 0
}

func (s *Scanner) inBrackets(c byte) int {
	switch c {
	case '"':
		s.quoted = true
	case '{', '[':
		s.depth++
	case '}', ']':
		if s.depth--; s.depth == 0 {
			return s.at + 1
		}
	}
	return 0
}

// isWord says whether what began as a number is the beginning of -Infinity.
func (s *Scanner) isWord(text []byte) bool {
	s.number = !strings.HasPrefix("-Infinity", string(text[s.word:s.at+1]))
	return !s.number
}

// inWord ends a word such as true when it is whole, or is none.
func (s *Scanner) inWord(text []byte) int {
	so := string(text[s.word : s.at+1])
	for _, word := range [...]string{"null", "true", "false", "NaN", "Infinity", "-Infinity"} {
		if word == so {
			return s.at + 1
		}
		if strings.HasPrefix(word, so) {
			return 0
		}
	}
	return s.at + 1
}
