package sim

import (
	"container/heap"
	"time"
)

// event is something that happens at a moment by itself, such as the arrival
// of bytes. It gives nobody the baton.
type event struct {
	at     time.Duration
	order  uint64 // of those at the same moment
	happen func()
}

// at has something happen at a moment on the clock.
func (w *World) at(moment time.Duration, happen func()) {
	s := &w.schedule
	s.started++
	heap.Push(&s.events, event{moment, s.started, happen})
}

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
