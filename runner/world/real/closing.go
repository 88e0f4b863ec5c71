package real

import (
	"runtime"
	"syscall"

	"sockrun/luaapi/host"
)

// Shutdown is shutdown(2).
func (s *endpoint) Shutdown(how host.How) error {
	return s.control(func(fd int) error {
		before := s.deaf.Load()
		s.deaf.Store(before || how != host.ShutWrite) // first: the call wakes those who look at it
		err := syscall.Shutdown(fd, int(how))
		if err != nil && (err != syscall.ENOTCONN || runtime.GOOS != "linux") { // Linux notes what it refuses for want of a peer
			s.deaf.Store(before)
		} else if how != host.ShutWrite {
			s.listens.Store(false) // it may connect now: its readiness is no longer about those who wait there
		}
		return err
	})
}

// Close is close(2). It waits for nobody unless SO_LINGER says so.
func (s *endpoint) Close() error {
	if !s.closed.CompareAndSwap(false, true) {
		return nil
	}
	s.bells.ring() // polls keep the descriptor open
	s.world.disown(s)
	if !s.lingers.Load() { // a close that may wait must not hold up programs
		starting.RLock()
		defer starting.RUnlock()
	}
	return errnoOf(s.file.Close())
}

// Reset closes a connection with SO_LINGER of 0 seconds, which sends RST. On
// other sockets it is Close.
func (s *endpoint) Reset() error {
	if s.kind.Family != host.UNIX && s.kind.IsStream() {
		s.linger(syscall.Linger{Onoff: 1})
	}
	return s.Close()
}

// release closes the socket at the world's end. What the script had set with
// SO_LINGER must not hold that up.
func (s *endpoint) release() {
	if s.lingers.Load() {
		s.linger(syscall.Linger{})
	}
	_ = s.Close()
}

// linger sets SO_LINGER; it fails only on a closed socket.
func (s *endpoint) linger(l syscall.Linger) {
	_ = s.raw.Control(func(fd uintptr) {
		_ = syscall.SetsockoptLinger(int(fd), syscall.SOL_SOCKET, syscall.SO_LINGER, &l)
	})
}
