package world

import (
	"errors"
	"sync/atomic"
	"syscall"

	"sockrun/luaapi/host"
	"sockrun/runner/transcript"
)

// socket is a base socket behind the policy, with a log of what crosses it.
// The hot path, Recv and Send, asks no policy: where a connected socket leads
// was allowed when it was connected.
type socket struct {
	host.Socket
	world   *World
	view    *View           // whose it is; nil for nobody's
	log     *transcript.Log // nil when nothing is recorded
	end     *end            // as log
	bound   atomic.Bool
	called  atomic.Bool // it was connected, or is to be
	closed  atomic.Bool
	ended   atomic.Bool // the end of the stream is recorded
	aborts  atomic.Bool // SO_LINGER lets its close reset the connection
	sourced atomic.Bool // noteSource was called
	last    atomic.Pointer[allowed]
	settled atomic.Pointer[host.Addr] // its own address, while that cannot change
	session atomic.Pointer[session]   // nil while nothing is encrypted
}

func (s *socket) Recv(p []byte, flags int, d host.Deadline) (int, error) {
	if s.log != nil && s.Kind().Type == host.Datagram && !s.called.Load() { // the log tells who has sent it
		n, _, err := s.RecvFrom(p, flags, d)
		return n, err
	}
	n, err := s.carrier().Recv(p, flags|s.wholeLength(p, flags), d)
	n = s.taken(n, p, flags)
	if s.log == nil || flags&syscall.MSG_PEEK != 0 && !s.isTruncated() {
		return n, err
	}
	if n > 0 {
		s.log.Bytes(host.Received, s.log.Now(), filled(p, n))
	}
	if n == 0 || err != nil {
		s.received(nil, len(p), err)
	}
	return n, err
}

func (s *socket) RecvFrom(p []byte, flags int, d host.Deadline) (int, host.Addr, error) {
	if s.session.Load() != nil {
		n, err := s.Recv(p, flags, d)
		return n, host.Addr{}, err
	}
	n, from, err := s.Socket.RecvFrom(p, flags|s.wholeLength(p, flags), d)
	n = s.taken(n, p, flags)
	if s.log == nil || flags&syscall.MSG_PEEK != 0 {
		return n, from, err
	}
	if n > 0 {
		s.log.Datagram(host.Received, s.log.Now(), filled(p, n), from)
	}
	if n == 0 || err != nil {
		s.received(&from, len(p), err)
	}
	return n, from, err
}

// filled returns what a read put into p; with MSG_TRUNC, n is the length of a
// datagram that may be longer.
func filled(p []byte, n int) []byte { return p[:min(n, len(p))] }

// received records a read that brought no bytes: an empty datagram, the end
// of the stream, or a failure. from is nil when the read did not ask for it.
func (s *socket) received(from *host.Addr, asked int, err error) {
	switch {
	case err != nil:
		s.failed("receive", err)
	case s.Kind().Type == host.Stream || s.Kind().Type == host.SeqPacket:
		if asked > 0 && !s.ended.Swap(true) {
			s.log.Event(transcript.EndOfStream, s.endDetail())
		}
	case from != nil:
		s.log.Datagram(host.Received, s.log.Now(), nil, *from)
	default:
		s.log.Bytes(host.Received, s.log.Now(), nil)
	}
}

func (s *socket) Send(p []byte, flags int, d host.Deadline) (int, error) {
	at := s.log.Now()
	n, err := s.carrier().Send(p, flags, d)
	if s.log == nil {
		return n, err
	}
	if n > 0 || err == nil && !s.Kind().IsStream() {
		s.log.Bytes(host.Sent, at, p[:n])
	}
	if err != nil {
		s.failed("send", err)
	}
	return n, err
}

func (s *socket) SendTo(p []byte, flags int, to host.Addr, d host.Deadline) (int, error) {
	to, err := s.allowSend(to)
	if err != nil {
		return 0, err
	}
	if s.session.Load() != nil {
		return 0, syscall.EOPNOTSUPP
	}
	at := s.log.Now()
	n, err := s.Socket.SendTo(p, flags, to, d)
	if err != nil {
		s.failed("send", err)
		return n, err
	}
	if s.log != nil && !s.sourced.Load() {
		s.noteSource(to)
	}
	s.log.Datagram(host.Sent, at, p[:n], to)
	return n, err
}

// noteSource records the address that a socket has got by sending to a peer,
// as a peer on this machine sees it.
func (s *socket) noteSource(to host.Addr) {
	s.sourced.Store(true)
	local := s.local()
	if local.IP.IsValid() && local.IP.IsUnspecified() && to.IP.IsLoopback() {
		local.IP = to.IP
	}
	s.log.SetAddr(local, host.Addr{})
}

