package thread

import "sync/atomic"

// Rest is how a VM is at a moment.
type Rest struct {
	Quiet bool   // all tasks wait
	Timed bool   // one of them until some moment at most
	Moves uint64 // is another number as soon as one of them has gone on
}

// Rest says how the VM is. One whose baton is taken is not quiet. The caller
// must not hold the baton.
func (s *State) Rest() Rest {
	if !s.lockNow() {
		return Rest{}
	}
	defer s.baton.Unlock()
	return Rest{Quiet: s.waiting == s.tasks.Len(), Timed: s.timed > 0, Moves: s.moves}
}

// Alarm tells when a task goes on, once each time that it was set. One alarm
// may serve several VMs. While it is not set it costs a task next to nothing.
type Alarm struct {
	// Ring is called with the baton of the VM, and must not wait.
	Ring func()
	set  atomic.Bool
}

// Set sets the alarm for the next task that goes on.
func (a *Alarm) Set() { a.set.Store(true) }

// goesOn is called by every task that does.
func (a *Alarm) goesOn() {
	if a != nil && a.set.Load() && a.set.Swap(false) {
		a.Ring()
	}
}
