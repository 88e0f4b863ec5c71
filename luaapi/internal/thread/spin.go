package thread

import "time"

// spin bounds how long a task runs at a stretch, for a world whose clock stands
// still meanwhile. Those outside of it go on.
type spin struct {
	timer  *time.Timer
	length time.Duration
	outer  *spin
}

// stop is called when the task begins to wait. It accepts nil.
func (s *spin) stop() {
	for ; s != nil; s = s.outer {
		s.timer.Stop()
	}
}

// start is called when it goes on. It accepts nil.
func (s *spin) start() {
	for ; s != nil; s = s.outer {
		s.timer.Reset(s.length)
	}
}

// Bound runs fn, and calls expire when the running task has not waited for
// length, by the clock on the wall. Another goroutine calls it. With the baton.
func (t *Task) Bound(length time.Duration, expire, fn func()) {
	own := &spin{length: length, outer: t.spin}
	own.timer = time.AfterFunc(length, func() {
		t.state.spun.Store(true)
		expire()
	})
	t.spin = own
	defer func() {
		own.timer.Stop()
		t.spin = own.outer
	}()
	fn()
}

// Spun says whether the clock on the wall has ended what a task of the VM ran, as
// Bound says. Any goroutine may ask.
func (s *State) Spun() bool { return s.spun.Load() }
