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
		return s.optional(at, p, after)
	case suffix == '?':
		return at, after + 1, false
	case !single:
		return -1, 0, true
	case suffix == '+':
		return s.most(at+1, p, after), 0, true
	}
	return at + 1, after, false
}

// optional matches a class that may be there, and is, and the rest of the
// pattern; or leaves it to the rest.
func (s *Search) optional(at, p, after int) (end, next int, done bool) {
	failed := s.failed(p)
	if failed.has(at) {
		return at, after + 1, false
	}
	if end := s.match(at+1, after+1); end >= 0 || s.err != nil {
		return end, 0, true
	}
	failed.add(at, at)
	return at, after + 1, false
}

// most matches as many of a class as it can and the rest of the pattern.
func (s *Search) most(at, p, after int) int {
	failed := s.failed(p)
	last := s.run(at, p, after, failed.next(at))
	must := s.must(after + 1)
	for i := last; i >= at && s.step(); i-- {
		if must != anyByte && (i == len(s.subject) || s.subject[i] != byte(must)) {
			continue
		}
		if end := s.match(i, after+1); end >= 0 {
			return end
		}
	}
	if s.err == nil {
		failed.add(at, last)
	}
	return -1
}

// run returns the offset behind all bytes of the class from at on; an earlier
// one when it comes to stop, from where everything has failed.
func (s *Search) run(at, p, after, stop int) int {
	if stop < 0 {
		stop = len(s.subject) + 1
	}
	if s.pattern[p] == '.' {
		return stop - 1
	}
	for at < stop && s.single(at, p, after) && s.step() {
		at++
	}
	return min(at, stop-1)
}

// fewest matches as few of a class as it can and the rest of the pattern.
func (s *Search) fewest(at, p, after int) int {
	failed, must, first := s.failed(p), s.must(after+1), at
	for s.step() && !failed.has(at) {
		if must == anyByte || at < len(s.subject) && s.subject[at] == byte(must) {
			if end := s.match(at, after+1); end >= 0 {
				return end
			}
		}
		if !s.single(at, p, after) {
			break
		}
		at++
		if must != anyByte && s.pattern[p] == '.' {
			at += s.ahead(at, byte(must))
		}
	}
	if s.err == nil {
		failed.add(first, at)
	}
	return -1
}

// ahead returns how far it is from at to b, but no more than a little, so that
// what has failed is not passed by far.
func (s *Search) ahead(at int, b byte) int {
	const little = 1 << 10
	part := s.subject[at:min(at+little, len(s.subject))]
	n := strings.IndexByte(part, b)
	if n < 0 {
		n = len(part)
	}
	s.skip(n)
	return n
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
	failed := s.failed(p)
	if at >= len(s.subject) || s.subject[at] != begin || failed.has(at) {
		return -1
	}
	for depth, i := 1, at+1; i < len(s.subject) && s.step(); i++ {
		switch s.subject[i] {
		case end:
			if depth--; depth == 0 {
				return i + 1
			}
		case begin:
			depth++
		}
	}
	if failed != nil && s.err == nil {
		s.unbalanced(at, begin, end, failed)
	}
	return -1
}

// unbalanced marks all places from at on where begin stands without its end.
func (s *Search) unbalanced(at int, begin, end byte, failed marks) {
	if begin == end {
		failed.add(at, len(s.subject))
		return
	}
	ends := 0
	for i := len(s.subject) - 1; i >= at; i-- {
		switch b := s.subject[i]; {
		case b == end:
			ends++
		case b == begin && ends > 0:
			ends--
		case b == begin:
			failed.add(i, i)
		}
	}
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
