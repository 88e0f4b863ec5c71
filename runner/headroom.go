package runner

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"sockrun/luaapi"
	"sockrun/runner/scenario"
)

// headroom collects the waits of a scenario that were done in time, but have
// used more than half of it: those that fail first on a machine that is slower.
type headroom struct {
	mu    sync.Mutex
	tight map[place]Headroom // the worst of each place
}

// place is what one line of a report is about.
type place struct {
	pos   scenario.Pos
	limit string
}

// note takes one wait, if it is one of these. It never waits for long.
func (h *headroom) note(w Headroom) {
	if w.Used <= w.Of/2 || w.Used >= w.Of {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.tight == nil {
		h.tight = map[place]Headroom{}
	}
	key := place{w.Pos, w.Limit}
	if worst, known := h.tight[key]; !known || w.Share() > worst.Share() {
		h.tight[key] = w
	}
}

// script takes a wait of a script.
func (h *headroom) script(w luaapi.Wait, used time.Duration) {
	limit := "settimeout"
	switch w.Op {
	case "select": // whose time is no limit: scripts ask again
		return
	case "run":
		limit = "the timeout of subprocess.run"
	}
	h.note(Headroom{Who: w.Task, Limit: limit, Of: w.Limit().Round(time.Millisecond), Used: used, Pos: scenario.Pos{File: w.File, Line: w.Line}})
}

// list returns what was found in order of position.
func (h *headroom) list() (list []Headroom) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, w := range h.tight {
		list = append(list, w)
	}
	slices.SortFunc(list, func(a, b Headroom) int {
		return a.Pos.Compare(b.Pos)
	})
	return list
}

// measure notes how much of its time a step has used that is done.
func (do *performer) measure() {
	if do.since == 0 {
		return
	}
	p, step := do.play, do.step
	limit := "timeout"
	switch {
	case step.Duration > 0:
		limit = string(step.Verb)
	case do.within > 0:
		limit = "within"
	}
	who := fmt.Sprintf("%s step %d", do.task.Name(), do.number)
	if do.where != "" {
		who += ", " + do.where
	}
	p.headroom.note(Headroom{
		Who: who, Limit: limit, Of: p.scale.Of(do.limit()), Used: p.world.Elapsed() - do.since, Pos: step.Pos,
	})
}
