package sim

import (
	"sync"
	"time"

	"sockrun/luaapi/host"
)

// callCost is the virtual time that a call takes which others can notice, or
// which fails because it will not wait or because the world has ended: about
// what it takes on loopback. Without it tasks that talk or poll without end
// would stop the clock for all who sleep, and one that goes on calling after
// the end would never use up the grace of Close.
const callCost = 5 * time.Microsecond

// Main runs main on the caller's goroutine as the first task and returns when
// main has returned. Other tasks run only while some task waits, ends or
// gives way. Those that are left when main returns stand still, and so do
// their goroutines, until Main is called again; so main calls Close. Only one
// Main may run at a time.
func (w *World) Main(main func()) {
	s := &w.schedule
	s.main = s.newTask("main", nil)
	s.current = s.main
	defer func() { s.main, s.current = nil, nil }()
	main()
}

// Go starts fn as a task. It runs when it is picked.
func (w *World) Go(name string, fn func()) {
	s := &w.schedule
	t := s.newTask(name, fn)
	s.alive[t] = struct{}{}
	s.runnable.add(t)
}

// NewBaton returns a lock that does nothing, since the world has one baton
// for all tasks.
func (w *World) NewBaton() sync.Locker { return noLock{} }

type noLock struct{}

func (noLock) Lock()   {}
func (noLock) Unlock() {}

// Interleave is called by a VM, without its baton, after a call that others
// can notice: they may run now. Calls that may not wait never let them.
func (w *World) Interleave() func() { return w.mayYield }

// End makes every later call fail with host.ErrEnded, and every call that
// waits now as soon as the running task gives way. All sockets are closed by
// that. It may be called from any goroutine, returns at once, and does
// nothing the second time.
func (w *World) End() { w.ending.Store(true) }

// Turns is how often a task has got its turn. It may be called from any
// goroutine.
func (w *World) Turns() uint64 { return w.turns.Load() }

// Deadlocked says whether the world ended itself because every task waited
// and none had a deadline. It may be called from any goroutine.
func (w *World) Deadlocked() bool { return w.deadlocked.Load() }

// Close ends the world and waits until all tasks that Go started have
// returned, other than the caller, but at most grace of virtual time. It
// returns the names of those that have not, in the order of their start. They
// stand still once Main has returned.
func (w *World) Close(grace time.Duration) (stuck []string) {
	if w.schedule.current == nil {
		w.Main(func() { stuck = w.Close(grace) })
		return stuck
	}
	w.End()
	s := &w.schedule
	until := w.Elapsed() + min(max(grace, 0), time.Hour*24*365)
	s.closer = s.current
	for !s.allReturned(s.closer) && !w.suspend(until) {
	}
	s.closer = nil
	for _, t := range s.others(s.current) {
		stuck = append(stuck, t.name)
	}
	return stuck
}

// tellEnd wakes everybody who waits, once, when the world has ended.
func (w *World) tellEnd() {
	s := &w.schedule
	if s.ended || !w.ending.Load() {
		return
	}
	s.ended = true
	s.ready(s.main)
	for _, t := range s.others(s.main) {
		s.ready(t)
	}
}

// refuse is how every call fails once the world has ended. One that may wait
// gives way, so that a task which calls again and again keeps nobody from
// returning.
func (w *World) refuse(d host.Deadline) error {
	w.advance(callCost)
	if d >= 0 {
		w.yield()
	}
	return host.ErrEnded
}
