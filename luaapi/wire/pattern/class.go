package pattern

// classEnd returns the offset behind the single character class at p.
func (s *Search) classEnd(p int) int {
	switch s.pattern[p] {
	case '%':
		if p+1 == len(s.pattern) {
			return s.fail(malformed("ends with '%%'"))
		}
		return p + 2
	case '[':
		return s.setEnd(p + 1)
	}
	return p + 1
}

// setEnd returns the offset behind the set whose content begins at p. A "]"
// that comes first belongs to the set.
func (s *Search) setEnd(p int) int {
	from := p
	if p < len(s.pattern) && s.pattern[p] == '^' {
		p++
	}
	for first := true; p < len(s.pattern); first = false {
		switch {
		case s.pattern[p] == ']' && !first:
			if p-from > longSet {
				s.skip(p - from)
			}
			return p + 1
		case s.pattern[p] == '%':
			p++
		}
		p++
	}
	return s.fail(malformed("missing ']'"))
}

// single says whether the byte at an offset of the subject is in the class
// from p to after.
func (s *Search) single(at, p, after int) bool {
	if at >= len(s.subject) {
		return false
	}
	b := s.subject[at]
	switch s.pattern[p] {
	case '.':
		return true
	case '%':
		return inClass(b, s.pattern[p+1])
	case '[':
		return s.inSet(b, p, after-1)
	}
	return b == s.pattern[p]
}

// longSet is from how many bytes on a set takes so much time that it counts.
const longSet = 256

// inSet says whether b is in the set from "[" at p to "]" at end.
func (s *Search) inSet(b byte, p, end int) bool {
	p++
	negated := s.pattern[p] == '^'
	if negated {
		p++
	}
	if end-p > longSet {
		s.skip(end - p)
	}
	for p < end {
		switch {
		case s.pattern[p] == '%':
			if inClass(b, s.pattern[p+1]) {
				return !negated
			}
			p += 2
		case p+2 < end && s.pattern[p+1] == '-':
			if s.pattern[p] <= b && b <= s.pattern[p+2] {
				return !negated
			}
			p += 3
		default:
			if s.pattern[p] == b {
				return !negated
			}
			p++
		}
	}
	return negated
}

// inClass says whether b is in the class %letter; upper case is the
// complement, and what is no letter of a class stands for itself.
func inClass(b, letter byte) bool {
	var in bool
	switch letter | 0x20 {
	case 'a':
		in = isLetter(b)
	case 'c':
		in = b < 0x20 || b == 0x7f
	case 'd':
		in = isDigit(b)
	case 'l':
		in = 'a' <= b && b <= 'z'
	case 'p':
		in = 0x20 < b && b < 0x7f && !isLetter(b) && !isDigit(b)
	case 's':
		in = b == ' ' || '\t' <= b && b <= '\r'
	case 'u':
		in = 'A' <= b && b <= 'Z'
	case 'w':
		in = isLetter(b) || isDigit(b)
	case 'x':
		in = isDigit(b) || 'a' <= b|0x20 && b|0x20 <= 'f'
	case 'z':
		in = b == 0
	default:
		return b == letter
	}
	return in == (letter&0x20 != 0)
}

func isDigit(b byte) bool  { return '0' <= b && b <= '9' }
func isLetter(b byte) bool { return 'a' <= b|0x20 && b|0x20 <= 'z' }
