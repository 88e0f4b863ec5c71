// Package sim is the simulated world: sockets in memory, a virtual clock and
// a scheduler that draws from a seed. It implements host.World and is used in
// place of real sockets when a scenario runs with --sim.
//
// One task of the whole world runs at a time. It holds the baton until it
// waits or ends; then it picks the next task by the seed and wakes only that
// one. While tasks can run, time hardly passes; when all wait, the clock jumps
// to the earliest deadline; when there is none either, nothing can ever happen
// again, and the world ends itself (Deadlocked). The same seed and the same
// tasks therefore give the same order of events, down to the nanosecond.
//
// What belongs here: the scheduler and the clock (schedule.go, run.go,
// park.go), waiting on sockets (line.go), and BSD socket semantics as Linux
// has them on loopback (the other files). Nothing here knows of Lua, of
// scenarios or of recording; what the network does to bytes on their way is
// decided in weather.go alone.
//
// Only tasks may call a World and its sockets, parkers and files, since what
// they share is guarded by the baton. End, Deadlocked, Now, Elapsed and Seed
// may be called from any goroutine. A task that waits for anything but the
// world keeps the baton, and with it everybody else, until it goes on.
package sim

import (
	"encoding/binary"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"sockrun/luaapi/host"
	"sockrun/runner/chance"
	"sockrun/runner/weather"
)

// Options is what a World is made from.
type Options struct {
	// Seed fixes the order of tasks, the cuts of streams and the ports.
	Seed uint64
	// Plan says which of the seed's drawings are made plain. Scripts draw their
	// own numbers all the same.
	Plan chance.Plan
	// Forecast is the weather at first.
	Forecast weather.Forecast
	// Noted, unless nil, is told of all that luck has brought about and that is
	// not plain. Tasks call it.
	Noted func(weather.Incident)
	// Dir is the folder that relative paths given to Remove count from when
	// they name a unix socket of this world.
	Dir string
	// Files serves Open, Remove and Rename. With nil they fail with
	// errors.ErrUnsupported. The world does not close it.
	Files host.Files
	// Go starts the goroutine of a task; nil is the go statement.
	Go func(fn func())
}

// World is a simulated host.World. Use New; the zero value is not ready.
type World struct {
	seed   uint64
	dir    string
	files  host.Files
	launch func(fn func())
	clock  atomic.Int64 // virtual nanoseconds since the world began
	seen   atomic.Int64 // what the last look at it saw
	looks  atomic.Int64 // how many looks in a row saw nothing else take time

	ending     atomic.Bool // End was called; settled by the next task that looks
	deadlocked atomic.Bool
	turns      atomic.Uint64

	// All below is guarded by the baton.
	schedule schedule
	luck     chance.Luck // what tasks and network leave to it
	forecast weather.Forecast
	season   uint64 // counts the changes of forecast, from 1
	held     []held // what a network that is down keeps back
	lost     []weather.Loss
	ended    []weather.Ended

	connections connections

	noted   func(weather.Incident)
	posted  map[string]int // how many UDP datagrams each owner has sent, for noted
	random  *rand.ChaCha8  // what scripts draw
	fds     []bool         // descriptors that are taken, from firstFd on
	fdHint  int            // no smaller index of fds is free
	ports   ports
	raws    []*socket          // raw sockets, in the order of their making
	packets uint16             // how many ICMP packets were sent, as their ids say
	paths   map[string]*socket // unix sockets by path; closed ones stay, as files do
	members map[group]int      // how many sockets have joined a group
}

var _ host.World = (*World)(nil)

// epoch is the wall clock at the beginning of every simulated world.
var epoch = time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC)

// New returns a world in which nothing has happened yet.
func New(o Options) *World {
	w := &World{
		seed:     o.Seed,
		dir:      o.Dir,
		files:    o.Files,
		launch:   o.Go,
		luck:     chance.New(o.Seed, o.Plan),
		forecast: o.Forecast,
		season:   1,
		noted:    o.Noted,
		paths:    make(map[string]*socket),
		members:  make(map[group]int),
	}
	if w.launch == nil {
		w.launch = func(fn func()) { go fn() }
	}
	if w.noted != nil {
		w.posted = make(map[string]int)
	}
	w.random = rand.NewChaCha8(randomSeed(o.Seed))
	w.schedule.alive = make(map[*task]struct{})
	w.ports = newPorts(o.Seed)
	return w
}

// Getenv returns nothing: this world has no environment of its own.
func (w *World) Getenv(string) (value string, ok bool) { return "", false }

// Seed returns Options.Seed.
func (w *World) Seed() uint64 { return w.seed }

// Random fills b from one sequence for the whole world. Only tasks call it.
func (w *World) Random(b []byte) { w.random.Read(b) } // which never fails

func randomSeed(seed uint64) (wide [32]byte) {
	binary.LittleEndian.PutUint64(wide[:], seed)
	return wide
}

// Now returns 2000-01-01T00:00:00Z plus Elapsed.
func (w *World) Now() time.Time { return epoch.Add(w.Elapsed()) }

// looks is how often the clock may be looked at while nothing else takes time.
// From then on a look takes as long as a call: a script that does nothing but
// look until a moment has come sees it come.
const looks = 1000

// Elapsed returns the virtual time since the world began. Every call takes a
// nanosecond, so no two calls return the same.
func (w *World) Elapsed() time.Duration {
	now := w.clock.Add(1)
	if now != w.seen.Swap(now)+1 {
		w.looks.Store(0)
	} else if w.looks.Add(1) > looks {
		now = w.clock.Add(int64(callCost))
		w.seen.Store(now)
	}
	return time.Duration(now)
}

// elapsed is Elapsed without taking time.
func (w *World) elapsed() time.Duration { return time.Duration(w.clock.Load()) }
