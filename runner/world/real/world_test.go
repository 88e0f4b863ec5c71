package real_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"sockrun/luaapi/host"
	"sockrun/runner/world/real"
	"sockrun/runner/world/worldtest"
)

// world returns a world in a folder of its own that ends with the test.
func world(t *testing.T) *real.World {
	t.Helper()
	w := real.New(real.Options{Dir: t.TempDir(), Seed: 7})
	t.Cleanup(func() {
		if stuck := w.Close(10 * time.Second); len(stuck) > 0 {
			t.Errorf("tasks have not returned: %q", stuck)
		}
	})
	return w
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantError(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("got error %v, want %v", err, want)
	}
}

func TestWorld(t *testing.T) {
	t.Parallel()
	worldtest.Run(t, func(seed uint64) worldtest.World {
		return real.New(real.Options{Dir: t.TempDir(), Seed: seed})
	})
}

func TestSeed(t *testing.T) {
	t.Parallel()
	if got := world(t).Seed(); got != 7 {
		t.Errorf("Seed is %d, want 7", got)
	}
}

func TestCloseNamesStuckTasks(t *testing.T) {
	t.Parallel()
	w := real.New(real.Options{})
	release, woken := make(chan struct{}), make(chan struct{})
	w.Go("first", func() { <-release })
	w.Go("waits in the world", func() {
		defer close(woken)
		_ = w.NewParker().Park(host.Forever)
	})
	w.Go("second", func() { <-release })
	w.End()
	<-woken
	got := w.Close(time.Millisecond)
	for slices.Contains(got, "waits in the world") { // it is about to return
		got = w.Close(time.Millisecond)
	}
	if want := []string{"first", "second"}; !slices.Equal(got, want) {
		t.Errorf("Close names %q, want %q", got, want)
	}
	close(release)
	if got := w.Close(10 * time.Second); len(got) > 0 {
		t.Errorf("Close names %q, want none", got)
	}
}

func TestCloseWaitsForTasksOfTasks(t *testing.T) {
	t.Parallel()
	w := real.New(real.Options{})
	done := false
	w.Go("outer", func() {
		_ = w.NewParker().Park(host.Forever)
		w.Go("inner", func() { done = true })
	})
	if stuck := w.Close(10 * time.Second); len(stuck) > 0 || !done {
		t.Errorf("Close names %q and the inner task returned: %t", stuck, done)
	}
}
