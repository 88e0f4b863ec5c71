package sim

import (
	"net/netip"
	"slices"
	"syscall"

	"sockrun/luaapi/host"
)

// Connect follows host.Socket and connect(2). After a TCP connect that did not
// wait or timed out, the next one waits on, fails with EALREADY if it must not
// wait, or tells once how it went. A unix connect that would wait for room in
// the backlog fails with EAGAIN.
func (s *socket) Connect(to host.Addr, d host.Deadline) error {
	if err := s.usable(d); err != nil {
		return err
	}
	if err := s.checkFamily(to); err != nil {
		return err
	}
	var err error
	switch {
	case !s.kind.Accepts():
		err = s.connectDatagram(to)
	case s.isUnix():
		err = s.connectUnix(to.Path, d)
	default:
		err = s.connectTCP(to, d)
	}
	s.world.noticed(d)
	return err
}

func (s *socket) connectTCP(to host.Addr, d host.Deadline) error {
	if s.listener != nil {
		return syscall.EISCONN
	}
	again := s.state == connecting
	if s.state == idle {
		if err := s.dial(to); err != nil {
			return err
		}
		if d < 0 {
			return syscall.EINPROGRESS
		}
	}
	if again && d < 0 {
		return syscall.EALREADY
	}
	return s.block(&s.writers, d, s.progress)
}

// dial sends the SYN: from here on the socket is connecting, standing or
// refused.
func (s *socket) dial(to host.Addr) error {
	remote, err := s.route(to)
	if err == nil && isMany(remote.Addr()) {
		err = syscall.ENETUNREACH
	}
	if err != nil {
		return err
	}
	if err := s.depart(remote.Addr()); err != nil {
		return err
	}
	if s.world.ports.connects(s, remote) {
		return syscall.EADDRNOTAVAIL
	}
	s.remote, s.state = remote, connecting
	s.approach(0)
	return nil
}

// depart gives a socket the address from which it reaches a remote one, as far
// as it has none.
func (s *socket) depart(to netip.Addr) error {
	from := source(to)
	if err := s.autobind(from); err != nil {
		return err
	}
	if s.ip.IsUnspecified() {
		s.ip = from
	}
	return nil
}

// reach is the arrival of the SYN.
func (s *socket) reach() {
	from := s.sender(s.remote.Addr())
	if from == s.remote {
		s.meetItself()
		return
	}
	if l := s.world.ports.listener(s.remote, from); l != nil {
		s.knock(l)
		return
	}
	s.refuse(syscall.ECONNREFUSED)
	s.wakeAll()
}

// meetItself is the arrival of a SYN at the socket that has sent it. It takes it
// for that of a peer which connects at the same time: both ends of the connection
// are the socket itself.
func (s *socket) meetItself() {
	p := &pipe{}
	s.stream, s.state = stream{in: p, out: p, other: s}, standing
	s.world.connections.add(s)
	s.wakeAll()
}

// refuse ends a connect. A port that was chosen for it is free again.
func (s *socket) refuse(why syscall.Errno) {
	s.state, s.err, s.spent = refused, why, true
	s.giveBack()
	if !s.placed && s.port == 0 {
		s.ip = s.wildcard()
	}
}

// progress tells how a connect went, once.
func (s *socket) progress() error {
	switch {
	case s.state == connecting:
		return errWait
	case s.state == refused:
		s.state, s.spent = idle, false
		if s.err == 0 { // SO_ERROR has told
			return syscall.ECONNABORTED
		}
		return s.takeErr()
	case s.told:
		return syscall.EISCONN
	}
	s.told = true
	return s.takeErr()
}

// connectUnix looks at the socket itself last, as Linux does.
func (s *socket) connectUnix(path string, d host.Deadline) error {
	l, err := s.world.find(path, s.kind.Type)
	switch {
	case err != nil:
		return err
	case l.listener == nil, l.shutRead:
		return syscall.ECONNREFUSED
	case d < 0 && !l.listener.hasRoom():
		return s.world.park(d)
	case s.listener != nil:
		return syscall.EINVAL
	case s.state != idle:
		return syscall.EISCONN
	}
	s.knock(l)
	err = s.block(&s.writers, d, s.progress)
	if s.state == connecting {
		s.stopKnocking()
	}
	return err
}

// find returns the open unix socket that has a path.
func (w *World) find(path string, typ host.Type) (*socket, error) {
	if err := host.UnixPath(path).CheckUnix(); err != nil {
		return nil, err
	}
	s, ok := w.paths[path]
	switch {
	case path == "":
		return nil, syscall.EINVAL
	case !ok && path != "" && path[0] == 0: // an abstract name is no file
		return nil, syscall.ECONNREFUSED
	case !ok:
		return nil, syscall.ENOENT
	case s.closed:
		return nil, syscall.ECONNREFUSED
	case s.kind.Type != typ:
		return nil, syscall.EPROTOTYPE
	}
	return s, nil
}

// knock asks a listening socket for a connection, which may stand at once.
func (s *socket) knock(l *socket) {
	s.state, s.target = connecting, l
	l.listener.knocking = append(l.listener.knocking, s)
	l.admit()
}

// stopKnocking gives up a connect that is under way.
func (s *socket) stopKnocking() {
	if s.state != connecting {
		return
	}
	s.state = idle
	if s.target == nil { // nobody has heard of it
		return
	}
	l := s.target.listener
	if i := slices.Index(l.knocking, s); i >= 0 {
		l.knocking = slices.Delete(l.knocking, i, i+1)
	}
}
