package pattern

import (
	"errors"
	"strings"
)

// All methods here take an offset at of the subject and p of the pattern, and
// return the offset behind what they matched, or -1.

// match matches the pattern from p on.
func (s *Search) match(at, p int) int {
	if s.depth++; s.depth > maxDepth {
		return s.fail(errors.New("pattern too complex"))
	}
	end := s.items(at, p)
	s.depth--
	return end
}

// items matches one item after the other. What must be tried in more than one
// way recurses.
func (s *Search) items(at, p int) int {
	for p < len(s.pattern) && s.step() {
		switch s.pattern[p] {
		case '(':
			if strings.HasPrefix(s.pattern[p:], "()") {
				return s.open(at, p+2, Position)
			}
			return s.open(at, p+1, unclosed)
		case ')':
			return s.close(at, p+1)
		case '$':
			if p+1 == len(s.pattern) {
				return s.end(at)
			}
		}
		var done bool
		if at, p, done = s.item(at, p); done || at < 0 {
			return at
		}
	}
	if s.err != nil {
		return -1
	}
	return at
}

func (s *Search) end(at int) int {
	if at < len(s.subject) {
		return -1
	}
	return at
}

// item matches one item. It is done when that has matched all the rest too;
// else the next item is at p.
func (s *Search) item(at, p int) (end, next int, done bool) {
	if s.pattern[p] == '%' && p+1 < len(s.pattern) {
		switch kind := s.pattern[p+1]; {
		case kind == 'b':
			return s.balanced(at, p+2), p + 4, false
		case kind == 'f':
			return s.frontier(at, p+2)
		case isDigit(kind):
			return s.again(at, kind), p + 2, false
		}
	}
	after := s.classEnd(p)
	if after < 0 {
		return -1, p, true
	}
	return s.repeated(at, p, after)
}

// repeated matches the class from p to after with the suffix behind it.
func (s *Search) repeated(at, p, after int) (end, next int, done bool) {
	var suffix byte
	if after < len(s.pattern) {
		suffix = s.pattern[after]
	}
	switch suffix {
	case '*':
		return s.most(at, p, after), 0, true
	case '-':
		return s.fewest(at, p, after), 0, true
	}
	single := s.single(at, p, after)
	switch {
	case suffix == '?' && single:
		if end := s.match(at+1, after+1); end >= 0 || s.err != nil {
			return end, 0, true
		}
		return at, after + 1, false
	case suffix == '?':
		return at, after + 1, false
	case !single:
		return -1, 0, true
	case suffix == '+':
		return s.most(at+1, p, after), 0, true
	}
	return at + 1, after, false
}

// most matches as many of a class as it can and the rest of the pattern.
func (s *Search) most(at, p, after int) int {
	n := 0
	for s.single(at+n, p, after) && s.step() {
		n++
	}
	for ; n >= 0 && s.err == nil; n-- {
		if end := s.match(at+n, after+1); end >= 0 {
			return end
		}
	}
	return -1
}

// fewest matches as few of a class as it can and the rest of the pattern.
func (s *Search) fewest(at, p, after int) int {
	for s.step() {
		if end := s.match(at, after+1); end >= 0 {
			return end
		}
		if !s.single(at, p, after) {
			return -1
		}
		at++
	}
	return -1
}

func (s *Search) open(at, p, kind int) int {
	level := len(s.captures)
	if level == maxCaptures {
		return s.fail(errors.New("too many captures"))
	}
	s.captures = append(s.captures, Capture{at, kind})
	end := s.match(at, p)
	if end < 0 {
		s.captures = s.captures[:level]
	}
	return end
}

func (s *Search) close(at, p int) int {
	i := len(s.captures) - 1
	for i >= 0 && s.captures[i].Len != unclosed {
		i--
	}
	if i < 0 {
		return s.fail(errors.New("invalid pattern capture"))
	}
	s.captures[i].Len = at - s.captures[i].Start
	end := s.match(at, p)
	if end < 0 {
		s.captures[i].Len = unclosed
	}
	return end
}

// again is %1 to %9: what a capture matched, once more.
func (s *Search) again(at int, digit byte) int {
	i := int(digit) - '1'
	if i < 0 || i >= len(s.captures) || s.captures[i].Len == unclosed {
		return s.fail(errors.New("invalid capture index"))
	}
	c := s.captures[i]
	if c.Len < 0 || !strings.HasPrefix(s.subject[at:], s.subject[c.Start:c.Start+c.Len]) {
		return -1
	}
	return at + c.Len
}

// balanced is %bxy.
func (s *Search) balanced(at, p int) int {
	if p+1 >= len(s.pattern) {
		return s.fail(malformed("missing arguments to '%%b'"))
	}
	begin, end := s.pattern[p], s.pattern[p+1]
	if at >= len(s.subject) || s.subject[at] != begin {
		return -1
	}
	for depth := 1; at+1 < len(s.subject) && s.step(); {
		at++
		switch s.subject[at] {
		case end:
			if depth--; depth == 0 {
				return at + 1
			}
		case begin:
			depth++
		}
	}
	return -1
}

// frontier is %f[set]: a place where the set begins.
func (s *Search) frontier(at, p int) (end, next int, done bool) {
	if p >= len(s.pattern) || s.pattern[p] != '[' {
		return s.fail(errors.New("missing '[' after '%f' in pattern")), p, true
	}
	after := s.classEnd(p)
	if after < 0 {
		return -1, p, true
	}
	var before, here byte
	if at > 0 {
		before = s.subject[at-1]
	}
	if at < len(s.subject) {
		here = s.subject[at]
	}
	if s.inSet(before, p, after-1) || !s.inSet(here, p, after-1) {
		return -1, p, true
	}
	return at, after, false
}
