package thread

import (
	"time"

	"sockrun/luaapi/host"
)

// measure says whether the wait of t that is just over is one for Tight, and how
// long its call has taken: it has used more than half of its time, but not
// all of it; then it was a sleep, or the script knows already. Nor is it one
// that task.timeout has cut short. It is called before the baton is taken again,
// which is no part of the wait.
func (s *State) measure(t *Task) (used time.Duration, tight bool) {
	if s.Tight == nil || t.wait.deadline <= 0 {
		return 0, false
	}
	now := s.World.Elapsed()
	if t.deadline != host.Forever && now >= time.Duration(t.deadline) {
		return 0, false
	}
	used = now - t.wait.began
	limit := time.Duration(t.wait.deadline) - t.wait.began
	return used, used > limit/2 && used < limit
}

// tight is a wait for Tight of a call that may not have ended: it may wait again, and
// then not be done in time.
type tight struct {
	Wait
	used time.Duration
}

// retakeTight is retake after a wait for Tight. It is a function of its own since
// all who wait for the baton keep the stack that it takes.
//
//go:noinline
func (s *State) retakeTight(t *Task, used time.Duration) {
	over := t.wait
	s.retake(t)
	s.noteTight(t, over, used)
}

// noteTight keeps a wait of the script's own Lua; steps measure theirs, and what
// comes with the program looks again when its time is over. With the baton.
func (s *State) noteTight(t *Task, over wait, used time.Duration) {
	w := Wait{Task: t.Name, Step: t.Place.Step, Inside: t.Place.Inside, Op: over.op, Object: over.object, Since: over.since, Began: over.began, Deadline: over.deadline}
	if w.File, w.Line = Position(t.thread, 0); w.Line > 0 && !inOurs(t.thread) {
		t.tight = &tight{w, used}
	}
}

// tellTight tells Tight of the wait that is kept: its call was done. With the baton.
//
//go:noinline
func (s *State) tellTight(t *Task) {
	done := t.tight
	t.tight = nil
	s.Tight(done.Wait, done.used)
}
