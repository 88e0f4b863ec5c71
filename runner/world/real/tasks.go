package real

import (
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"sockrun/luaapi/host"
)

// tasks are the running tasks. Their numbers rise in the order of their start.
type tasks struct {
	mu      sync.Mutex
	last    int
	running map[int]task
}

type task struct {
	name string
	done chan struct{}
}

// Go starts fn on a goroutine of its own. After End it still does, and the
// calls that fn makes fail.
func (w *World) Go(name string, fn func()) {
	finish := w.tasks.add(name)
	go func() {
		defer finish()
		fn()
	}()
}

// Interleave is nil: tasks run at the same time.
func (w *World) Interleave() func() { return nil }

func (t *tasks) add(name string) (finish func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.running == nil {
		t.running = map[int]task{}
	}
	t.last++
	id, done := t.last, make(chan struct{})
	t.running[id] = task{name, done}
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		delete(t.running, id)
		close(done)
	}
}

// inOrder returns the running tasks in the order of their start.
func (t *tasks) inOrder() []task {
	t.mu.Lock()
	defer t.mu.Unlock()
	list := make([]task, 0, len(t.running))
	for _, id := range slices.Sorted(maps.Keys(t.running)) {
		list = append(list, t.running[id])
	}
	return list
}

// wait waits until no task runs, at most grace, and names those that do.
// Tasks may start others meanwhile. Grace is counted in short pauses: on a
// machine that is too busy they get longer, as the tasks get slower. All of it
// takes twice as long at most.
func (t *tasks) wait(grace time.Duration) (stuck []string) {
	const pause = 5 * time.Millisecond
	over, end := time.NewTimer(min(grace, pause)), time.Now().Add(2*grace)
	defer over.Stop()
	for {
		list := t.inOrder()
		if len(list) == 0 {
			return nil
		}
		select {
		case <-list[0].done:
		case <-over.C:
			if grace -= pause; grace > 0 && time.Now().Before(end) {
				over.Reset(min(grace, pause))
				continue
			}
			for _, task := range t.inOrder() {
				stuck = append(stuck, task.name)
			}
			return stuck
		}
	}
}

// NewBaton returns a mutex.
func (w *World) NewBaton() sync.Locker { return &sync.Mutex{} }

// NewParker returns a parker of this world.
func (w *World) NewParker() host.Parker {
	return &parker{world: w, woken: make(chan struct{}, 1)}
}

// parker is a host.Parker. woken gets a value from the Unpark that finds a
// task parked.
type parker struct {
	world *World
	state atomic.Int32
	woken chan struct{}
}

// The states of a parker.
const (
	free   int32 = iota
	parked       // a task waits, and nobody has called
	called       // an Unpark that no Park has returned for
)

func (p *parker) Unpark() {
	if p.state.Swap(called) == parked {
		p.woken <- struct{}{}
	}
}

// Held says whether a task waits that nobody has called: it certainly goes on
// waiting until somebody does.
func (p *parker) Held() bool { return p.state.Load() == parked }

func (p *parker) Park(d host.Deadline) error {
	if err := p.world.alive(); err != nil {
		return err
	}
	// An Unpark that has come already counts before a deadline that has passed.
	if p.state.CompareAndSwap(called, free) {
		return nil
	}
	if d == host.DontWait {
		return syscall.EAGAIN
	}
	if !p.state.CompareAndSwap(free, parked) { // somebody has called just now
		p.state.Store(free)
		return nil
	}
	return p.wait(d)
}

// wait waits as the task that is parked.
func (p *parker) wait(d host.Deadline) error {
	late, stop := p.world.alarm(d)
	defer stop()
	err := host.ErrEnded
	select {
	case <-p.woken:
		p.state.Store(free)
		return p.world.alive()
	case <-late:
		err = syscall.ETIMEDOUT
	case <-p.world.ended.Done():
	}
	if p.state.CompareAndSwap(parked, free) {
		return err
	}
	<-p.woken // somebody has called at the same moment
	p.state.Store(free)
	return p.world.alive()
}

// alarm returns a channel that gets a value at d; for Forever, never.
func (w *World) alarm(d host.Deadline) (late <-chan time.Time, stop func() bool) {
	if d == host.Forever {
		return nil, func() bool { return true }
	}
	timer := time.NewTimer(time.Until(w.moment(d)))
	return timer.C, timer.Stop
}
