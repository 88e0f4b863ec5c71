package real

import (
	"sync/atomic"
	"time"
)

// turn is a lock that can be waited for until a moment. Taking it when it is
// free costs one atomic operation, which is what nearly all calls do.
type turn struct {
	taken   atomic.Bool
	waiting atomic.Int32
	given   atomic.Pointer[chan struct{}] // nil until somebody waits; see channel
}

// channel returns what holds one once the turn was given while somebody waited.
// Of most sockets nobody ever waits for a turn.
func (t *turn) channel() chan struct{} {
	if t.given.Load() == nil {
		made := make(chan struct{}, 1)
		t.given.CompareAndSwap(nil, &made)
	}
	return *t.given.Load()
}

// try takes the turn if it is free and nobody waits for it.
func (t *turn) try() bool {
	return t.waiting.Load() == 0 && t.taken.CompareAndSwap(false, true)
}

// take waits for the turn until late delivers a value.
func (t *turn) take(late <-chan time.Time) bool {
	t.waiting.Add(1) // before the turn is looked at, so that who gives it sees this one
	defer t.waiting.Add(-1)
	for !t.taken.CompareAndSwap(false, true) {
		select {
		case <-t.channel():
		case <-late:
			return false
		}
	}
	return true
}

// give gives the turn back.
func (t *turn) give() {
	t.taken.Store(false)
	if t.waiting.Load() == 0 {
		return
	}
	select {
	case t.channel() <- struct{}{}:
	default:
	}
}
