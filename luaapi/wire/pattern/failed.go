package pattern

import (
	"math/bits"
	"strings"
)

// What a part of a pattern does from a place in the subject depends on nothing
// but the two, unless it refers back to a capture. A search that takes long
// therefore remembers where an item with its rest has failed, and does not try
// it there again: its time grows with the length of the subject, not with the
// square of it or worse.

const (
	// patience is after how many steps a search begins to remember, beside a
	// part of the subject's length.
	patience     = 256
	patiencePart = 16
	// maxMarks bounds in bytes what is remembered; without room a search only
	// takes its time.
	maxMarks = 64 << 20
)

// marks holds one bit for each offset of the subject. nil holds none, and
// keeps none.
type marks []uint64

// failed returns from where the item at p of the pattern has failed.
func (s *Search) failed(p int) marks {
	if s.steps < patience+len(s.subject)/patiencePart || p < s.lastBack() {
		return nil
	}
	m, ok := s.marks[p]
	if size := len(s.subject)/64 + 1; !ok && s.marked+8*size <= maxMarks {
		if s.marks == nil {
			s.marks = map[int]marks{}
		}
		m = make(marks, size)
		s.marks[p] = m
		s.marked += 8 * size
	}
	return m
}

// lastBack is the offset of the last reference to a capture, or what looks
// like one; 0 when there is none.
func (s *Search) lastBack() int {
	if s.back < 0 {
		s.back = 0
		for i := len(s.pattern) - 1; i > 0 && s.back == 0; i-- {
			if isDigit(s.pattern[i]) && s.pattern[i-1] == '%' {
				s.back = i
			}
		}
	}
	return s.back
}

func (m marks) has(at int) bool { return m != nil && m[at/64]>>(at%64)&1 != 0 }

// add marks the offsets from first to last.
func (m marks) add(first, last int) {
	if m == nil || first > last {
		return
	}
	low, high := ^uint64(0)<<(first%64), ^uint64(0)>>(63-last%64)
	if first/64 == last/64 {
		m[first/64] |= low & high
		return
	}
	m[first/64] |= low
	for i := first/64 + 1; i < last/64; i++ {
		m[i] = ^uint64(0)
	}
	m[last/64] |= high
}

// next returns the first marked offset that is at least at; -1 when there is
// none.
func (m marks) next(at int) int {
	if m == nil {
		return -1
	}
	word := m[at/64] &^ (1<<(at%64) - 1)
	for i := at / 64; ; word = m[i] {
		if word != 0 {
			return 64*i + bits.TrailingZeros64(word)
		}
		if i++; i == len(m) {
			return -1
		}
	}
}

// anyByte is what must follow when that is not known.
const anyByte = -1

// must returns the byte that whatever the pattern from p on matches begins
// with, or anyByte.
func (s *Search) must(p int) int {
	open, count := 0, len(s.captures)
	for _, c := range s.captures {
		if c.Len == unclosed {
			open++
		}
	}
	for ; p < len(s.pattern); p++ {
		switch s.pattern[p] {
		case '(':
			if count++; count > maxCaptures {
				return anyByte
			}
			open++
		case ')':
			if open--; open < 0 {
				return anyByte
			}
		default:
			return s.literalAt(p)
		}
	}
	return anyByte
}

// literalAt returns the byte that the item at p stands for, if it stands for
// one that must be there.
func (s *Search) literalAt(p int) int {
	b := s.pattern[p]
	switch {
	case b == '.' || b == '[', b == '$' && p+1 == len(s.pattern):
		return anyByte
	case b == '%':
		if p++; p == len(s.pattern) || isLetter(s.pattern[p]) || isDigit(s.pattern[p]) {
			return anyByte
		}
		b = s.pattern[p]
	}
	if p+1 < len(s.pattern) && strings.IndexByte("*?-", s.pattern[p+1]) >= 0 {
		return anyByte
	}
	return int(b)
}
