package runner

import (
	"fmt"
	"runtime"
	"runtime/metrics"
	"sync"
	"time"
)

// memoryEvery is how often the memory in use is looked at. A script that grows
// a string as fast as it can adds some tens of MiB meanwhile.
const memoryEvery = 10 * time.Millisecond

// memoryPassed is why scenarios were stopped: together they have used more than
// they may, or one alone.
type memoryPassed struct {
	used, limit int64
	alone       bool
}

func (e *memoryPassed) Error() string {
	return fmt.Sprintf("used too much memory: %s, and --max-memory allows %s", inMiB(e.used), inMiB(e.limit))
}

func inMiB(n int64) string { return fmt.Sprintf("%d MiB", (n+1<<19)>>20) }

// memoryWatch looks after the memory in use.
type memoryWatch struct {
	limit  int64
	passed func(*memoryPassed, time.Time)
	// collected gets when the collector was called, once it has come.
	collected  chan time.Time
	collecting bool
	asked      sync.Mutex // held by whoever asks for room that is not there
}

// topicMemory is where the reference tells of the limit.
const topicMemory = "--max-memory"

// watchMemory calls passed each time that more than limit bytes are found in
// use, with when it began to look, until stop is called.
func watchMemory(limit int64, passed func(*memoryPassed, time.Time)) (w *memoryWatch, stop func()) {
	w = &memoryWatch{limit: limit, passed: passed, collected: make(chan time.Time, 1)}
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		w.watch(done)
	}()
	return w, func() { close(done); <-ended }
}

func (w *memoryWatch) watch(done <-chan struct{}) {
	tick := time.NewTicker(memoryEvery)
	defer tick.Stop()
	for {
		select {
		case <-done:
			return
		case <-tick.C:
			w.look()
		case asOf := <-w.collected:
			w.collecting = false
			w.judge(inUse(), asOf)
		}
	}
}

// look lets the collector tell what is really in use when that may be too much.
// When it is far too much there is no time to wait for that: a string that
// doubles is copied each time, and the collector waits for each copy.
func (w *memoryWatch) look() {
	asOf, used := time.Now(), inUse()
	switch {
	case used > 2*w.limit:
		w.judge(used, asOf)
	case used > w.limit && !w.collecting:
		w.collecting = true
		go func() {
			runtime.GC()
			w.collected <- asOf
		}()
	}
}

// room says whether so many bytes more can be had at once. When not, those who
// run are stopped as if they had taken them already: what is refused here is
// more than the limit, or than all memory, before anybody could look. Several
// goroutines call it.
func (w *memoryWatch) room(bytes int) error {
	if w == nil || inUse()+int64(bytes) <= w.limit {
		return nil
	}
	w.asked.Lock()
	defer w.asked.Unlock()
	asOf := time.Now()
	runtime.GC()
	used := inUse() + int64(bytes)
	if used <= w.limit {
		return nil
	}
	w.judge(used, asOf)
	return fmt.Errorf("no memory for %s", inMiB(int64(bytes)))
}

func (w *memoryWatch) judge(used int64, asOf time.Time) {
	if used > w.limit {
		w.passed(&memoryPassed{used: used, limit: w.limit}, asOf)
	}
}

// inUse is what lies on the heap and on stacks. To ask costs microseconds.
func inUse() int64 {
	parts := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/stacks:bytes"}}
	metrics.Read(parts)
	return int64(parts[0].Value.Uint64() + parts[1].Value.Uint64())
}

// room is that of the memory. Whoever is refused waits until the scenario has
// stopped, which is about to: it is to be found where it asked, and not to go
// on.
func (p *play) room(bytes int) error {
	err := p.options.memory.room(bytes)
	if err != nil {
		select {
		case <-p.ctx.Done():
		case <-time.After(grace):
		}
	}
	return err
}

// relieve stops all scenarios that ran when the memory was looked at. Each gets
// another turn, alone, but for one that is alone by now: it has failed.
func (b *batch) relieve(why *memoryPassed, asOf time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, t := range b.running {
		if !t.began.IsZero() && t.began.Before(asOf) {
			t.stopped = !t.alone
			t.cancel(&memoryPassed{why.used, why.limit, t.alone})
		}
	}
}
