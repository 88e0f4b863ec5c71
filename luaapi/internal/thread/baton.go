package thread

import (
	"time"

	"sockrun/luaapi/host"
)

// tryLock takes the baton if it can be had within 50 ms. They are counted in short
// pauses, which get longer on a machine that is too busy; there are several even then,
// but all of them together are short beside the time that a scenario has to end.
func (s *State) tryLock() bool {
	end := time.Now().Add(250 * time.Millisecond)
	for range 50 {
		if s.lockNow() {
			return true
		}
		if time.Now().After(end) {
			return false
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
