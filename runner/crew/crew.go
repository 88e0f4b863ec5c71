// Package crew keeps goroutines, and with them their stacks, for those that run
// many short functions.
package crew

import (
	"sync/atomic"

	"sockrun/runner/stack"
)

// Crew runs functions on goroutines that are used again. A new goroutine has a
// small stack, which is copied each time that it has to grow: for tasks that run
// Lua, and end soon, that is more than a tenth of what they cost.
type Crew struct {
	work chan func() // taken by those that are idle
	idle atomic.Int32
	home chan struct{} // closed when they are to go
}

// maxCrew is how many goroutines are kept. What they keep is stacks of some KiB.
const maxCrew = 64

// New returns a crew that nobody is in yet. Whoever has made it dismisses it.
func New() *Crew { return &Crew{work: make(chan func()), home: make(chan struct{})} }

// Run starts fn on a goroutine, and returns at once; on a nil Crew on one of its
// own. It may be called from several goroutines, but not after Dismiss.
func (c *Crew) Run(fn func()) {
	if c == nil {
		go fn()
		return
	}
	select {
	case c.work <- fn:
	default:
		go c.serve(fn)
	}
}

// serve runs fn, and then what others hand over.
func (c *Crew) serve(fn func()) {
	stack.To4KiB()
	for more := true; more; fn, more = c.next() {
		fn()
	}
}

// next waits for the next function; there is none when enough others wait
// already, or when all are to go.
func (c *Crew) next() (fn func(), more bool) {
	defer c.idle.Add(-1)
	if c.idle.Add(1) > maxCrew {
		return nil, false
	}
	select {
	case fn = <-c.work:
		return fn, true
	case <-c.home:
		return nil, false
	}
}

// Dismiss lets those that are idle end, and the others once they are. It waits for
// nobody.
func (c *Crew) Dismiss() { close(c.home) }
