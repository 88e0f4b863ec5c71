// Package worldtest holds the one list of tests that every world passes: what
// a host.World promises to scripts, said as small programs. A world's own
// tests call Run; what only one world does (system calls, virtual time) is
// tested beside that world.
//
// A case may run in a world where one task runs at a time. So it starts tasks
// and waits for them through the world alone, never on a channel or a lock of
// Go.
package worldtest

import (
	"slices"
	"testing"
	"time"

	"sockrun/luaapi/host"
)

// World is a world with its beginning and its end.
type World interface {
	host.World
	// Main runs main as the world's first task and returns when it has
	// returned. (Run is taken: it runs programs.)
	Main(main func())
	// End makes every call fail with host.ErrEnded, from any goroutine.
	End()
	// Close ends the world, waits for its tasks at most this long, and names
	// those that have not returned, in the order of their start. It is called
	// by the main task.
	Close(grace time.Duration) (stuck []string)
}

// testCase is one program. It reports through its env.
type testCase struct {
	name string
	run  func(*env)
}

// Run runs every case in a world of its own. newWorld is called once for each
// case; Run closes what it returns.
func Run(t *testing.T, newWorld func(seed uint64) World) {
	for _, c := range allCases() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			runCase(t, c, newWorld(1), false)
		})
	}
}

func allCases() []testCase {
	return slices.Concat(clockCases(), streamCases(), waitCases(), closeCases(), datagramCases(), goneCases(), pairCases(), pollCases(), rawCases(), nameCases(), endCases(), linuxCases(), kindCases(), manyCases(), orderCases(), lentCases(), selfCases(), twinCases(), platformCases())
}

// runCase runs a case and closes its world, whatever the case did. No case
// leaves a task that does not return once its calls fail.
func runCase(t *testing.T, c testCase, w World, secured bool) {
	e := &env{t: t, World: w, secured: secured}
	w.Main(func() {
		e.guarded(func() { c.run(e) })()
		if stuck := w.Close(2 * time.Minute); len(stuck) > 0 {
			t.Errorf("Close names %q, want none", stuck)
		}
	})
	for _, f := range e.afterClose {
		f()
	}
}
