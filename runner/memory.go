package runner

import (
	"fmt"
	"runtime"
	"runtime/metrics"
	"time"
)

// memoryEvery is how often the memory in use is looked at. A script that grows
// a string as fast as it can adds some tens of MiB meanwhile.
const memoryEvery = 20 * time.Millisecond

// memoryPassed is why scenarios were stopped: together they have used more than
// they may.
type memoryPassed struct{ used, limit int64 }

func (e *memoryPassed) Error() string {
	return fmt.Sprintf("used too much memory: %s, and --max-memory allows %s", inMiB(e.used), inMiB(e.limit))
}

func inMiB(n int64) string { return fmt.Sprintf("%d MiB", (n+1<<19)>>20) }

// watchMemory calls passed each time that more than limit bytes are found in
// use, with when it began to look, until stop is called.
func watchMemory(limit int64, passed func(*memoryPassed, time.Time)) (stop func()) {
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(memoryEvery)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				asOf := time.Now()
				if used := memoryBeyond(limit); used > 0 {
					passed(&memoryPassed{used, limit}, asOf)
				}
			}
		}
	}()
	return func() { close(done); <-ended }
}

// memoryBeyond returns how much is in use when that is more than the limit,
// else 0. What only waits for the collector does not count.
func memoryBeyond(limit int64) int64 {
	if inUse() <= limit {
		return 0
	}
	runtime.GC()
	if used := inUse(); used > limit {
		return used
	}
	return 0
}

// inUse is what lies on the heap and on stacks. To ask costs microseconds.
func inUse() int64 {
	parts := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/stacks:bytes"}}
	metrics.Read(parts)
	return int64(parts[0].Value.Uint64() + parts[1].Value.Uint64())
}

// relieve stops all scenarios that ran when the memory was looked at. Each gets
// another turn, alone, but for one that is alone by now: it has failed.
func (b *batch) relieve(why *memoryPassed, asOf time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, t := range b.running {
		if t.began.Before(asOf) {
			t.stopped = !t.alone
			t.cancel(why)
		}
	}
}