// failed records an error that came from the other side or from the system;
// that a call would wait too long or that the socket is closed is no news
// from the wire.
func (s *socket) failed(op string, err error) {
	for _, own := range []error{syscall.EAGAIN, syscall.ETIMEDOUT, syscall.EINPROGRESS, syscall.EBADF, host.ErrEnded} {
		if errors.Is(err, own) {
			return
		}
	}
	s.log.Event(transcript.Failure, op+": "+err.Error())
}

func (s *socket) Bind(a host.Addr) error {
	a, err := s.world.allowBind(a)
	if err != nil {
		return err
	}
	if err := s.Socket.Bind(a); err != nil {
		return s.whyTaken(a, err)
	}
	s.bound.Store(true)
	if own := s.note(transcript.Bind, host.Addr{}); own.Port != 0 && !own.IP.Unmap().IsUnspecified() {
		s.settled.Store(&own)
	}
	if s.world.bound != nil && a.Port != 0 {
		s.world.bound(s.log.Name(), s.Kind().Type, a)
	}
	return nil
}

func (s *socket) Listen(backlog int) error {
	if err := s.allowListen(); err != nil {
		return err
	}
	err := s.Socket.Listen(backlog)
	if err != nil {
		return s.whyTaken(s.local(), err)
	}
	s.world.ends.listen(s, s.note(transcript.Listen, host.Addr{}))
	return nil
}

// SetOption sets an option if the policy allows what it does.
func (s *socket) SetOption(level, name int, value []byte) error {
	if err := s.world.allowOption(level, name, value); err != nil {
		return err
	}
	err := s.Socket.SetOption(level, name, value)
	if err == nil && level == syscall.SOL_SOCKET && name == syscall.SO_LINGER {
		s.aborts.Store(isAbort(value))
	}
	return err
}

func (s *socket) Accept(d host.Deadline) (host.Socket, host.Addr, error) {
	base, peer, err := s.Socket.Accept(d)
	if err != nil {
		return nil, peer, err
	}
	accepted := s.world.wrap(base)
	accepted.bound.Store(true)
	accepted.settled.Store(s.settled.Load())
	if s.view != nil {
		s.view.accept(accepted)
	}
	s.world.ends.accept(s, accepted, accepted.note(transcript.Accept, peer), peer)
	return accepted, peer, nil
}

func (s *socket) Connect(a host.Addr, d host.Deadline) error {
	a, err := s.world.allowPeer(a)
	if err != nil {
		return err
	}
	s.called.Store(true)
	s.settled.Store(nil) // a refused one gives its port back, unless it asked for that one
	err = s.Socket.Connect(a, d)
	if errors.Is(err, syscall.ETIMEDOUT) { // it goes on by itself
		s.world.ends.connect(s, s.local(), a)
	}
	switch {
	case err == nil, errors.Is(err, syscall.EINPROGRESS):
		s.world.ends.connect(s, s.note(transcript.Connect, a), a)
	case errors.Is(err, syscall.EISCONN), errors.Is(err, syscall.EALREADY), errors.Is(err, host.ErrEnded):
	default:
		s.log.SetAddr(host.Addr{}, a)
		s.log.Event(transcript.Connect, err.Error())
	}
	return err
}

// Dup returns another descriptor, whose calls are recorded in the same log.
func (s *socket) Dup() (host.Socket, error) {
	if s.session.Load() != nil {
		return nil, syscall.EOPNOTSUPP
	}
	base, err := s.Socket.Dup()
	if err != nil {
		return nil, err
	}
	s.world.ends.note(s, func(own *end) { own.shared = true })
	s.settled.Store(nil) // the twin may do what changes the address
	twin := &socket{Socket: base, world: s.world, view: s.view, log: s.log}
	twin.bound.Store(s.bound.Load())
	return twin, nil
}

// note records that the socket has got addresses, and returns its own.
func (s *socket) note(kind transcript.Kind, peer host.Addr) (local host.Addr) {
	// Not in local: a frame more here would make the stacks of thousands of clients
	// twice as large, since nothing of their connecting is deeper.
	if own := s.settled.Load(); own != nil {
		local = *own
	} else {
		local = s.local()
	}
	if s.log != nil {
		s.log.SetAddr(local, peer)
		s.log.Event(kind, "")
	}
	return local
}

// local is the socket's own address, the zero one when it is closed already.
func (s *socket) local() host.Addr {
	a, _ := s.LocalAddr()
	return a
}

func (s *socket) Shutdown(how host.How) error {
	s.settled.Store(nil)      // one that listens gives its port back, as in Connect
	if how != host.ShutRead { // before anybody can see it
		s.world.ends.note(s, func(own *end) { own.shut = true })
	}
	err := s.carrier().Shutdown(how)
	if err == nil {
		s.log.Event(transcript.Shutdown, halves(how))
	}
	return err
}

func halves(how host.How) string {
	switch how {
	case host.ShutRead:
		return "read"
	case host.ShutWrite:
		return "write"
	}
	return "both"
}

// Mark passes a codec's mark on to the log; base sockets have none.
func (s *socket) Mark(dir host.Direction, n int) { s.log.Mark(dir, n) }
