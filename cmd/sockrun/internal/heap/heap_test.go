package heap_test

import (
	"runtime"
	"runtime/debug"
	"testing"
	"time"

	"sockrun/cmd/sockrun/internal/heap"
)

// A stream is held to little memory; a large live heap must not make the
// collector run all the time; work in small pieces may leave much behind.
func TestPercentageFollowsTheWork(t *testing.T) {
	t.Setenv("GOGC", "")
	t.Setenv("GOMEMLIMIT", "")
	heap.Tune()
	if p := percent(); p > 200 {
		t.Errorf("an empty process may grow by %d percent", p)
	}
	until(t, "small pieces", 64, func(p int) bool { return p == 600 })
	until(t, "next to nothing", 8<<20, func(p int) bool { return p == 100 })
	until(t, "small pieces again", 64, func(p int) bool { return p == 600 })
	until(t, "a stream", 64<<10, func(p int) bool { return p <= 200 })
	until(t, "a stream in large blocks", 1<<20, func(p int) bool { return p <= 200 })
	live := make([]byte, 64<<20)
	until(t, "a stream beside much live memory", 64<<10, func(p int) bool { return p == 50 })
	runtime.KeepAlive(live)
}

// percent is what the collector is set to.
func percent() int {
	p := debug.SetGCPercent(100)
	debug.SetGCPercent(p)
	return p
}

var garbage []byte

// until allocates pieces of a size, and collects them, until the percentage is
// what it should be. Those of 8 MiB are none.
func until(t *testing.T, what string, size int, reached func(percent int) bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !reached(percent()); runtime.GC() {
		for range (8<<20 - 1) / size {
			garbage = make([]byte, size)
		}
		if time.Now().After(end) {
			t.Fatalf("with %s the heap may grow by %d percent", what, percent())
		}
	}
}

// To read many files is no stream, and to read a few needs no room.
func TestFilesAreRoom(t *testing.T) {
	t.Setenv("GOGC", "")
	t.Setenv("GOMEMLIMIT", "")
	begins := told()
	for _, c := range []struct {
		files []int
		want  int
	}{{[]int{1}, begins}, {[]int{50}, begins}, {[]int{200}, 600}, {[]int{1 << 30}, 600}, {[]int{200, 1}, 600}} {
		if got := told(c.files...); got != c.want {
			t.Errorf("with %d files the heap may grow by %d percent, want %d", c.files, got, c.want)
		}
	}
}

// told is the percentage once a new Tuner was told of files, before it looks at what
// they need.
func told(files ...int) int {
	for {
		began, tuner := time.Now(), heap.Tune()
		for _, n := range files {
			tuner.Files(n)
		}
		if p := percent(); time.Since(began) < 100*time.Millisecond {
			return p
		}
	}
}

// The process has one percentage: an older Tuner leaves it to the newest, or to the
// environment.
func TestOnlyTheNewestSets(t *testing.T) {
	t.Setenv("GOGC", "")
	t.Setenv("GOMEMLIMIT", "")
	oldest, older := heap.Tune(), heap.Tune()
	if oldest.Files(1000); percent() == 600 {
		t.Error("beside another, an older one lets the heap grow by 600 percent")
	}
	t.Setenv("GOGC", "50")
	heap.Tune()
	debug.SetGCPercent(50)
	if older.Files(1000); percent() != 50 {
		t.Errorf("with GOGC=50 an older one lets the heap grow by %d percent", percent())
	}
}

func TestEnvironmentWins(t *testing.T) {
	t.Setenv("GOGC", "50")
	debug.SetGCPercent(50)
	heap.Tune().Files(1000)
	if percent := debug.SetGCPercent(50); percent != 50 {
		t.Errorf("with GOGC=50 the percentage became %d", percent)
	}
}
