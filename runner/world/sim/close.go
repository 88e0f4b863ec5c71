package sim

import (
	"slices"
	"syscall"

	"sockrun/luaapi/host"
)

// Close closes the socket. Sent bytes still reach the peer, unless bytes that
// came were not received, or SO_LINGER is on with 0 seconds: then the peer
// sees ECONNRESET. It never waits.
func (s *socket) Close() error {
	return s.close(s.options.abort() && !s.isUnix())
}

// Reset closes the socket so that the peer of a TCP stream sees ECONNRESET.
// Other sockets are closed.
func (s *socket) Reset() error { return s.close(!s.isUnix()) }

func (s *socket) close(abort bool) error {
	if s.closed || s.left || s.world.ending.Load() {
		return nil
	}
	s.world.vacate(s.fd)
	s.left = true
	s.drop(abort)
	s.world.mayYield()
	return nil
}

// release gives back all that the socket has.
func (s *socket) release(abort bool) {
	w := s.world
	s.closed = true
	s.leaveGroups()
	s.wakeAll()
	lingers := false
	if s.kind.Accepts() {
		s.unlisten()
		lingers = s.hangUp(abort)
	} else {
		s.inbox.wakeSenders()
	}
	if s.isRaw() {
		w.raws = slices.DeleteFunc(w.raws, func(o *socket) bool { return o == s })
	}
	if s.port != 0 {
		w.ports.release(s, lingers)
	}
	if s.path != "" && s.path[0] == 0 && w.paths[s.path] == s {
		delete(w.paths, s.path)
	}
}

func (s *socket) wakeAll() {
	s.readers.wakeAll(&s.world.schedule)
	s.writers.wakeAll(&s.world.schedule)
}

// Shutdown ends one or both halves of a connection; on a listening socket,
// anything but ShutWrite ends listening.
func (s *socket) Shutdown(how host.How) error {
	if err := s.usable(host.DontWait); err != nil {
		return err
	}
	if how < host.ShutRead || how > host.ShutBoth {
		return syscall.EINVAL
	}
	if s.listener != nil {
		s.shutListener(how)
		return nil
	}
	if (!s.connected() || s.over()) && !s.isUnix() {
		s.noteShutdown(how)
		return syscall.ENOTCONN
	}
	s.shutRead = s.shutRead || how != host.ShutWrite
	s.shutSend = s.shutSend || how != host.ShutRead
	s.told = true
	s.wakeAll()
	if s.kind.Accepts() && s.connected() {
		s.finish()
	}
	s.world.advance(callCost)
	return nil
}

// noteShutdown is Shutdown of a socket without a connection, which Linux refuses
// and notes all the same, but on raw sockets for what is sent.
func (s *socket) noteShutdown(how host.How) {
	if s.isRaw() {
		return
	}
	s.shutRead = s.shutRead || how != host.ShutWrite
	s.shutSend = s.shutSend || how != host.ShutRead && s.state == idle
	if !s.kind.Accepts() { // who waits for a datagram is told, as on a connected socket
		s.wakeAll()
	}
}
