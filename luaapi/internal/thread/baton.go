package thread

import (
	"time"

	"sockrun/luaapi/host"
)

// tryLock takes the baton if it can be had within 50 ms.
func (s *State) tryLock() bool {
	for range 50 {
		if s.lockNow() {
			return true
		}
		time.Sleep(time.Millisecond)
	}
	return false
}

// lockNow takes the baton if nobody has it. The simulated world has none of its
// own to wait for.
func (s *State) lockNow() bool {
	if b, ok := s.baton.(interface{ TryLock() bool }); ok {
		return b.TryLock()
	}
	s.baton.Lock()
	return true
}

// lockFirst takes the baton before those who wait for it, where somebody can.
func (s *State) lockFirst() {
	if b, ok := s.baton.(host.Baton); ok {
		b.LockFirst()
		return
	}
	s.baton.Lock()
}
