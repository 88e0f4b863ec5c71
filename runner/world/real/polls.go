package real

import (
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

// polls are those that wait at this moment. Nobody can see from outside
// whether poll(2) is about to return, so a poll is asked: it looks once more
// and answers when nothing is ready.
type polls struct {
	mu   sync.Mutex
	list map[*poll]struct{}
}

func (s *polls) add(p *poll) (remove func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.list == nil {
		s.list = map[*poll]struct{}{}
	}
	s.list[p] = struct{}{}
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.list, p)
	}
}

// AskPolls asks every call of Poll that waits whether it still does.
func (w *World) AskPolls() {
	w.polls.mu.Lock()
	defer w.polls.mu.Unlock()
	for p := range w.polls.list {
		p.asked.Add(1)
		p.bell.ring()
	}
}

// HeldPolls returns how many calls of Poll have answered since they were last
// asked: those certainly wait, unless something has become ready since.
func (w *World) HeldPolls() (n int) {
	w.polls.mu.Lock()
	defer w.polls.mu.Unlock()
	for p := range w.polls.list {
		if asked := p.asked.Load(); asked > 0 && p.answered.Load() == asked {
			n++
		}
	}
	return n
}

// answer takes what the bell has rung out of its pipe, after a look at which
// nothing was ready, and says that the poll waits on.
func (p *poll) answer() {
	fd := &p.fds[len(p.list)]
	if fd.Revents&unix.POLLIN == 0 {
		return
	}
	asked := p.asked.Load()
	var rung [64]byte
	_, _ = syscall.Read(int(fd.Fd), rung[:])
	fd.Revents = 0
	p.answered.Store(asked)
}
