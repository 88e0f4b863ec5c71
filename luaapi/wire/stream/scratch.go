package stream

import (
	"strings"
	"unsafe"

	"sockrun/luaapi/wire/uncopied"
)

// Borrower is somebody to whom the memory behind a text is only lent: they have
// forgotten the text when they receive again. Two are the same if they are
// equal.
type Borrower struct {
	Thread, Site any // pointers
	Depth        int
}

// Nobody keeps texts for as long as they like.
var Nobody Borrower

// memory returns n bytes, at most scratchBytes, to read into: those that were
// lent to the same borrower before, or of the shared memory.
func (s *Scratch) memory(n int, to Borrower) []byte {
	if to == Nobody {
		return s.incoming(n)
	}
	n = min(n, scratchBytes)
	if s.to != to || cap(s.lent) < n {
		s.lent, s.to = dirty(n), to // whoever had it may still use it
	}
	return s.lent[:n]
}

// incoming returns n bytes of the shared memory, at most scratchBytes.
func (s *Scratch) incoming(n int) []byte {
	n = min(n, scratchBytes)
	if len(s.in) < n {
		s.block = max(n, min(s.block, maxBlock))
		s.in = dirty(s.block)
	}
	return s.in[:n]
}

// dirty returns n bytes that hold anything. Clearing them would cost as much
// as the copy that text saves; a strings.Builder's memory is not cleared.
func dirty(n int) []byte {
	var b strings.Builder
	b.Grow(n)
	b.WriteByte(0) // or there would be no first byte to point at
	return unsafe.Slice(unsafe.StringData(b.String()), n)
}

// text returns data as a string. What is large and lies in the shared memory
// is not copied: its place becomes the string's, and the next call gets the
// one behind it. Nor is what was lent. The more is taken, the larger are the
// blocks of memory, since one large block costs the collector and the system
// less than many pieces.
func (s *Scratch) text(data []byte) string {
	switch {
	case len(data) > 0 && len(s.lent) > 0 && &data[0] == &s.lent[0]:
		return uncopied.String(data)
	case len(data) < ownPlace || len(s.in) == 0 || &data[0] != &s.in[0]:
		return string(data)
	}
	if s.in = s.in[min((len(data)+63)&^63, len(s.in)):]; len(s.in) == 0 {
		s.block *= 2
	}
	return uncopied.String(data)
}
