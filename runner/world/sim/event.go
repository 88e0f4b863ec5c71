package sim

import (
	"container/heap"
	"slices"
	"time"
)

// event is something that happens at a moment by itself, such as the arrival
// of bytes. It gives nobody the baton.
type event struct {
	at     time.Duration
	order  uint64  // of those at the same moment
	to     *socket // to which it happens; nil for who is not known yet
	happen func()
}

// at has something happen to a socket, nil for one that is not known yet, at a
// moment on the clock.
func (w *World) at(moment time.Duration, to *socket, happen func()) {
	s := &w.schedule
	s.started++
	heap.Push(&s.events, event{moment, s.started, to, happen})
}

// IsCarrying says whether anything is under way to a socket that is open. Only
// tasks call it.
func (w *World) IsCarrying() bool {
	return slices.ContainsFunc(w.schedule.events, event.matters)
}

// LastArrival is when the last of what is under way now has arrived. Only tasks
// call it.
func (w *World) LastArrival() (last time.Duration) {
	for _, e := range w.schedule.events {
		if e.matters() {
			last = max(last, e.at)
		}
	}
	return last
}

// matters says whether anybody can notice it.
func (e event) matters() bool { return e.to == nil || !e.to.closed }

// events is a heap, the earliest on top.
type events []event

func (h *events) pop() event { return heap.Pop(h).(event) }

func (h events) Len() int { return len(h) }
func (h events) Less(i, j int) bool {
	if h[i].at != h[j].at {
		return h[i].at < h[j].at
	}
	return h[i].order < h[j].order
}
func (h events) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *events) Push(x any)   { *h = append(*h, x.(event)) }
func (h *events) Pop() any {
	last := len(*h) - 1
	e := (*h)[last]
	(*h)[last] = event{}
	*h = (*h)[:last]
	return e
}
