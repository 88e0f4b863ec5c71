package thread

import (
	"syscall"

	"sockrun/luaapi/host"
)

// Done says whether the task has ended; Err is then what it ended with. With
// the baton.
func (t *Task) Done() bool { return t.done }

// Err is what an ended task ended with. With the baton, or after Join.
func (t *Task) Err() error { return t.err }

// Join waits as the running task until t has ended. The error is that of the
// waiting, not t's own: EDEADLK when t itself waits for the running task.
// With the baton.
func (t *Task) Join() error {
	t.joined = true
	s := t.state
	if t.done {
		return nil
	}
	if t.leadsTo(s.current) {
		return syscall.EDEADLK
	}
	p := s.World.NewParker()
	t.joiners = append(t.joiners, p)
	waiting := s.current
	waiting.joining = t
	err := s.Park(p, "join", t, host.Forever)
	waiting.joining = nil
	return err
}

// leadsTo says whether t is other or waits, by joins alone, for other to end.
func (t *Task) leadsTo(other *Task) bool {
	for ; t != nil; t = t.joining {
		if t == other {
			return true
		}
	}
	return false
}
