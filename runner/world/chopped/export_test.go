package chopped

import "sockrun/luaapi/host"

const HoldTime = holdTime

// Kept is how much the world keeps of connections: lines, and addresses that
// sockets are about to connect to.
func (w *World) Kept() (lines, calls int) {
	w.lines.mu.Lock()
	defer w.lines.mu.Unlock()
	return len(w.lines.all), len(w.lines.calls)
}

// BeginFlush is the flush of the timer up to where it has the lock; what it returns
// is the rest.
func (s *Socket) BeginFlush() (rest func()) {
	s.held.timed.Store(true)
	s.held.lock.take(nil)
	return func() {
		s.flushLocked(host.DontWait)
		s.held.lock.give()
		s.held.timed.Store(false)
	}
}
