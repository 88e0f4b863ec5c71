package real

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"sockrun/luaapi/host"
)

// Poll is poll(2). While it waits it takes a thread of the system; a pipe ends
// the wait when a socket is closed or the world ends.
func (w *World) Poll(list []host.Watch, d host.Deadline) error {
	p := &poll{world: w, list: list, until: d, sockets: make([]*endpoint, len(list)), fds: make([]unix.PollFd, len(list)+1)}
	for i, watch := range list {
		s, ok := watch.Socket.(*endpoint)
		if !ok {
			return syscall.EOPNOTSUPP
		}
		p.sockets[i] = s
	}
	p.hold = p.holdNext
	err := p.holdAll()
	// The end of the world closes the sockets one by one, which their peers see.
	if ended := w.alive(); ended != nil {
		return ended
	}
	return err
}

// poll is one call of Poll.
type poll struct {
	world   *World
	list    []host.Watch
	until   host.Deadline
	sockets []*endpoint
	fds     []unix.PollFd // of the sockets, and then the pipe

	hold func(fd uintptr) // is holdNext; made once
	held int              // how many of the sockets stay open
	err  error            // of the wait with all of them

	bell            *bell         // nil until it waits
	asked, answered atomic.Uint64 // see polls
}

// holdAll waits while the descriptors from the next on stay open, each inside
// of the one before.
func (p *poll) holdAll() error {
	i := p.held
	if i == len(p.sockets) {
		return p.wait(p.until)
	}
	s := p.sockets[i]
	if err := s.alive(); err != nil {
		return err
	}
	if closed := s.raw.Control(p.hold); closed != nil {
		return s.outcome(closed, 0)
	}
	return p.err
}

func (p *poll) holdNext(fd uintptr) {
	i := p.held
	p.fds[i] = unix.PollFd{Fd: int32(fd), Events: asked(p.list[i].Wanted)}
	p.held++
	p.err = p.holdAll()
}

func asked(wanted host.Events) (events int16) {
	if wanted&host.Readable != 0 {
		events |= unix.POLLIN
	}
	if wanted&host.Writable != 0 {
		events |= unix.POLLOUT
	}
	if wanted&host.Exceptional != 0 {
		events |= unix.POLLPRI
	}
	return events
}

// wait looks once, and waits with a pipe only when nothing is ready.
func (p *poll) wait(d host.Deadline) error {
	p.fds[len(p.list)].Fd = -1
	if ready, err := p.look(0); ready || err != nil {
		return err
	}
	if d == host.DontWait {
		return syscall.EAGAIN
	}
	bell, err := newBell()
	if err != nil {
		return err
	}
	defer bell.remove()
	p.bell = bell
	defer p.listen(bell)()
	defer p.world.polls.add(p)()
	p.fds[len(p.list)] = unix.PollFd{Fd: int32(bell.ears), Events: unix.POLLIN}
	return p.await(d)
}

// listen rings the bell when the world ends or a socket is closed, until stop
// is called.
func (p *poll) listen(b *bell) (stop func()) {
	ended := context.AfterFunc(p.world.ended, b.ring)
	for _, s := range p.sockets {
		s.bells.add(b)
	}
	return func() {
		ended()
		for _, s := range p.sockets {
			s.bells.remove(b)
		}
	}
}

func (p *poll) await(d host.Deadline) error {
	for {
		if err := p.alive(); err != nil {
			return err
		}
		left := -1
		if d != host.Forever {
			left = milliseconds(time.Until(p.world.moment(d)))
		}
		if ready, err := p.look(left); ready || err != nil {
			return err
		}
		if d != host.Forever && p.world.Elapsed() >= time.Duration(d) {
			return syscall.ETIMEDOUT
		}
		p.answer()
	}
}

func (p *poll) alive() error {
	if err := p.world.alive(); err != nil {
		return err
	}
	for _, s := range p.sockets {
		if err := s.alive(); err != nil {
			return err
		}
	}
	return nil
}

// milliseconds rounds up, so that a wait does not end early, and leaves room
// for a machine that was asleep.
func milliseconds(d time.Duration) int {
	return int(min(max(d+time.Millisecond-1, 0), time.Hour) / time.Millisecond)
}

// look waits for so many milliseconds, for ever when negative, and notes what
// is ready.
func (p *poll) look(timeout int) (ready bool, err error) {
	if _, err := unix.Poll(p.fds, timeout); err != nil && err != unix.EINTR {
		return false, errnoOf(err)
	}
	for i := range p.list {
		w, fd := &p.list[i], &p.fds[i]
		w.Ready = told(fd.Revents) & w.Wanted
		ready = ready || w.Ready != 0
		if fd.Revents != 0 && w.Ready == 0 {
			fd.Fd = -1 // it tells of what nobody asked for, and would do so again at once
		}
	}
	return ready, nil
}

// told is what select(2) makes of the events of poll(2).
func told(events int16) (ready host.Events) {
	if events&(unix.POLLIN|unix.POLLHUP|unix.POLLERR) != 0 {
		ready |= host.Readable
	}
	if events&(unix.POLLOUT|unix.POLLERR) != 0 {
		ready |= host.Writable
	}
	if events&unix.POLLPRI != 0 {
		ready |= host.Exceptional
	}
	return ready
}

// bell is a pipe that ends a poll.
type bell struct {
	ears, rope int

	mu      sync.Mutex
	removed bool
}

func newBell() (*bell, error) {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	var ends [2]int
	if err := syscall.Pipe(ends[:]); err != nil {
		return nil, err
	}
	for _, fd := range ends {
		syscall.CloseOnExec(fd)
	}
	return &bell{ears: ends[0], rope: ends[1]}, nil
}

// ring ends the poll, now or as soon as it begins to wait. It may be called
// several times, as often as the pipe has room.
func (b *bell) ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.removed {
		_, _ = syscall.Write(b.rope, []byte{0})
	}
}

func (b *bell) remove() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.removed = true
	_ = syscall.Close(b.ears)
	_ = syscall.Close(b.rope)
}

// bells are those to ring when a socket is closed.
type bells struct {
	mu   sync.Mutex
	list []*bell
}

func (l *bells) add(b *bell) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.list = append(l.list, b)
}

func (l *bells) remove(b *bell) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.list = slices.DeleteFunc(l.list, func(other *bell) bool { return other == b })
}

func (l *bells) ring() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, b := range l.list {
		b.ring()
	}
}
