package runner

import (
	"context"
	"sync"

	"sockrun/luaapi/host"
	"sockrun/runner/headroom"
	"sockrun/runner/scenario"
	"sockrun/runner/timescale"
)

// scene is what the conversations of a run have around them. They use it from
// several goroutines.
type scene struct {
	ctx      context.Context // cancelled when Lua is to stop
	world    host.Clock
	scale    timescale.Scale
	headroom *headroom.Waits
	// network changes the weather as a step says; text works its templates out.
	network func(step *scenario.Step, text func(*scenario.Text) (string, error)) error
	// reached is how far the steps have come.
	reached reach
}

// reach is how far lists of steps have come, each in the best of its runs.
type reach struct {
	mu    sync.Mutex
	lists map[*scenario.Step]int // steps begun, by the first of the list
}

// note notes that n steps of a list have begun.
func (r *reach) note(steps []*scenario.Step, n int) {
	if len(steps) == 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.lists == nil {
		r.lists = map[*scenario.Step]int{}
	}
	r.lists[steps[0]] = max(r.lists[steps[0]], n)
}

// of returns how many steps of a list have begun.
func (r *reach) of(steps []*scenario.Step) int {
	if len(steps) == 0 {
		return 0
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.lists[steps[0]]
}
