// Package host is the interface through which scripts reach a world: clock,
// tasks, network, files, processes and the recorder of the wire. It holds the
// interfaces, the addresses and the errors that both sides share, and no
// implementation: runner/world provides real and simulated worlds, and the
// bindings of luaapi cannot tell which one they run in.
package host

import (
	"errors"
	"math"
	"sync"
	"syscall"
	"time"
)

// World is everything outside its VM that a script can reach. All methods may
// be called from several goroutines. Calls that may wait (those that take a
// Deadline, unless it is DontWait, and Socket's Close and Reset) must be made
// without holding a Baton, and other tasks of the VM may run meanwhile. All
// other calls may be made with the Baton, and let no other task run.
type World interface {
	Clock
	Scheduler
	Network
	Files
	Processes

	// Getenv returns a variable of the environment, not ok when there is none
	// or the script may not see it.
	Getenv(name string) (value string, ok bool)
	// Seed returns the number from which math.random of every VM starts. It is
	// the same for the whole life of the world.
	Seed() uint64
	// Random fills b with random bytes, others each time: from the system in
	// a real world, drawn from the seed in a simulated one.
	Random(b []byte)
}

// Namer is a World that notes which of its tasks a socket belongs to.
type Namer interface {
	// NameSocket says that a task, or one that it has spawned, has made or
	// accepted s.
	NameSocket(s Socket, task string)
}

// Clock tells the time of a world. Its methods may be called from several
// goroutines.
type Clock interface {
	// Now returns the wall clock time.
	Now() time.Time
	// Elapsed returns the monotonic time since the world began.
	Elapsed() time.Duration
}

// Deadline is a moment on a world's monotonic clock (World.Elapsed) until
// which a call may wait. The zero value is Forever.
type Deadline time.Duration

const (
	// Forever waits until the call is done or the world ends.
	Forever Deadline = 0
	// DontWait never waits: a call that would wait fails with EAGAIN.
	DontWait Deadline = -1
)

// After returns the deadline d from now. A zero or negative d has passed
// already: the call is tried once and then times out.
func After(c Clock, d time.Duration) Deadline {
	now := c.Elapsed()
	if d > math.MaxInt64-now {
		return Forever
	}
	return Deadline(max(now+d, 1))
}

// Passed says whether now is not before the deadline, which Forever never is.
func (d Deadline) Passed(now time.Duration) bool { return d != Forever && now >= time.Duration(d) }

// Scaled returns the limit d multiplied with scale, where 0 is 1. A limit that
// would be too long for a duration stays as it is.
func Scaled(d time.Duration, scale float64) time.Duration {
	if scale == 0 || scale == 1 || float64(d)*scale >= math.MaxInt64 {
		return d
	}
	return time.Duration(float64(d) * scale)
}

// Earlier returns the earlier of two deadlines; DontWait is the earliest.
func Earlier(a, b Deadline) Deadline {
	if a == Forever || b != Forever && b < a {
		return b
	}
	return a
}

// ErrEnded is what every call fails with once its world has ended, whatever
// it was doing. Bindings show it as ECANCELED.
var ErrEnded = errors.New("the scenario has ended")

// IsTimeout says whether err is that of a call whose deadline has passed.
func IsTimeout(err error) bool { return errors.Is(err, syscall.ETIMEDOUT) }

// Scheduler runs tasks. In the real world tasks are goroutines that run at
// the same time; in the simulated world one task of the whole scenario runs
// at a time, and the next is picked by the seed when it waits.
type Scheduler interface {
	// Go starts fn as a task and returns at once; name is what a task that does
	// not end is called. The world waits for it when it is closed; fn must recover
	// from its own panics.
	Go(name string, fn func())
	// NewBaton returns the lock that lets one task of a VM run at a time, a
	// Baton. In the simulated world it does nothing, since the world has one for
	// all.
	NewBaton() sync.Locker
	// NewParker returns a place where one task waits for another. It never waits.
	NewParker() Parker
	// Interleave returns what a VM calls, without its baton, after a call that
	// others can notice but that must not let them run by itself. It is nil
	// where tasks run at the same time anyway.
	Interleave() func()
}

// Baton is what a lock that NewBaton returns can do besides, where tasks run
// at the same time.
type Baton interface {
	sync.Locker
	// LockFirst is Lock for a task that is to go before all who wait in Lock.
	LockFirst()
	// TryLock takes the baton if nobody has it, and says whether it did.
	TryLock() bool
}

// Parker lets one task wait until another wakes it. It may be dropped at any
// time; nobody closes it.
type Parker interface {
	// Park waits until Unpark has been called since the last Park returned,
	// and returns nil; or ETIMEDOUT past the deadline; or ErrEnded. Only one
	// task may park at a time.
	Park(Deadline) error
	// Unpark lets the present or the next Park return. Several calls before
	// that count as one. Any goroutine of the world may call it; it never waits.
	Unpark()
}
