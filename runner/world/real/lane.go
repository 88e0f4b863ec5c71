package real

import (
	"errors"
	"os"
	"syscall"
	"time"

	"sockrun/luaapi/host"
	"sockrun/runner/giveway"
)

// lane is one direction of a socket and the hard part of its calls: how they
// wait. A call that may wait first takes the lane's turn. So one call at a
// time owns the descriptor's deadline in the netpoller, and each call has its
// own. The call's arguments lie in the lane while it runs, since arguments in
// a closure would cost an allocation each time.
type lane struct {
	turn    turn
	world   *World
	file    *os.File
	try     func(fd uintptr) bool // is step; made once
	tryOnce func(fd uintptr)      // is stepOnce; made once

	// Of the call that has the turn:
	call  call
	err   error
	late  time.Time // zero for none
	armed bool      // the descriptor has the deadline
	sends bool      // it is the lane of what is sent

	halt halt // whether the call waits for the descriptor

	// Of lookAgain: how many calls are still to go without it, and how many that
	// were when it last came to nothing.
	without, missed uint8
}

func (l *lane) init(w *World, file *os.File, sends bool) {
	l.world, l.file, l.sends = w, file, sends
	l.try = l.step
	l.tryOnce = l.stepOnce
}

// setDeadline fails only on a closed descriptor, and so does the wait.
func (l *lane) setDeadline(t time.Time) {
	if l.sends {
		_ = l.file.SetWriteDeadline(t)
	} else {
		_ = l.file.SetReadDeadline(t)
	}
}

// step makes the system call and says whether it is done. The deadline is set
// only once the call has to wait: most calls need not, and one whose deadline
// has passed is still tried once.
func (l *lane) step(fd uintptr) bool {
	l.halt.end()
	l.err = l.call.perform(int(fd))
	if !l.sends && is(l.err, syscall.EAGAIN) && l.world.isCrowded() {
		l.lookAgain(int(fd))
	}
	if !is(l.err, syscall.EAGAIN) {
		return true
	}
	if !l.late.IsZero() && !l.armed {
		l.armed = true
		l.setDeadline(l.late)
	}
	l.halt.begin(l.call.n)
	return false
}

// lookAgain makes the system call once more after those had their turn that wait for
// the same processor. The sender may be one of them, and then nobody needs the
// netpoller. When it was none, ever more calls go without. Where processors are idle
// one of them would take the goroutine over, away from who it talks to.
func (l *lane) lookAgain(fd int) {
	const most = 63
	if l.without > 0 {
		l.without--
		return
	}
	giveway.Here()
	l.err = l.call.perform(fd)
	l.missed = min(2*l.missed+1, most)
	if !is(l.err, syscall.EAGAIN) {
		l.missed = 0
	}
	l.without = l.missed
}

// stepOnce makes the system call, whether it is done by that or not.
func (l *lane) stepOnce(fd uintptr) { l.err = l.call.perform(int(fd)) }

// run makes a call in a lane, waiting as d says; its results are in the call.
// They hold beside an error as well: what went is not lost.
func (s *endpoint) run(l *lane, d host.Deadline, c *call) error {
	if err := s.alive(); err != nil {
		return err
	}
	if d == host.DontWait {
		return s.now(l, c)
	}
	if err := s.take(l, d); err != nil {
		return err
	}
	return s.await(l, d, c)
}

// await runs a call that has the turn of its lane, and gives the turn back.
func (s *endpoint) await(l *lane, d host.Deadline, c *call) error {
	l.call = *c
	err := s.settle(l, d)
	l.leave(c)
	return s.outcome(err, c.n)
}

// settle makes the lane's call, waiting as d says.
func (s *endpoint) settle(l *lane, d host.Deadline) error {
	if d != host.Forever {
		l.late = s.world.moment(d)
	}
	err := s.poll(l)
	l.halt.end()
	if err == nil {
		err = l.err
	}
	if l.armed {
		l.setDeadline(time.Time{})
	}
	l.late, l.armed = time.Time{}, false
	return err
}

// poll tries the lane's call until it is done.
func (s *endpoint) poll(l *lane) error {
	if l.sends {
		return s.raw.Write(l.try)
	}
	return s.raw.Read(l.try)
}

