package chopped

import (
	"slices"
	"sync/atomic"
	"syscall"
	"time"

	"sockrun/luaapi/host"
)

// Bounds on what is held back: how much, how long, and how long a close waits
// for room for it.
const (
	maxHeld    = 16 << 10
	holdTime   = 200 * time.Millisecond // as long as Linux has it for TCP_CORK
	retryTime  = 10 * time.Millisecond
	finishTime = time.Second
)

// held is what a socket holds back: writes that go together.
type held struct {
	lock  lock // of all that follows; nil where nothing is ever held back
	bytes []byte
	ends  []int // where its writes end
	timer *time.Timer
	timed atomic.Bool // the timer's flush has the lock, or tries to get it
	err   error       // what became of bytes that were held, for the next call
}

// lock is a lock that can be waited for until a moment.
type lock chan struct{}

func (l lock) take(late <-chan time.Time) bool {
	select {
	case l <- struct{}{}:
		return true
	case <-late:
		return false
	}
}

func (l lock) try() bool {
	select {
	case l <- struct{}{}:
		return true
	default:
		return false
	}
}

func (l lock) give() { <-l }

// lockHeld waits for the lock as a call does that sends until d: another task may
// have it, and wait for room. A call that may not wait gives one a moment that is
// about to be done.
func (s *Socket) lockHeld(flags int, d host.Deadline) error {
	l, pause, err := s.held.lock, retryTime, error(syscall.EAGAIN)
	switch {
	case l.try():
		return nil
	case mayWait(flags, d) && d == host.Forever:
		l.take(nil) // closing the socket ends the call that has it
		return nil
	case mayWait(flags, d):
		pause, err = time.Duration(d)-s.world.Elapsed(), syscall.ETIMEDOUT
	}
	late := time.NewTimer(pause)
	defer late.Stop()
	if !l.take(late.C) {
		return err
	}
	return nil
}

// sendLater holds p back, or sends it with what is held when that becomes too
// much.
func (s *Socket) sendLater(w *ways, p []byte, flags int, d host.Deadline) (int, error) {
	if err := s.lockHeld(flags, d); err != nil {
		return 0, err
	}
	h := &s.held
	defer h.lock.give()
	holds := s.mayHold(len(p))
	if err := h.err; err != nil {
		h.err = nil
		return 0, err
	}
	if holds {
		h.bytes, h.ends = append(h.bytes, p...), append(h.ends, len(h.bytes)+len(p))
		s.world.hold(s, true)
		s.flushAfter(holdTime)
		return len(p), nil
	}
	before := len(h.bytes)
	n, err := s.sendHeld(w, slices.Concat(h.bytes, p), flags, d)
	return max(n-before, 0), err
}

// mayHold says whether n bytes more may be held back: not on a socket that can
// send no more, or whose other side has said that it sends no more, since the
// system has more to say then.
func (s *Socket) mayHold(n int) bool {
	if n == 0 || len(s.held.bytes)+n > maxHeld || s.shut.Load() {
		return false
	}
	if _, err := s.PeerAddr(); err != nil {
		return false
	}
	watch := []host.Watch{{Socket: s.Socket, Wanted: host.Writable | host.Readable}}
	err := s.world.World.Poll(watch, host.DontWait)
	switch ready := watch[0].Ready; {
	case err != nil, ready&host.Writable == 0:
		return false
	case ready&host.Readable != 0:
		return s.hears()
	}
	return true
}

// hears says whether the stream has not ended. An error is kept for the next
// call.
func (s *Socket) hears() bool {
	var one [1]byte
	n, err := s.Socket.Recv(one[:], syscall.MSG_PEEK, host.DontWait)
	if err != nil && err != syscall.EAGAIN {
		s.held.err = err
	}
	return n > 0 || err == syscall.EAGAIN
}

// sendHeld sends bytes of which the first are those that are held. With the
// lock.
func (s *Socket) sendHeld(w *ways, p []byte, flags int, d host.Deadline) (int, error) {
	h := &s.held
	if w != nil {
		w.out.join(h.ends)
	}
	n, err := s.sendMarked(w, p, []int{len(p)}, flags, d)
	h.bytes = h.bytes[min(n, len(h.bytes)):]
	h.ends = nil
	if len(h.bytes) == 0 {
		h.bytes = nil
		s.world.hold(s, false)
	}
	return n, err
}

// flush sends what is held, as far as there is room, unless somebody is about
// to.
func (s *Socket) flush() {
	h := &s.held
	h.timed.Store(true)
	defer h.timed.Store(false)
	if !h.lock.try() {
		return
	}
	defer h.lock.give()
	s.flushLocked(host.DontWait)
}

func (s *Socket) flushLocked(d host.Deadline) {
	h := &s.held
	if len(h.bytes) == 0 {
		return
	}
	_, err := s.sendHeld(s.ways.Load(), h.bytes, 0, d)
	switch {
	case err == syscall.EAGAIN, err == syscall.ETIMEDOUT, err == nil && len(h.bytes) > 0:
		s.flushAfter(retryTime)
	case err != nil:
		h.bytes, h.err = nil, err
		s.world.hold(s, false)
	}
}

// flushAfter sets the time at which what is held goes by itself.
func (s *Socket) flushAfter(d time.Duration) {
	if s.held.timer == nil {
		s.held.timer = time.AfterFunc(d, s.flush)
		return
	}
	s.held.timer.Reset(d)
}

// lockForAll waits for the flush of the timer, whose bytes a close would cut off,
// but for nobody else who sends: closing the socket ends that. The last try is for
// a timer that was done between the first and the look at it. Without a lock there
// is nothing to wait for.
func (h *held) lockForAll() bool {
	return h.lock != nil && (h.lock.try() || h.timed.Load() && h.lock.take(time.After(finishTime)) || h.lock.try())
}

// flushAll is flush that waits for room: for what comes after it.
func (s *Socket) flushAll() {
	h := &s.held
	if !h.lockForAll() {
		return
	}
	defer h.lock.give()
	until := host.After(s.world, finishTime)
	for len(h.bytes) > 0 && s.world.Elapsed() < time.Duration(until) {
		s.flushLocked(until)
	}
}

// drop forgets what is held.
func (h *held) drop() {
	if !h.lock.try() {
		return
	}
	defer h.lock.give()
	h.bytes = nil
	if h.timer != nil {
		h.timer.Stop()
	}
}

// broke says what became of bytes that were held, where the system would have
// told a receiver.
func (h *held) broke() error {
	if !h.lock.try() {
		return nil
	}
	defer h.lock.give()
	if h.err != syscall.ECONNRESET {
		return nil
	}
	h.err = nil
	return syscall.ECONNRESET
}
