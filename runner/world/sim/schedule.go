package sim

import (
	"cmp"
	"container/heap"
	"maps"
	"slices"
	"time"

	"sockrun/luaapi/host"
	"sockrun/runner/chance"
	"sockrun/runner/weather"
)

// task is one line of execution. Whoever runs it waits on wake alone.
type task struct {
	name  string
	order uint64        // of start
	fn    func()        // what to start; nil once started
	wake  chan struct{} // capacity 1: whoever hands over need not wait

	through *twin // the descriptor that its call goes through, nil for a socket's first

	parked  bool
	expired bool          // woken by the clock
	until   time.Duration // when the clock wakes it, if timer >= 0
	timer   int           // index in schedule.timers, -1 when it has none
}

// schedule knows who runs, who could run and who waits until when. It is
// guarded by the baton.
type schedule struct {
	current  *task // holds the baton; nil outside Main
	runnable queue // those who can run, the longest there first
	timers   timers
	events   events
	alive    map[*task]struct{} // started by Go and not yet returned
	main     *task              // runs Main; nil outside
	started  uint64
	ended    bool  // everybody who was parked has been told of the end
	closer   *task // waits in Close for all others to return
	watcher  *task // waits in ParkWatching
	stalled  bool  // the watcher was woken because nobody else can go on
}

// newTask makes the next task in the order of start.
func (s *schedule) newTask(name string, fn func()) *task {
	s.started++
	return &task{name: name, order: s.started, fn: fn, wake: make(chan struct{}, 1), timer: -1}
}

// ready lets a parked task run when it is picked. It does nothing for a task
// that can run already.
func (s *schedule) ready(t *task) {
	if !t.parked {
		return
	}
	t.parked = false
	if t.timer >= 0 {
		heap.Remove(&s.timers, t.timer)
	}
	s.runnable.add(t)
}

// allReturned says whether all that Go started have returned, other than t.
func (s *schedule) allReturned(t *task) bool {
	left := len(s.alive)
	if _, ok := s.alive[t]; ok {
		left--
	}
	return left == 0
}

// others returns who has been started and has not returned, other than t, in
// the order of start.
func (s *schedule) others(t *task) []*task {
	living := slices.SortedFunc(maps.Keys(s.alive), func(a, b *task) int { return cmp.Compare(a.order, b.order) })
	return slices.DeleteFunc(living, func(o *task) bool { return o == t })
}

// suspend parks the running task until somebody calls ready, or until a
// moment on the clock (negative for none). It says whether the clock woke it.
func (w *World) suspend(until time.Duration) (expired bool) {
	t := w.schedule.current
	t.parked, t.expired = true, false
	if until >= 0 {
		t.until = until
		heap.Push(&w.schedule.timers, t)
	}
	w.handOver(t)
	return t.expired
}

// yield lets another task run, or goes on, by luck.
func (w *World) yield() {
	s := &w.schedule
	if s.current == nil {
		return
	}
	s.runnable.add(s.current)
	w.handOver(s.current)
}

// noticed ends a call that others can notice. If it may wait, the schedule may
// change here.
func (w *World) noticed(d host.Deadline) {
	if d >= 0 {
		w.mayYield()
	} else {
		w.advance(callCost)
	}
}

// mayYield yields half the time.
func (w *World) mayYield() {
	w.advance(callCost)
	if w.luck.Pick(chance.Turn, 2) == 1 {
		w.noteTurn(w.schedule.current, w.schedule.current)
		w.yield()
	}
}

// handOver gives the baton from the running task to the next and returns when
// it has come back.
func (w *World) handOver(from *task) {
	if w.passBaton() != from {
		<-from.wake
	}
}

// passBaton wakes the next task and returns it.
func (w *World) passBaton() *task {
	t := w.next()
	w.turns.Add(1)
	from := w.schedule.current
	w.schedule.current = t
	switch {
	case t.fn != nil:
		fn := t.fn
		t.fn = nil
		w.launch(func() { w.perform(t, fn) })
	case t != from:
		t.wake <- struct{}{}
	}
	return t
}

// perform runs a task that Go has started, on its own goroutine.
func (w *World) perform(t *task, fn func()) {
	defer func() {
		s := &w.schedule
		delete(s.alive, t)
		if s.closer != nil && s.allReturned(s.closer) {
			s.ready(s.closer)
		}
		w.passBaton()
	}()
	fn()
}

// next decides who runs next. When nobody can it lets time jump, and when
// there is nothing to wait for it ends the world, since nothing can ever
// happen again.
func (w *World) next() *task {
	s := &w.schedule
	for {
		w.tellEnd()
		w.expire()
		if n := s.runnable.size(); n > 0 {
			if s.ended { // all only return now, and to take the first is quick when they are many
				n = 1
			}
			return s.runnable.take(w.pick(n))
		}
		if s.stalls() {
			s.stalled = true
			s.ready(s.watcher)
			continue
		}
		if moment, ok := s.earliest(); ok {
			w.advance(moment - w.elapsed())
			continue
		}
		w.deadlocked.Store(true)
		w.ending.Store(true)
	}
}

// pick draws one of the n runnable tasks, of which 0 is the plain one.
func (w *World) pick(n int) int {
	i := w.luck.Pick(chance.Turn, n)
	if i > 0 {
		w.noteTurn(w.schedule.runnable.at(i), w.schedule.runnable.at(0))
	}
	return i
}

// noteTurn tells of a turn that is not the plain one. Outside Main there are
// none.
func (w *World) noteTurn(t, instead *task) {
	if w.noted != nil && t != nil {
		w.noted(weather.Incident{ID: w.luck.Last(chance.Turn), At: w.elapsed(), Task: t.name, Instead: instead.name})
	}
}

// expire lets all happen and all run whose moment has come, the earliest
// first, and what arrives before who waits no longer.
func (w *World) expire() {
	s := &w.schedule
	for {
		moment, ok := s.earliest()
		switch {
		case !ok || moment > w.elapsed():
			return
		case len(s.events) > 0 && s.events[0].at == moment:
			s.events.pop().happen()
		default:
			t := s.timers[0]
			t.expired = true
			s.ready(t)
		}
	}
}

// earliest returns the next moment at which the clock has something to do.
func (s *schedule) earliest() (moment time.Duration, ok bool) {
	if len(s.timers) > 0 {
		moment, ok = s.timers[0].until, true
	}
	if len(s.events) > 0 && (!ok || s.events[0].at <= moment) {
		return s.events[0].at, true
	}
	return moment, ok
}

// advance moves the clock on by d.
func (w *World) advance(d time.Duration) { w.clock.Add(int64(max(d, 0))) }

// timers is a heap of parked tasks, the earliest on top, ties in the order of
// start.
type timers []*task

func (h timers) Len() int { return len(h) }
func (h timers) Less(i, j int) bool {
	if h[i].until != h[j].until {
		return h[i].until < h[j].until
	}
	return h[i].order < h[j].order
}
func (h timers) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].timer, h[j].timer = i, j
}
func (h *timers) Push(x any) {
	t := x.(*task)
	t.timer = len(*h)
	*h = append(*h, t)
}
func (h *timers) Pop() any {
	last := len(*h) - 1
	t := (*h)[last]
	(*h)[last] = nil
	*h = (*h)[:last]
	t.timer = -1
	return t
}
