// Package transcript is the ordered record of everything that crossed the
// sockets of a scenario: reads and writes, the messages that codecs marked in
// them, and what happened to the sockets. Reports about the wire are drawn
// from it; it knows nothing of worlds, verdicts or report formats.
//
// A Transcript has one Log per socket. Recording is made for the hot path: a
// Log keeps the newest reads and writes of each direction in rings that grow
// only while the transcript's budget grants it, and locks nothing that
// another socket uses.
package transcript

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"sockrun/luaapi/host"
)

// defaultBudget is how many bytes a transcript keeps unless told.
const defaultBudget = 1 << 20

// Transcript is the record of one scenario. All methods may be called from
// several goroutines, also while sockets are still being recorded.
type Transcript struct {
	budget int64
	left   atomic.Int64 // of the budget; below zero when logs alone passed it
	stamp  func() time.Duration

	mu        sync.Mutex
	logs      []*Log // in order of their number, without the forgotten ones
	closed    []*Log // may be forgotten, the earliest closed first
	next      int
	forgotten int
}

// New returns an empty transcript that keeps about budget bytes: 0 for
// 1 MiB, less than 0 for totals only. It has no clock yet: see SetClock.
func New(budget int) *Transcript {
	if budget == 0 {
		budget = defaultBudget
	}
	t := &Transcript{budget: int64(max(budget, 0))}
	t.left.Store(int64(budget))
	return t
}

// SetClock sets what gives the time since the scenario began. It must be called
// before the first Link. Later calls change nothing: a teardown has a world of
// its own, and goes on in the time of the scenario.
func (t *Transcript) SetClock(stamp func() time.Duration) {
	if t.stamp == nil {
		t.stamp = stamp
	}
}

// Link returns the log of a new socket.
func (t *Transcript) Link(kind host.Kind) *Log {
	l := &Log{transcript: t, kind: kind}
	for d := range l.flows {
		l.flows[d].transcript = t
	}
	granted := t.grant(logCost)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.next++
	l.id = t.next
	if !granted {
		t.left.Add(-logCost)
	}
	t.logs = append(t.logs, l)
	return l
}

// grant takes n bytes from the budget for something without which a socket
// would not be recorded at all. When they are not left it forgets the logs of
// closed sockets, the earliest closed first, until they are.
func (t *Transcript) grant(n int) bool {
	for !t.take(n, 0) {
		if !t.forget() {
			return false
		}
	}
	return true
}

// grantMore takes n bytes for what is good to have. It leaves half of the
// budget to sockets that are still to come.
func (t *Transcript) grantMore(n int) bool { return t.take(n, t.budget/2) }

func (t *Transcript) take(n int, reserve int64) bool {
	for {
		left := t.left.Load()
		if left-int64(n) < reserve {
			return false
		}
		if t.left.CompareAndSwap(left, left-int64(n)) {
			return true
		}
	}
}

// release lets the log of a closed socket be forgotten.
func (t *Transcript) release(l *Log) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.closed = append(t.closed, l)
}

// forget drops the log of the socket that was closed first.
func (t *Transcript) forget() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.closed) == 0 {
		return false
	}
	l := t.closed[0]
	t.closed[0] = nil
	t.closed = t.closed[1:]
	t.dropLog(l.id)
	t.forgotten++
	l.forgotten.Store(true)
	freed := logCost
	for d := range l.flows {
		freed += l.flows[d].drop()
	}
	t.left.Add(int64(freed))
	return true
}

// dropLog takes a log out of the list. Mostly it is the first: to move thousands
// of others would cost more than a connection does.
func (t *Transcript) dropLog(id int) {
	if len(t.logs) > 0 && t.logs[0].id == id {
		t.logs[0] = nil
		t.logs = t.logs[1:]
		return
	}
	if i, found := slices.BinarySearchFunc(t.logs, id, func(l *Log, id int) int { return l.id - id }); found {
		t.logs = slices.Delete(t.logs, i, i+1)
	}
}

// snapshot returns the logs that are kept and how many were forgotten.
func (t *Transcript) snapshot() (logs []*Log, forgotten int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.logs), t.forgotten
}
