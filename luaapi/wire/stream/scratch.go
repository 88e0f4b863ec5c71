package stream

import (
	"strings"
	"unsafe"
)

// incoming returns n bytes of the shared memory, at most scratchBytes.
func (s *Scratch) incoming(n int) []byte {
	n = min(n, scratchBytes)
	if cap(s.in) < n {
		s.in = dirty(n)
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

// text returns data as a string. When data fills most of the shared incoming
// memory, that becomes the string's, and the next call gets memory anew.
func (s *Scratch) text(data []byte) string {
	if len(data) == 0 || cap(s.in) == 0 || len(data) <= cap(s.in)/2 || &data[0] != &s.in[:1][0] {
		return string(data)
	}
	s.in = nil
	return unsafe.String(&data[0], len(data))
}
