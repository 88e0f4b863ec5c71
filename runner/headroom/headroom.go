// Package headroom collects how much of its time each wait of a scenario has
// used, so that those are told which a slower machine would not do in time.
package headroom

import (
	"slices"
	"sync"
	"time"

	"sockrun/luaapi"
	"sockrun/runner/outcome"
	"sockrun/runner/scenario"
)

// Waits collects the waits of a scenario that were done in time, but have used
// more than half of it: those that fail first on a machine that is slower. The
// zero value is ready. It may be used from several goroutines.
type Waits struct {
	mu    sync.Mutex
	tight map[place]outcome.Headroom // the worst of each place
}

// place is what one line of a report is about.
type place struct {
	pos   scenario.Pos
	limit string
}

// Note takes one wait, if it is one of these.
func (h *Waits) Note(w outcome.Headroom) {
	if w.Used <= w.Of/2 || w.Used >= w.Of {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.tight == nil {
		h.tight = map[place]outcome.Headroom{}
	}
	key := place{w.Pos, w.Limit}
	if worst, known := h.tight[key]; !known || w.Share() > worst.Share() {
		h.tight[key] = w
	}
}

// Script takes a wait of a script, of which used is how long it took.
func (h *Waits) Script(w luaapi.Wait, used time.Duration) {
	limit := "settimeout"
	switch w.Op {
	case "select": // whose time is no limit: scripts ask again
		return
	case "run":
		limit = "the timeout of subprocess.run"
	}
	h.Note(outcome.Headroom{Who: w.Task, Limit: limit, Of: w.Limit().Round(time.Millisecond), Used: used, Pos: scenario.Pos{File: w.File, Line: w.Line}})
}

// List returns what was found, in order of position.
func (h *Waits) List() (list []outcome.Headroom) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, w := range h.tight {
		list = append(list, w)
	}
	slices.SortFunc(list, func(a, b outcome.Headroom) int {
		return a.Pos.Compare(b.Pos)
	})
	return list
}
