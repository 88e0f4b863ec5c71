package secure

import (
	"slices"
	"sync"
	"syscall"

	"sockrun/luaapi/host"
)

// lane lets one call at a time go one way through a session. crypto/tls has
// mutexes of its own, but a task that waited for one of them would hold up the
// whole simulated world: it waits here, as the world wants it.
type lane struct {
	mu    sync.Mutex
	busy  bool
	queue []host.Parker
}

// try takes the lane if it is free.
func (l *lane) try() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.busy {
		return false
	}
	l.busy = true
	return true
}

// take waits for the lane: ETIMEDOUT past the deadline, EAGAIN for DontWait.
func (l *lane) take(w host.Scheduler, d host.Deadline) error {
	if l.try() {
		return nil
	}
	if d == host.DontWait {
		return syscall.EAGAIN
	}
	p := w.NewParker()
	for !l.tryOr(p) {
		if err := p.Park(d); err != nil {
			l.leave(p)
			return err
		}
	}
	return nil
}

// tryOr is try, and queues p when the lane is not free.
func (l *lane) tryOr(p host.Parker) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.busy {
		l.queue = append(l.queue, p)
		return false
	}
	l.busy = true
	return true
}

// leave takes p out of the queue; that it was woken already is for the next.
func (l *lane) leave(p host.Parker) {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := len(l.queue)
	l.queue = slices.DeleteFunc(l.queue, func(q host.Parker) bool { return q == p })
	if n == len(l.queue) && !l.busy {
		l.wake()
	}
}

// give hands the lane on.
func (l *lane) give() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.busy = false
	l.wake()
}

// wake lets the next one try. With l.mu.
func (l *lane) wake() {
	if len(l.queue) > 0 {
		p := l.queue[0]
		l.queue = l.queue[1:]
		p.Unpark()
	}
}
