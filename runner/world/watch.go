package world

import "sockrun/luaapi/host"

// realWorld is what a real world knows of itself, chopped or not.
type realWorld interface {
	HasRun() bool
	HeldPolls() int
	AskPolls()
}

// ParkWatching parks the running task on p until d, as p.Park does. In the
// simulated world it returns before that, and says so, when nobody else can go
// on and nobody waits for a moment on the clock.
func (w *World) ParkWatching(p host.Parker, d host.Deadline) (stalled bool, err error) {
	if s, ok := w.Base.(simulated); ok {
		return s.ParkWatching(p, d)
	}
	return false, p.Park(d)
}

// HasRun says whether a program was ever started, which may have left others
// behind that still run.
func (w *World) HasRun() bool {
	r, ok := w.Base.(realWorld)
	return ok && r.HasRun()
}

// Turns is another number as soon as a task of a simulated world has waited or
// ended and a task has got its turn. Any goroutine may ask. A real world has no
// turns.
func (w *World) Turns() uint64 {
	if s, ok := w.Base.(simulated); ok {
		return s.Turns()
	}
	return 0
}

// Held says whether a task waits on a parker of the real world that nobody has
// called: it certainly goes on waiting until somebody does.
func Held(p host.Parker) bool {
	h, ok := p.(interface{ Held() bool })
	return ok && h.Held()
}

// HeldPolls returns how many calls of Poll certainly wait, in the real world,
// unless a socket has become ready since the call before, and asks them all
// again. So only the second answer in which nothing else has changed counts.
func (w *World) HeldPolls() int {
	r, ok := w.Base.(realWorld)
	if !ok {
		return 0
	}
	n := r.HeldPolls()
	r.AskPolls()
	return n
}
