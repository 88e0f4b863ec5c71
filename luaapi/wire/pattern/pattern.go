// Package pattern matches the patterns of Lua 5.1, with %f, as the reference
// implementation does: by backtracking over the pattern's text. It never
// recurses per byte of the subject, and whoever searches can stop it.
//
// Strings are bytes, and classes such as %a are those of the C locale.
package pattern

import (
	"errors"
	"fmt"
	"strings"
)

const (
	maxCaptures = 32  // as in PUC-Lua
	maxDepth    = 200 // of the pattern's own nesting, as in Lua 5.2
	checkEvery  = 1 << 14
)

// Position is the Len of a capture "()", which captures only where it is.
const Position = -2

const unclosed = -1

// Capture is what one pair of parentheses matched: Len bytes from offset
// Start.
type Capture struct{ Start, Len int }

// Match is where a pattern was found. Captures are in the order of their
// opening parentheses.
type Match struct {
	Start, End int // offsets in the subject
	Captures   []Capture
}

// Search looks for one pattern in one subject. It is used by one goroutine.
type Search struct {
	subject, pattern string
	anchored         bool
	literal          bool
	check            func() error

	captures []Capture
	few      [4]Capture // where most have room
	depth    int
	steps    int
	err      error

	marks  map[int]marks // see failed
	marked int           // how many bytes they take
	back   int           // see lastBack; -1 before it is known
}

// New returns a search for pattern in subject. check is called now and then
// during long searches and stops them by an error; it may be nil. A "^" at
// the beginning is an anchor if anchors says so.
func New(subject, pattern string, anchors bool, check func() error) *Search {
	s := &Search{subject: subject, pattern: pattern, check: check, back: -1}
	if anchors {
		s.pattern, s.anchored = strings.CutPrefix(pattern, "^")
	}
	s.literal = !s.anchored && !strings.ContainsAny(pattern, "^$*+?.([%-")
	return s
}

// Anchored says whether the pattern matches only where a search begins.
func (s *Search) Anchored() bool { return s.anchored }

// From returns the first match that starts at offset from or later, which
// must not lie behind the subject's end. The error says what is wrong with
// the pattern, or is that of check.
func (s *Search) From(from int) (m Match, found bool, err error) {
	if s.literal {
		at := strings.Index(s.subject[from:], s.pattern)
		return Match{Start: from + at, End: from + at + len(s.pattern)}, at >= 0, nil
	}
	for ; from <= len(s.subject); from++ {
		if m, found, err = s.at(from); found || err != nil || s.anchored {
			break
		}
	}
	return m, found, err
}

// at returns the match that starts at offset start, if there is one. The
// captures are valid until the next call.
func (s *Search) at(start int) (m Match, found bool, err error) {
	if s.captures == nil {
		s.captures = s.few[:]
	}
	s.captures, s.depth, s.err = s.captures[:0], 0, nil
	end := s.match(start, 0)
	for _, c := range s.captures {
		if end >= 0 && c.Len == unclosed {
			s.fail(errors.New("unfinished capture"))
		}
	}
	if s.err != nil || end < 0 {
		return Match{}, false, s.err
	}
	return Match{Start: start, End: end, Captures: s.captures}, true, nil
}

// fail stops the search.
func (s *Search) fail(err error) int {
	if s.err == nil {
		s.err = err
	}
	return -1
}

func malformed(format string, args ...any) error {
	return fmt.Errorf("malformed pattern (%s)", fmt.Sprintf(format, args...))
}

// step counts what takes time and asks now and then whether to go on.
func (s *Search) step() bool {
	if s.steps++; s.steps%checkEvery == 0 && s.check != nil {
		if err := s.check(); err != nil {
			s.fail(err)
		}
	}
	return s.err == nil
}

// skip counts n bytes that were passed quickly.
func (s *Search) skip(n int) {
	const quick = 64 // bytes in the time of a step
	for range n / quick {
		s.step()
	}
}
