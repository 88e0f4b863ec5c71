package sim

import "sockrun/luaapi/host"

// ParkWatching parks the running task on p until d, as p.Park does. It returns
// before that, and says so, when no other task can run any more and none waits
// for a moment on the clock: by themselves they will never go on.
func (w *World) ParkWatching(p host.Parker, d host.Deadline) (stalled bool, err error) {
	s := &w.schedule
	s.watcher, s.stalled = s.current, false
	err = p.Park(d)
	s.watcher = nil
	return s.stalled && err == nil, err
}

// stalls says whether the watcher is the only one that anything can wake. It
// is told once.
func (s *schedule) stalls() bool {
	if s.watcher == nil || s.stalled || !s.watcher.parked {
		return false
	}
	return len(s.events) == 0 && (len(s.timers) == 0 || len(s.timers) == 1 && s.timers[0] == s.watcher)
}
