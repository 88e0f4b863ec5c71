package sim

import (
	"slices"
	"syscall"

	"sockrun/luaapi/host"
)

// listener is what a listening socket has: connections that stand but have
// not been accepted, and sockets that wait until there is room for them.
type listener struct {
	backlog  int
	queue    []*socket // server ends
	knocking []*socket // client ends
}

// hasRoom follows Linux, which takes one connection more than the backlog.
func (l *listener) hasRoom() bool { return len(l.queue) <= l.backlog }

// Listen makes the socket accept connections. As on Linux, backlog+1 of them
// can wait to be accepted; the next connect waits. An unbound internet socket
// gets a port.
func (s *socket) Listen(backlog int) error {
	if err := s.usable(host.DontWait); err != nil {
		return err
	}
	switch {
	case !s.kind.Accepts():
		return syscall.EOPNOTSUPP
	case s.state != idle, s.isUnix() && s.path == "":
		return syscall.EINVAL
	case s.port == 0 && !s.isUnix():
		if err := s.autobind(s.wildcard()); err != nil {
			return err
		}
	}
	if backlog < 0 || backlog > syscall.SOMAXCONN {
		backlog = syscall.SOMAXCONN
	}
	if s.listener != nil {
		s.listener.backlog = backlog
		s.admit()
		return nil
	}
	if s.rivalListens() {
		return syscall.EADDRINUSE
	}
	s.listener = &listener{backlog: backlog}
	return nil
}

// rivalListens says whether a socket that has the port as well, but not by
// SO_REUSEPORT, listens already.
func (s *socket) rivalListens() bool {
	if s.isUnix() {
		return false
	}
	return slices.ContainsFunc(s.world.ports.at(s.portKey()).bound, func(o *socket) bool {
		return o.listener != nil && !s.sharesWith(o.options.share) && (covers(s.ip, s.dual(), o.ip) || covers(o.ip, o.dual(), s.ip))
	})
}

// Accept waits for a connection and returns its socket and peer.
func (s *socket) Accept(d host.Deadline) (host.Socket, host.Addr, error) {
	if !s.kind.Accepts() {
		return nil, host.Addr{}, s.lacks(syscall.EOPNOTSUPP)
	}
	var c *socket
	err := s.block(&s.readers, d, func() error {
		switch {
		case s.listener == nil, len(s.listener.queue) == 0 && s.shutRead && s.isUnix() && d >= 0: // as on Linux, only who waits is told
			return syscall.EINVAL
		case len(s.listener.queue) == 0:
			return errWait
		}
		c = s.listener.queue[0]
		c.fd = s.world.occupy()
		return nil
	})
	if err != nil {
		return nil, host.Addr{}, err
	}
	s.listener.queue = slices.Delete(s.listener.queue, 0, 1)
	s.admit()
	s.world.noticed(d)
	return c, c.peer(), nil
}

// admit connects those who knock, as far as there is room.
func (s *socket) admit() {
	l := s.listener
	for len(l.knocking) > 0 && l.hasRoom() {
		client := l.knocking[0]
		l.knocking = slices.Delete(l.knocking, 0, 1)
		l.queue = append(l.queue, s.answer(client))
	}
	s.readers.wake(&s.world.schedule)
}

// answer makes the server's end of a connection. It takes over the options of
// the listening socket, as on Linux.
func (s *socket) answer(client *socket) *socket {
	c := &socket{world: s.world, kind: s.kind, options: s.options.clone(), told: true}
	c.owner = s.owner
	link(client, c)
	if s.isUnix() {
		c.path = s.path
	} else {
		c.ip, c.port = client.remote.Addr(), s.port
		c.lent, c.placed = true, s.placed
		c.remote = client.sender(c.ip)
		s.world.ports.accept(c)
	}
	client.wakeAll()
	return c
}

// shutListener is Shutdown of a socket that listens. For reading it ends the
// listening of TCP; a unix socket lets nobody in from then on, but those who are
// in its queue stay.
func (s *socket) shutListener(how host.How) {
	switch {
	case s.isUnix():
		s.shutRead = s.shutRead || how != host.ShutWrite
		s.shutSend = s.shutSend || how != host.ShutRead
		if s.shutRead {
			s.listener.turnAway()
		}
	case how != host.ShutWrite:
		s.unlisten()
		s.giveBack()
	}
	s.readers.wakeAll(&s.world.schedule)
}

// turnAway refuses those who knock.
func (l *listener) turnAway() {
	for _, client := range l.knocking {
		client.refuse(syscall.ECONNREFUSED)
		client.wakeAll()
	}
	l.knocking = nil
}

// unlisten turns away those who knock and resets connections that nobody has
// accepted. A socket that does not listen but knocks stops knocking.
func (s *socket) unlisten() {
	s.stopKnocking()
	l := s.listener
	if l == nil {
		return
	}
	s.listener = nil
	l.turnAway()
	for _, c := range l.queue {
		c.release(true)
	}
}
