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
	given   chan struct{} // holds one once it was given while somebody waited
}

func newTurn() turn { return turn{given: make(chan struct{}, 1)} }

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
		case <-t.given:
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
	case t.given <- struct{}{}:
	default:
	}
}
