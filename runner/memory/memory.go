// Package memory bounds how much memory all scenarios that run may use. The process
// has one heap, so whoever uses too much is found by running alone.
package memory

import (
	"fmt"
	"runtime"
	"runtime/metrics"
	"sync"
	"time"
)

// every is how often the memory in use is looked at. A script that grows
// a string as fast as it can adds some tens of MiB meanwhile.
const every = 10 * time.Millisecond

// Passed is why scenarios were stopped: together they have used more than
// they may, or one alone.
type Passed struct {
	Used, Limit int64 // bytes
	Alone       bool  // one alone has
}

// Error says how much was used, and how much is allowed.
func (e *Passed) Error() string {
	return fmt.Sprintf("used too much memory: %s, and --max-memory allows %s", inMiB(e.Used), inMiB(e.Limit))
}

func inMiB(n int64) string { return fmt.Sprintf("%d MiB", (n+1<<19)>>20) }

// Limit looks after the memory in use; a nil one allows all. It may be used from
// several goroutines.
type Limit struct {
	limit  int64
	passed func(*Passed, time.Time)
	// collected gets when the collector was called, once it has come.
	collected  chan time.Time
	collecting bool
	asked      sync.Mutex // held by whoever asks for room that is not there
}

// Topic is where the reference tells of the limit.
const Topic = "--max-memory"

// Watch calls passed each time that more than limit bytes are found in use, with
// when it began to look, until stop is called: from a goroutine of its own, and
// from those that ask for room.
func Watch(limit int64, passed func(*Passed, time.Time)) (w *Limit, stop func()) {
	w = &Limit{limit: limit, passed: passed, collected: make(chan time.Time, 1)}
	done, ended := make(chan struct{}), make(chan struct{})
	begins := time.AfterFunc(every, func() { // a run that is over before needs no goroutine for it
		defer close(ended)
		w.watch(done)
	})
	return w, func() {
		close(done)
		if !begins.Stop() {
			<-ended
		}
	}
}

// WatchGrowth is Watch for what is used beyond what is in use now.
func WatchGrowth(limit int64, passed func(*Passed, time.Time)) (w *Limit, stop func()) {
	return Watch(inUse()+limit, passed)
}

func (w *Limit) watch(done <-chan struct{}) {
	tick := time.NewTicker(every)
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
func (w *Limit) look() {
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

// Room returns nil when so many bytes more may be in use. Otherwise it stops
// those who run, as if the bytes were in use already, and returns an error:
// what it refuses is more than the limit, or than all memory, before anybody
// could look. Several goroutines may call it.
func (w *Limit) Room(bytes int) error {
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

func (w *Limit) judge(used int64, asOf time.Time) {
	if used > w.limit {
		w.passed(&Passed{Used: used, Limit: w.limit}, asOf)
	}
}

// inUse is what lies on the heap and on stacks. To ask costs microseconds.
func inUse() int64 {
	parts := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/stacks:bytes"}}
	metrics.Read(parts)
	return int64(parts[0].Value.Uint64() + parts[1].Value.Uint64())
}
