package memory_test

import (
	"runtime"
	"runtime/debug"
	"testing"
	"time"

	"sockrun/cmd/sockrun/internal/memory"
)

// A large live heap must not make the collector run all the time.
func TestLimitFollowsTheLiveHeap(t *testing.T) {
	t.Setenv("GOGC", "")
	t.Setenv("GOMEMLIMIT", "")
	memory.Tune()
	if limit := debug.SetMemoryLimit(-1); limit > 24<<20 {
		t.Errorf("the limit of an empty process is %d", limit)
	}
	live := make([]byte, 64<<20)
	for end := time.Now().Add(10 * time.Second); debug.SetMemoryLimit(-1) < 2*int64(len(live)); runtime.GC() {
		if time.Now().After(end) {
			t.Fatalf("with a live heap of %d the limit is %d", len(live), debug.SetMemoryLimit(-1))
		}
	}
	runtime.KeepAlive(live)
}

func TestEnvironmentWins(t *testing.T) {
	t.Setenv("GOGC", "50")
	debug.SetGCPercent(50)
	memory.Tune()
	if percent := debug.SetGCPercent(50); percent != 50 {
		t.Errorf("with GOGC=50 the percentage became %d", percent)
	}
}
