package iolib

import (
	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/wire/uncopied"
)

// minLent is how many bytes a read must ask for to get lent memory, and
// keptLent the most that is kept for the next.
const (
	minLent  = 8 << 10
	keptLent = 256 << 10
)

// lent is memory of a VM that is used again for one borrower at a time.
type lent struct {
	to     thread.Borrower
	memory []byte
}

type lentKey struct{}

// borrower is who may have the memory of a read of n bytes that is alone in its
// call.
func (f *file) borrower(c bind.Call, n int, alone bool) (to thread.Borrower, ok bool) {
	if !alone || n < minLent || f.source != nil {
		return to, false
	}
	return c.S.Borrower(c.L, bind.KeepsNothing)
}

// readLent reads n bytes into the memory that the borrower had before.
func (f *file) readLent(s *thread.State, n int, to thread.Borrower) (string, error) {
	slot := s.Value(lentKey{}, func() any { return &lent{} }).(*lent)
	if slot.to != to {
		*slot = lent{to: to} // whoever had the memory may still use it
	}
	memory, input := slot.memory, f.input()
	slot.memory = nil // others may read while this one waits
	token, _ := s.Begin("read", nil, host.Forever)
	data, err := input.upTo(n, memory)
	s.End(token)
	if slot.to == to && cap(data) <= keptLent {
		slot.memory = data
	}
	if err != nil {
		return "", err
	}
	return uncopied.String(data), nil
}
