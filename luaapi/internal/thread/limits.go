package thread

import (
	"math"
	"time"

	"sockrun/luaapi/host"
)

// Scaled is how long a limit of d lasts. Sleeps are no limits.
func (s *State) Scaled(d time.Duration) time.Duration {
	if s.TimeScale == 0 || s.TimeScale == 1 || float64(d)*s.TimeScale > math.MaxInt64 {
		return d
	}
	return time.Duration(float64(d) * s.TimeScale)
}

// Limit is the deadline of a limit of d that begins now.
func (s *State) Limit(d time.Duration) host.Deadline { return host.After(s.World, s.Scaled(d)) }

// measure returns the wait of t that is just over when it is one for Tight, and
// how long its call has taken: it has used more than half of its time, but not
// all of it; then it was a sleep, or the script knows already. Nor is it one
// that task.timeout has cut short. It is called before the baton is taken again,
// which is no part of the wait.
func (s *State) measure(t *Task) (tight *Wait, used time.Duration) {
	if s.Tight == nil || t.wait.Deadline <= 0 {
		return nil, 0
	}
	now := s.World.Elapsed()
	if t.deadline != host.Forever && now >= time.Duration(t.deadline) {
		return nil, 0
	}
	used = now - t.wait.Began
	if used <= t.wait.Limit()/2 || used >= t.wait.Limit() {
		return nil, 0
	}
	w := t.wait
	return &w, used
}

// tell tells Tight of a wait of Lua code; steps measure their own. With the
// baton.
func (s *State) tell(t *Task, w *Wait, used time.Duration) {
	w.Task, w.Step = t.Name, t.Place.Step
	if w.File, w.Line = Position(t.thread, 0); w.Line > 0 {
		s.Tight(*w, used)
	}
}

// Limit is how long the call may take in all, when it has a deadline.
func (w *Wait) Limit() time.Duration { return time.Duration(w.Deadline) - w.Began }
