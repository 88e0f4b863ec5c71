// Package memory decides for the process how often Go's garbage collector
// runs.
package memory

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

const (
	// percent is how much a heap may grow before it is collected: much, since
	// ours is small, and what a scenario leaves behind is nearly all of it.
	percent = 400
	// least is how many bytes Go may use before it collects more often than
	// percent says. Without it a fast stream leaves garbage behind faster than
	// a collection that has begun can end.
	least = 15 << 20
	// room is how many times the memory that is live may always be used.
	room = 4
)

// Tune sets the collector for the rest of the process, unless the environment
// variables GOGC or GOMEMLIMIT say how it is to be.
func Tune() {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetGCPercent(percent)
	t := &tuner{}
	t.limit(0)
	t.watch()
}

// tuner moves the limit with the memory that is live, so that the collector
// never works hard for a limit that cannot be kept.
type tuner struct {
	before uint64 // what was live after the collection before the last
	set    int64
}

// watch lets the next collection, and all after it, call adjust.
func (t *tuner) watch() {
	collected := new([16]byte)
	runtime.SetFinalizer(collected, func(*[16]byte) {
		t.adjust()
		t.watch()
	})
}

// adjust takes the smaller of two measurements: what is allocated during a
// collection counts as live until the next.
func (t *tuner) adjust() {
	now := live()
	t.limit(min(now, t.before))
	t.before = now
}

// live returns how many bytes heap and stacks held after the last collection.
func live() (sum uint64) {
	parts := []metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/memory/classes/heap/stacks:bytes"}}
	metrics.Read(parts)
	for _, p := range parts {
		sum += p.Value.Uint64()
	}
	return sum
}

func (t *tuner) limit(live uint64) {
	if limit := max(least, room*int64(live)); limit != t.set {
		debug.SetMemoryLimit(limit)
		t.set = limit
	}
}
