package sim

import (
	"syscall"
	"time"

	"sockrun/luaapi/host"
)

// park waits until somebody calls ready for the running task. It fails with
// ETIMEDOUT past the deadline, with EAGAIN if it must not wait, with ErrEnded
// when the world has ended, and outside Main with EDEADLK, since then nobody
// can run who would wake the caller.
func (w *World) park(d host.Deadline) error {
	switch {
	case w.ending.Load():
		return w.refuse(d)
	case w.schedule.current == nil:
		return syscall.EDEADLK
	case d < 0: // DontWait
		w.advance(callCost)
		return syscall.EAGAIN
	}
	until := time.Duration(d)
	if d == host.Forever {
		until = -1
	} else if until <= w.elapsed() {
		w.advance(callCost)
	}
	expired := w.suspend(until)
	switch {
	case w.ending.Load():
		return host.ErrEnded
	case expired:
		return syscall.ETIMEDOUT
	}
	return nil
}

// NewParker returns a place where one task waits for another.
func (w *World) NewParker() host.Parker { return &parker{world: w} }

type parker struct {
	world   *World
	waiting *task
	called  bool // Unpark since the last Park returned
}

// Park follows host.Parker. With DontWait it gives way once and fails with
// EAGAIN when nobody has called.
func (p *parker) Park(d host.Deadline) error {
	if p.world.ending.Load() {
		return p.world.refuse(d)
	}
	if !p.called {
		p.waiting = p.world.schedule.current
		err := p.world.park(d)
		p.waiting = nil
		if err == host.ErrEnded || !p.called {
			return err
		}
	}
	p.called = false
	return nil
}

func (p *parker) Unpark() {
	p.called = true
	if p.waiting != nil {
		p.world.schedule.ready(p.waiting)
	}
}
