package steps

import (
	"context"
	"sync"

	"sockrun/luaapi/host"
	"sockrun/runner/headroom"
	"sockrun/runner/scenario"
	"sockrun/runner/timescale"
)

// Scene is what the conversations of a run have around them. All of them share
// one and use it from several goroutines.
type Scene struct {
	Context  context.Context // cancelled when Lua is to stop
	World    host.Clock      // by which steps take their time
	Scale    timescale.Scale // of their limits
	Headroom *headroom.Waits // which is told of limits that were only just kept
	// Network changes the weather as a step says; text works its templates out.
	Network func(step *scenario.Step, text func(*scenario.Text) (string, error)) error
	// Reached is how far the steps have come.
	Reached Reach
}

// Reach is how far lists of steps have come, each in the best of its runs. The zero
// value is ready; it may be used from several goroutines.
type Reach struct {
	mu    sync.Mutex
	lists map[*scenario.Step]int // steps begun, by the first of the list
}

// Note notes that n steps of a list have begun.
func (r *Reach) Note(steps []*scenario.Step, n int) {
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

// Of returns how many steps of a list have begun.
func (r *Reach) Of(steps []*scenario.Step) int {
	if len(steps) == 0 {
		return 0
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.lists[steps[0]]
}
