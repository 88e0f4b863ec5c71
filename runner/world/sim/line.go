package sim

import (
	"errors"
	"slices"
	"syscall"

	"sockrun/luaapi/host"
)

// errWait is what an attempt returns that has to wait for others.
var errWait = errors.New("would wait")

// line is where tasks wait for one direction of a socket, first come, first
// served. Only the first is woken by what happens to the socket, and with it
// those who watch and take nothing.
type line struct {
	queue    []*task
	watchers []*task
}

// wake lets the first in line try again, and watchers look.
func (l *line) wake(s *schedule) {
	if len(l.queue) > 0 {
		s.ready(l.queue[0])
	}
	for _, t := range l.watchers {
		s.ready(t)
	}
}

// wakeAll lets everybody in line try again, and watchers look.
func (l *line) wakeAll(s *schedule) {
	for _, t := range l.queue {
		s.ready(t)
	}
	for _, t := range l.watchers {
		s.ready(t)
	}
}

// leave takes t out of line and lets the next try.
func (l *line) leave(t *task, s *schedule) {
	l.queue = without(l.queue, t)
	l.wake(s)
}

// without removes t once from a list, if it is there.
func without(list []*task, t *task) []*task {
	if i := slices.Index(list, t); i >= 0 {
		return slices.Delete(list, i, i+1)
	}
	return list
}

// block attempts until the answer is another than errWait, and waits in line
// between attempts: the core of every call that can wait. Attempts must not
// give way, so what an attempt saw still holds when the task joins the line.
func (s *socket) block(l *line, d host.Deadline, attempt func() error) error {
	if err := s.usable(d); err != nil {
		return err
	}
	if len(l.queue) == 0 || d < 0 {
		if err := attempt(); err != errWait {
			return err
		}
	}
	if d < 0 { // DontWait never joins the line
		return s.world.park(d)
	}
	return s.queue(l, d, attempt)
}

func (s *socket) queue(l *line, d host.Deadline, attempt func() error) error {
	me := s.world.schedule.current
	l.queue = append(l.queue, me)
	defer l.leave(me, &s.world.schedule)
	for {
		parked := s.world.park(d)
		switch {
		case parked == host.ErrEnded:
			return parked
		case s.gone():
			return syscall.EBADF
		case l.queue[0] == me:
			if err := attempt(); err != errWait {
				return err
			}
		}
		if parked != nil {
			return parked
		}
	}
}

// usable says why no call on the socket can succeed, nil when one can. d is
// how long the call may wait.
func (s *socket) usable(d host.Deadline) error {
	switch {
	case s.world.ending.Load():
		return s.world.refuse(d)
	case s.gone():
		return syscall.EBADF
	}
	return nil
}
