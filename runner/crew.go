package runner

import "sync/atomic"

// crew runs functions on goroutines that are used again. A new goroutine has a
// small stack, which is copied each time that it has to grow: for tasks that run
// Lua, and end soon, that is more than a tenth of what they cost.
type crew struct {
	work chan func() // taken by those that are idle
	idle atomic.Int32
	home chan struct{} // closed when they are to go
}

// maxCrew is how many goroutines are kept. What they keep is stacks of some KiB.
const maxCrew = 64

func newCrew() *crew { return &crew{work: make(chan func()), home: make(chan struct{})} }

// run starts fn on a goroutine, without a crew on one of its own.
func (c *crew) run(fn func()) {
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
func (c *crew) serve(fn func()) {
	for more := true; more; fn, more = c.next() {
		fn()
	}
}

// next waits for the next function; there is none when enough others wait
// already, or when all are to go.
func (c *crew) next() (fn func(), more bool) {
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

// dismiss lets those that are idle end, and the others once they are.
func (c *crew) dismiss() { close(c.home) }