// recvPlain is run for a recv of some bytes without flags that may wait, which is where
// thousands do: the call lies in the lane only, not on the stack as well.
func (s *endpoint) recvPlain(p []byte, d host.Deadline) (n int, err error) {
	l := &s.in
	if err := s.alive(); err != nil {
		return 0, err
	}
	if err := s.take(l, d); err != nil {
		return 0, err
	}
	l.call.do, l.call.p = readOnce, p
	err = s.settle(l, d)
	n = l.call.n
	l.forget()
	return n, s.outcome(err, n)
}

// leave gives the turn back and hands the results to the call that had it.
func (l *lane) leave(c *call) {
	c.n, c.addr, c.begun = l.call.n, l.call.addr, l.call.begun
	l.forget()
}

// sendPlain is now for a send without flags that has the turn.
func (s *endpoint) sendPlain(p []byte) (n int, err error) {
	l := &s.out
	if err = s.alive(); err == nil {
		l.call.do, l.call.p = sendOnce, p
		if err = s.raw.Control(l.tryOnce); err == nil {
			err = l.err
		}
		n, err = l.call.n, s.outcome(err, 1)
	}
	l.forget()
	return n, err
}

// forget gives the turn back and keeps nothing of the call: its bytes belong to
// the caller.
func (l *lane) forget() {
	l.call, l.err = call{}, nil
	l.turn.give()
}

// take waits for the turn of a lane. Closing the socket ends the call that
// has it, and so comes to each of those that wait here.
func (s *endpoint) take(l *lane, d host.Deadline) error {
	if l.turn.try() {
		return nil
	}
	late, stop := s.world.alarm(d)
	defer stop()
	if !l.turn.take(late) {
		return syscall.ETIMEDOUT
	}
	return nil
}

// now makes a call that must not wait. With the lane's turn, when it is free,
// it costs no allocation; else it goes past the call that waits there.
func (s *endpoint) now(l *lane, c *call) error {
	if !l.turn.try() {
		return s.once(c)
	}
	l.call = *c
	err := s.raw.Control(l.tryOnce)
	if err == nil {
		err = l.err
	}
	l.leave(c)
	return s.outcome(err, 1)
}

// once makes a call that must not wait. It takes no turn and no lock of the
// descriptor, so it does not queue behind a call that waits.
func (s *endpoint) once(c *call) error {
	own := *c // the caller's need not live on the heap
	err := s.control(func(fd int) error { return own.perform(fd) })
	*c = own
	return err
}

// untilRoom makes a call that a unix socket refuses with EAGAIN while the
// queue of its peer is full. The system tells nobody when there is room, so
// the call is made again after pauses that grow from 1 ms to 16 ms.
func (s *endpoint) untilRoom(d host.Deadline, c *call) error {
	for pause := time.Millisecond; ; pause = min(2*pause, 16*time.Millisecond) {
		err := s.once(c)
		if err != syscall.EAGAIN || d == host.DontWait {
			return err
		}
		if err := s.pause(pause, d); err != nil {
			return err
		}
	}
}

// pause waits, at most until d.
func (s *endpoint) pause(length time.Duration, d host.Deadline) error {
	late, stop := s.world.alarm(d)
	defer stop()
	over := time.NewTimer(length)
	defer over.Stop()
	select {
	case <-over.C:
		return nil
	case <-late:
		return syscall.ETIMEDOUT
	}
}

// control runs f on the descriptor, which stays open meanwhile.
func (s *endpoint) control(f func(fd int) error) error {
	if err := s.alive(); err != nil {
		return err
	}
	var err error
	if closed := s.raw.Control(func(fd uintptr) { err = f(int(fd)) }); closed != nil {
		err = closed
	}
	return s.outcome(err, 1)
}

// alive says whether calls can still be made.
func (s *endpoint) alive() error {
	if err := s.world.alive(); err != nil {
		return err
	}
	if s.closed.Load() {
		return syscall.EBADF
	}
	return nil
}

// outcome turns what the netpoller or the system says of a call with result n
// into what host.Socket promises.
func (s *endpoint) outcome(err error, n int) error {
	if err == nil && n > 0 {
		return nil
	}
	// The end of the world closes the sockets one by one, and a stream whose
	// other end goes first seems to end in good order.
	if ended := s.world.alive(); ended != nil || err == nil {
		return ended
	}
	var errno syscall.Errno
	switch {
	case s.closed.Load():
		return syscall.EBADF
	case errors.As(err, &errno):
		return errno
	case errors.Is(err, os.ErrDeadlineExceeded):
		return syscall.ETIMEDOUT
	}
	return syscall.EBADF // the netpoller's own errors are those of a closed descriptor
}
