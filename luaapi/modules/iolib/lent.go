package iolib

import (
	"unsafe"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/thread"
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

// readLent reads n bytes into the memory that the borrower had before.
func (f *file) readLent(s *thread.State, n int, to thread.Borrower) lua.LValue {
	slot := s.Value(lentKey{}, func() any { return &lent{} }).(*lent)
	if slot.to != to {
		*slot = lent{to: to} // whoever had the memory may still use it
	}
	memory := slot.memory
	slot.memory = nil // others may read while this one waits
	token, _ := s.Begin("read", nil, host.Forever)
	f.input()
	data := f.buffered.upTo(n, memory)
	s.End(token)
	if slot.to == to && cap(data) <= keptLent {
		slot.memory = data
	}
	if len(data) == 0 {
		return lua.LNil
	}
	return lua.LString(unsafe.String(&data[0], len(data)))
}
