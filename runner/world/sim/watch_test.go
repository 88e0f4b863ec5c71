package sim_test

import (
	"testing"
	"time"

	"sockrun/luaapi/host"
	"sockrun/runner/world/sim"
)

// Whoever watches is told that nobody else can go on, before time passes to
// its own deadline, and not while others wait for a moment on the clock.
func TestParkWatching(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		others  []host.Deadline
		called  bool
		stalled bool
		passed  bool // a time that is not the watcher's
	}{
		{"others wait for ever", []host.Deadline{host.Forever, host.Forever}, false, true, false},
		{"nobody else is there", nil, false, true, false},
		{"one waits for its time, and then nobody", []host.Deadline{host.Forever, host.Deadline(time.Second)}, false, true, true},
		{"somebody calls", []host.Deadline{host.Forever, host.Deadline(time.Second)}, true, false, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := sim.New(sim.Options{Seed: 1})
			w.Main(func() {
				p := w.NewParker()
				for _, d := range c.others {
					w.Go("other", func() {
						if err := w.NewParker().Park(d); host.IsTimeout(err) && c.called {
							p.Unpark()
						}
					})
				}
				stalled, err := w.ParkWatching(p, host.Deadline(time.Hour))
				if stalled != c.stalled || err != nil {
					t.Errorf("stalled %v, error %v; want %v and none", stalled, err, c.stalled)
				}
				if took := w.Elapsed(); took > time.Minute || c.passed != (took >= time.Second) {
					t.Errorf("%v have passed", took)
				}
				w.Close(time.Second)
			})
		})
	}
}

// A watcher whose time comes before that of others is told that.
func TestParkWatchingUntil(t *testing.T) {
	t.Parallel()
	w := sim.New(sim.Options{Seed: 1})
	w.Main(func() {
		w.Go("sleeps", func() { w.NewParker().Park(host.Deadline(time.Hour)) })
		stalled, err := w.ParkWatching(w.NewParker(), host.Deadline(time.Second))
		if stalled || !host.IsTimeout(err) {
			t.Errorf("stalled %v, error %v; want a timeout", stalled, err)
		}
		w.Close(time.Second)
	})
}
