// Package heap decides for the process how large Go's heap may grow before it is
// collected, and gives back what only the start has needed. How much all scenarios
// may use is decided by runner/memory.
package heap

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
	"time"
)

// How the heap may grow, in bytes unless it is a percentage.
const (
	// percent is how much a heap may grow before it is collected: much, since
	// ours is small, and what a scenario leaves behind is nearly all of it. Go
	// then collects no heap below 24 MiB, in which some hundred scenarios are had.
	percent = 600
	// growth is by how much a heap may grow that is not small any more.
	growth = 32 << 20
	// streamed is up to how much the heap may grow during a stream. A fast stream
	// leaves behind as much again while a collection is under way, which counts as
	// live and would let the heap grow and grow.
	streamed = 7 << 20
	// calm is how large a heap may get that grows slowly. To collect a smaller one
	// saves little, and each collection wakes the other processors.
	calm = 4 << 20
	// least is the smallest percentage, for a stream beside much live memory, and
	// leastOfMuch where that is more than much: half of it would be the better part
	// of what the process takes.
	least       = 50
	leastOfMuch = 25
	much        = 128 << 20
	// minimum is the heap at 100 percent below which Go does not collect.
	minimum = 4 << 20
)

// When the heap is looked at.
const (
	// fast is from how many bytes a second on the heap does not grow slowly. That is
	// judged over at least settled, which is also how long a process may take to
	// begin.
	fast    = 25 << 20
	settled = 100 * time.Millisecond
	// again is when to look again after a collection.
	again = 10 * time.Millisecond
)

// What many files need, in bytes.
const (
	// perFile is what it takes to read a small scenario file and to run it, and to
	// spare.
	perFile = 128 << 10
	// prepared is what the heap is prepared for at most, which is as far as it grows
	// with some thousand files.
	prepared = 60 << 20
	// worthwhile is from where on it pays to prepare the heap.
	worthwhile = 8 << 20
)

// The process has one percentage, and so one Tuner that sets it.
var (
	mu      sync.Mutex // of current, and of all that Tuners remember
	current *Tuner     // nil for none
)

// Tuner looks after each collection at what was allocated since the one
// before. While that is mostly large pieces, as those of a stream, it keeps
// the heap small, and so it does while little is allocated. It does so by the
// percentage alone: a memory limit would give pages back to the system that the
// stream needs again at once. Several goroutines may use it.
type Tuner struct {
	percent      int
	bytes, large uint64    // as measure has them, at the last adjustment
	since        time.Time // when that was
}

// Tune sets the collector for the rest of the process or until it is called again,
// unless the environment variables GOGC or GOMEMLIMIT say how it is to be: it
// returns nil then. A process that goes on for a while gives the pages of the
// program back that it no longer needs.
func Tune() *Tuner {
	mu.Lock()
	defer mu.Unlock()
	current = nil
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return nil
	}
	t := &Tuner{since: time.Now()}
	current = t
	t.set(100 * streamed / minimum)
	t.watch()
	time.AfterFunc(settled, func() {
		t.adjust()
		forgetStart()
	})
	return t
}

// Limit lets the collector try harder to stay below so many bytes, unless the
// environment variable GOMEMLIMIT says what the limit is. It refuses nothing.
func Limit(bytes int64) {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(bytes)
	}
}

// Files says that so many files are about to be read. To read and to run many of
// them is no stream: a collection on the way finds most of what it looks at in
// use. Of nil, and of a Tuner after which another was made, it does nothing.
func (t *Tuner) Files(n int) {
	mu.Lock()
	defer mu.Unlock()
	if t == nil || t != current {
		return
	}
	room := min(n, prepared/perFile) * perFile
	t.set(max(t.percent, min(room/(minimum/100), percent)))
	if room >= worthwhile {
		prepare(room)
	}
}

// set changes the percentage only when it must: that stops the world. With mu.
func (t *Tuner) set(percent int) {
	if percent != t.percent {
		t.percent = percent
		debug.SetGCPercent(percent)
	}
}

// watch lets the next collection, and all after it, call adjust: at once, and
// once more a little later. The second call is for a collection that began
// meanwhile, which calls nobody at its end, and may have found so much more
// alive that the percentage lets the heap grow too far.
func (t *Tuner) watch() {
	collected := new([16]byte)
	runtime.SetFinalizer(collected, func(*[16]byte) {
		if t.adjust() {
			t.watch()
			time.AfterFunc(again, func() { t.adjust() })
		}
	})
}

// adjust sets the percentage for what has been allocated since it did so last, and
// says whether it is to be called again: not once there is another Tuner.
func (t *Tuner) adjust() (again bool) {
	mu.Lock()
	defer mu.Unlock()
	if t != current {
		return false
	}
	bytes, large, live := measure()
	now := time.Now()
	wanted, early := wantedFor(bytes-t.bytes, large-t.large, live, now.Sub(t.since))
	if early && wanted >= t.percent {
		return true
	}
	t.bytes, t.large, t.since = bytes, large, now
	t.set(wanted)
	return true
}

// wantedFor is the percentage for a heap of so many live bytes for which so many were
// allocated, some of them in large pieces. early says that it is too early to tell
// that little is.
func wantedFor(allocated, large, live uint64, took time.Duration) (wanted int, early bool) {
	wanted = steps(growth, live, percent)
	switch {
	case large > allocated/2:
		return steps(streamed-min(live, streamed), live, 100*streamed/minimum), false
	case float64(allocated) >= fast*max(took, settled).Seconds():
		return wanted, false
	case took < settled:
		return wanted, true
	}
	return min(wanted, 100*calm/minimum), false
}

// steps is the percentage, in steps, by which live bytes grow by so many more.
func steps(more, live uint64, highest int) int {
	const step = 25
	least := least
	if live > much {
		least = leastOfMuch
	}
	return max(least, min(highest, int(100*more/max(live, 1))/step*step))
}

// measure returns how many bytes were allocated so far, how many of them in
// objects of more than 32 KiB, and how many the last collection left.
func measure() (bytes, large, live uint64) {
	parts := []metrics.Sample{
		{Name: "/gc/heap/allocs:bytes"}, {Name: "/gc/heap/allocs-by-size:bytes"}, {Name: "/gc/heap/live:bytes"},
	}
	metrics.Read(parts)
	bytes = parts[0].Value.Uint64()
	small := uint64(0)
	sizes := parts[1].Value.Float64Histogram()
	for i, n := range sizes.Counts[:len(sizes.Counts)-1] { // the last is of all above
		small += n * uint64(sizes.Buckets[i+1]-1)
	}
	return bytes, bytes - min(small, bytes), parts[2].Value.Uint64()
}
