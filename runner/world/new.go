package world

import (
	"time"

	"sockrun/luaapi/host"
	"sockrun/runner/chance"
	"sockrun/runner/chop"
	"sockrun/runner/policy"
	"sockrun/runner/transcript"
	"sockrun/runner/weather"
	"sockrun/runner/world/chopped"
	"sockrun/runner/world/real"
	"sockrun/runner/world/sim"
)

// Kind says which world to make.
type Kind int

// The two kinds of worlds.
const (
	Real      Kind = iota // OS sockets and the wall clock
	Simulated             // sockets in memory and a virtual clock
)

// Options say how to make a World.
type Options struct {
	Seed uint64
	// Forecast, Plan and Noted are those of a simulated world: see sim.Options.
	Forecast weather.Forecast
	Plan     chance.Plan
	Noted    func(weather.Incident)
	// Chop, unless nil, is how a real world cuts or joins what its streams carry.
	Chop *chop.Way
	// Dir is the folder that relative file names and programs count from: the
	// same as the policy's.
	Dir string
	// Policy is as in Wrap.
	Policy *policy.Policy
	// Transcript is as in Wrap.
	Transcript *transcript.Transcript
	// Prepare, if set, is called before each call that touches temporary files or runs
	// a program and is allowed to; when it fails, so does the call. Several goroutines
	// call it.
	Prepare func() error
	// Bound, unless nil, is told of each port that a socket was given by number,
	// and whose socket that is. Several goroutines call it.
	Bound func(owner string, kind host.Type, addr host.Addr)
	// Go starts the goroutine of a task; nil is the go statement.
	Go func(fn func())
}

// New makes a world behind the policy and the transcript. The caller closes
// it.
func New(kind Kind, o Options) *World {
	w := Wrap(newBase(kind, o), o.Policy, o.Transcript)
	w.prepare, w.bound = o.Prepare, o.Bound
	return w
}

func newBase(kind Kind, o Options) Base {
	outside := real.New(real.Options{Dir: o.Dir, Seed: o.Seed, Go: o.Go})
	switch {
	case kind == Real && o.Chop != nil:
		return chopped.New(outside, *o.Chop, o.Seed)
	case kind == Real:
		return outside
	}
	return simulated{
		World: sim.New(sim.Options{
			Seed: o.Seed, Forecast: o.Forecast, Plan: o.Plan, Noted: o.Noted, Dir: o.Dir, Files: outside, Go: o.Go,
		}),
		outside: outside,
	}
}

// simulated is a simulated world with the real world's files and environment.
type simulated struct {
	*sim.World
	outside *real.World
}

func (s simulated) Getenv(name string) (value string, ok bool) { return s.outside.Getenv(name) }

func (s simulated) End() {
	s.World.End()
	s.outside.End()
}

func (s simulated) Close(grace time.Duration) (stuck []string) {
	stuck = s.World.Close(grace)
	s.outside.Close(0)
	return stuck
}

// Deadlocked says whether a simulated world has ended itself because every
// task waited for another and none had a deadline. Real worlds cannot tell.
func (w *World) Deadlocked() bool {
	s, ok := w.Base.(simulated)
	return ok && s.Deadlocked()
}
