package pattern

import "errors"

// Check says what is wrong with a pattern, whatever it will be matched with,
// and how many captures it has. Only how deep it nests shows when it is used.
func Check(pattern string) (captures int, err error) {
	s := New("", pattern, true, nil)
	for p := 0; p < len(s.pattern) && s.err == nil; {
		p = s.checkItem(p)
	}
	for _, c := range s.captures {
		if c.Len == unclosed {
			s.fail(errors.New("unfinished capture"))
		}
	}
	return len(s.captures), s.err
}

// checkItem returns the offset behind the item at p. In the captures only
// whether they are closed is kept.
func (s *Search) checkItem(p int) int {
	switch s.pattern[p] {
	case '(':
		if len(s.captures) == maxCaptures {
			return s.fail(errors.New("too many captures"))
		}
		if p+1 < len(s.pattern) && s.pattern[p+1] == ')' {
			s.captures = append(s.captures, Capture{Len: Position})
			return p + 2
		}
		s.captures = append(s.captures, Capture{Len: unclosed})
		return p + 1
	case ')':
		return s.checkClose(p)
	case '%':
		return s.checkEscape(p)
	}
	return s.classEnd(p)
}

func (s *Search) checkClose(p int) int {
	for i := len(s.captures) - 1; i >= 0; i-- {
		if s.captures[i].Len == unclosed {
			s.captures[i].Len = 0
			return p + 1
		}
	}
	return s.fail(errors.New("invalid pattern capture"))
}

func (s *Search) checkEscape(p int) int {
	if p+1 == len(s.pattern) {
		return s.classEnd(p)
	}
	switch kind := s.pattern[p+1]; {
	case kind == 'b' && p+3 >= len(s.pattern):
		return s.fail(malformed("missing arguments to '%%b'"))
	case kind == 'b':
		return p + 4
	case kind == 'f' && (p+2 >= len(s.pattern) || s.pattern[p+2] != '['):
		return s.fail(errors.New("missing '[' after '%f' in pattern"))
	case isDigit(kind):
		if i := int(kind) - '1'; i < 0 || i >= len(s.captures) || s.captures[i].Len == unclosed {
			return s.fail(errors.New("invalid capture index"))
		}
	}
	return p + 2
}
