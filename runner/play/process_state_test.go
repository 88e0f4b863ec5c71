package play

import (
	"syscall"
	"testing"

	"sockrun/luaapi/host"
	"sockrun/runner/scenario"
	"sockrun/runner/world"
)

// ended is a program that gets no signal any more, or still does.
type ended struct {
	host.Process
	err error
}

func (e ended) Signal(syscall.Signal) error { return e.err }

// A process that had failed before it was told to end has failed while it was
// needed, however late that shows.
func TestWantedEnds(t *testing.T) {
	t.Parallel()
	w := world.New(world.Real, world.Options{})
	defer w.Close(0)
	for _, c := range []struct {
		what   string
		signal error
		exit   host.Exit
		wanted bool
	}{
		{"told, and stopped", nil, host.Exit{Code: -1, Signal: "SIGTERM"}, true},
		{"told, and failed", nil, host.Exit{Code: 1}, true},
		{"failed before", syscall.ESRCH, host.Exit{Code: 1}, false},
		{"crashed before", syscall.ESRCH, host.Exit{Code: -1, Signal: "SIGSEGV"}, false},
		{"went with its clients", syscall.ESRCH, host.Exit{Code: 0}, true},
		{"went to the background", syscall.ESRCH, host.Exit{Code: 0, Left: true}, false},
	} {
		pr := &process{actor: &actor{play: &play{world: w, changed: w.NewParker()}}, decl: &scenario.Process{}, stopping: true}
		ex := &execution{Process: ended{err: c.signal}, wake: w.NewParker()}
		pr.tell(ex, syscall.SIGTERM)
		pr.setGone(ex, c.exit)
		if ex.wanted != c.wanted {
			t.Errorf("%s: wanted is %v, want %v", c.what, ex.wanted, c.wanted)
		}
	}
}
