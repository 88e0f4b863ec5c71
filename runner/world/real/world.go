// Package real is the real world: host.World on the operating system's
// sockets, files and processes and on the wall clock.
//
// A World owns whatever is made in it. End closes it all and wakes every
// waiting call; Close waits for the tasks too. The package does what it is
// asked: what a script may reach is decided by the policy that wraps it.
//
// Each file holds one part of host.World. Sockets take four: endpoint.go
// says what a socket can do, closing.go how it ends, lane.go how its calls
// wait, calls.go which system calls they make.
package real

import (
	"context"
	"crypto/rand"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"sockrun/luaapi/host"
)

// defaultMaxOutput is how much of a program's stdout and stderr each is kept
// when its command does not say.
const defaultMaxOutput = 1 << 20

// Options say how to make a World.
type Options struct {
	// Dir is the folder that relative file names and the programs' working
	// directories count from; "" is the working directory of the process.
	Dir string
	// Seed is what World.Seed returns.
	Seed uint64
	// Go starts the goroutine of a task; nil is the go statement.
	Go func(fn func())
}

// World implements host.World; all methods may be called from several
// goroutines. Whoever made it calls Close.
type World struct {
	opts  Options
	start time.Time
	ended context.Context // done once the world has ended
	end   context.CancelFunc
	tasks tasks
	polls polls

	diagnosis diagnosis

	processors int32 // that run goroutines

	mark    string      // in the environment of the programs, see descendants.go
	started atomic.Bool // whether there were any

	mu    sync.Mutex
	owned map[owned]struct{} // what End has to close
}

var _ host.World = (*World)(nil)

// owned is something that must not outlive the world.
type owned interface {
	// release closes it without waiting; the world has ended.
	release()
}

// New makes a world. Its monotonic clock starts now.
func New(opts Options) *World {
	if opts.Go == nil {
		opts.Go = func(fn func()) { go fn() }
	}
	ended, end := context.WithCancel(context.Background())
	worlds.Add(1)
	return &World{
		opts: opts, start: time.Now(), mark: newMark(), ended: ended, end: end, owned: map[owned]struct{}{},
		processors: int32(runtime.GOMAXPROCS(0)),
	}
}

// worlds are those of the process that have not ended.
var worlds atomic.Int32

// isCrowded says whether goroutines mostly wait for a processor.
func (w *World) isCrowded() bool { return w.processors == 1 || worlds.Load() > w.processors }

// Main runs main on the caller's goroutine.
func (w *World) Main(main func()) { main() }

// Getenv returns a variable of the process.
func (w *World) Getenv(name string) (value string, ok bool) { return os.LookupEnv(name) }

// Seed returns Options.Seed.
func (w *World) Seed() uint64 { return w.opts.Seed }

// Random fills b from the system's source.
func (w *World) Random(b []byte) { rand.Read(b) } // which never fails

// Now returns the wall clock time.
func (w *World) Now() time.Time { return time.Now() }

// Elapsed returns the time since New.
func (w *World) Elapsed() time.Duration { return time.Since(w.start) }

// End makes every call fail with host.ErrEnded from now on, those that wait
// included. It closes all sockets and files, removes the files of unix
// sockets that were bound here, and kills the running programs with their
// process groups. It waits for nobody, may be called from any goroutine, and
// does nothing the second time.
func (w *World) End() {
	w.end()
	w.mu.Lock()
	left := w.owned
	w.owned = nil
	w.mu.Unlock()
	if left != nil {
		worlds.Add(-1)
	}
	for o := range left {
		o.release()
	}
}

// Close ends the world, kills what its programs have started outside of their
// groups as far as the system tells, and waits at most grace until the tasks
// that Go started have returned. It returns the names of those that have not,
// in the order of their start.
func (w *World) Close(grace time.Duration) (stuck []string) {
	w.End()
	w.diagnosis.close()
	if w.started.Load() {
		killMarked(w.mark)
	}
	return w.tasks.wait(grace)
}

// alive returns host.ErrEnded once the world has ended.
func (w *World) alive() error {
	if w.ended.Err() != nil {
		return host.ErrEnded
	}
	return nil
}

// own makes End release o. It fails when the world has ended already; then o is
// still the caller's.
func (w *World) own(o owned) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.alive(); err != nil {
		return err
	}
	w.owned[o] = struct{}{}
	return nil
}

// disown forgets o, which its user has closed.
func (w *World) disown(o owned) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.owned, o)
}

// HasRun says whether a program was ever started in this world.
func (w *World) HasRun() bool { return w.started.Load() }

// moment returns d on the wall clock; d is a time, not Forever or DontWait.
func (w *World) moment(d host.Deadline) time.Time { return w.start.Add(time.Duration(d)) }

// until returns a context that is done at d and when the world ends.
func (w *World) until(d host.Deadline) (context.Context, context.CancelFunc) {
	if d == host.Forever {
		return context.WithCancel(w.ended)
	}
	return context.WithDeadline(w.ended, w.moment(d))
}
