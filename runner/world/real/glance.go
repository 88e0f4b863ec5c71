package real

import (
	"golang.org/x/sys/unix"

	"sockrun/luaapi/host"
	"sockrun/runner/deadlock"
)

// Glance looks at a socket of this world; it is not ok on a closed one. Any
// goroutine may look, at any time.
func (w *World) Glance(hs host.Socket) (g deadlock.Glance, ok bool) {
	s, ok := hs.(*endpoint)
	if !ok {
		return g, false
	}
	lanes := [2]*lane{host.Received: &s.in, host.Sent: &s.out}
	var halts [2]uint64
	for d, l := range lanes {
		halts[d], _ = l.halt.now()
	}
	err := s.control(func(fd int) error {
		g.Ready, g.Buffered = look(fd)
		return nil
	})
	for d, l := range lanes {
		waiting, moved := int(l.turn.waiting.Load()), l.halt.moved.Load()
		if number, halted := l.halt.now(); halted && number == halts[d] {
			g.Held[d], g.Moved[d] = 1+waiting, moved
		}
	}
	return g, err == nil
}

// look asks the system what a descriptor is ready for and how many bytes have
// come.
func look(fd int) (ready host.Events, bytes int) {
	ready = told(readiness(fd, unix.POLLIN|unix.POLLOUT|unix.POLLPRI))
	bytes, _ = unix.IoctlGetInt(fd, fionread) // fails on sockets that listen
	return ready, max(bytes, 0)
}

// readiness is poll(2) of one descriptor, without a wait. When that fails, all
// that is wanted counts as ready: the call that is made then learns why.
func readiness(fd int, wanted int16) int16 {
	fds := [1]unix.PollFd{{Fd: int32(fd), Events: wanted}}
	for {
		switch _, err := unix.Poll(fds[:], 0); err {
		case nil:
			return fds[0].Revents
		case unix.EINTR:
		default:
			return wanted
		}
	}
}
