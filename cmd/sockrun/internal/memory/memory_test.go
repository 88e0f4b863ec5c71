package memory_test

import (
	"math"
	"runtime"
	"runtime/debug"
	"testing"
	"time"

	"sockrun/cmd/sockrun/internal/memory"
)

// A stream is held to little memory; a large live heap must not make the
// collector run all the time; work in small pieces has no limit.
func TestLimitFollowsTheWork(t *testing.T) {
	t.Setenv("GOGC", "")
	t.Setenv("GOMEMLIMIT", "")
	memory.Tune()
	if limit := debug.SetMemoryLimit(-1); limit > 24<<20 {
		t.Errorf("the limit of an empty process is %d", limit)
	}
	live := make([]byte, 64<<20)
	until(t, func() bool { return debug.SetMemoryLimit(-1) >= 2*int64(len(live)) }, 64<<10)
	until(t, func() bool { return debug.SetMemoryLimit(-1) == math.MaxInt64 }, 64)
	runtime.KeepAlive(live)
	live = nil
	until(t, func() bool { return debug.SetMemoryLimit(-1) <= 24<<20 }, 64<<10)
}

var garbage []byte

// until allocates pieces of a size, and collects them, until the limit is
// what it should be.
func until(t *testing.T, reached func() bool, size int) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !reached(); runtime.GC() {
		for range 8 << 20 / size {
			garbage = make([]byte, size)
		}
		if time.Now().After(end) {
			t.Fatalf("with pieces of %d bytes the limit is %d", size, debug.SetMemoryLimit(-1))
		}
	}
}

func TestEnvironmentWins(t *testing.T) {
	t.Setenv("GOGC", "50")
	debug.SetGCPercent(50)
	memory.Tune()
	if percent := debug.SetGCPercent(50); percent != 50 {
		t.Errorf("with GOGC=50 the percentage became %d", percent)
	}
}
