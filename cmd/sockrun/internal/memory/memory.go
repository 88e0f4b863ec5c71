// Package memory decides for the process how often Go's garbage collector
// runs.
package memory

import (
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

const (
	// percent is how much a heap may grow before it is collected: much, since
	// ours is small, and what a scenario leaves behind is nearly all of it.
	percent = 400
	// least is how many bytes Go may use during a stream before it collects
	// more often than percent says. Without it a fast stream leaves garbage
	// behind faster than a collection that has begun can end.
	least = 12 << 20
	// room is how many times the memory that is live may always be used.
	room = 4
	// piece is the size of what a stream is usually read in.
	piece = 64 << 10
)

// Tune sets the collector for the rest of the process, unless the environment
// variables GOGC or GOMEMLIMIT say how it is to be.
func Tune() {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetGCPercent(percent)
	debug.SetMemoryLimit(least)
	new(tuner).watch()
}

// tuner looks after each collection at what was allocated since the one
// before, and sets a limit while that is mostly pieces of a stream. The limit
// moves with the memory that is live, so that the collector never works hard
// for one that cannot be kept.
type tuner struct{ bytes, pieces, live uint64 }

// watch lets the next collection, and all after it, call adjust.
func (t *tuner) watch() {
	collected := new([16]byte)
	runtime.SetFinalizer(collected, func(*[16]byte) {
		t.adjust()
		t.watch()
	})
}

func (t *tuner) adjust() {
	last := *t
	*t = measure()
	if (t.pieces-last.pieces)*piece < (t.bytes-last.bytes)/2 {
		debug.SetMemoryLimit(math.MaxInt64)
		return
	}
	// What is allocated during a collection counts as live until the next:
	// the smaller of two measurements is nearer the truth.
	debug.SetMemoryLimit(max(least, room*int64(min(t.live, last.live))))
}

// measure returns how many bytes and how many large pieces were allocated so
// far, and how many bytes heap and stacks held after the last collection.
func measure() tuner {
	parts := []metrics.Sample{
		{Name: "/gc/heap/allocs:bytes"}, {Name: "/gc/heap/allocs-by-size:bytes"},
		{Name: "/gc/heap/live:bytes"}, {Name: "/memory/classes/heap/stacks:bytes"},
	}
	metrics.Read(parts)
	sizes := parts[1].Value.Float64Histogram().Counts // the last is of all above 32 KiB
	return tuner{
		bytes:  parts[0].Value.Uint64(),
		pieces: sizes[len(sizes)-1],
		live:   parts[2].Value.Uint64() + parts[3].Value.Uint64(),
	}
}
