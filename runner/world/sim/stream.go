package sim

import (
	"syscall"

	"sockrun/luaapi/host"
)

// stream is one end of a connection, or of a pair of datagram sockets, which
// knows the other end alone.
type stream struct {
	in, out     *pipe
	wire        wire    // to the other end
	other       *socket // the other end, also after it was closed
	finished    bool    // this end sends no more, which the other may not know yet
	closedFirst bool    // this end said first that it sends no more
}

// link connects two ends.
func link(a, b *socket) {
	there, back := &pipe{}, &pipe{}
	a.stream = stream{in: back, out: there, other: b}
	b.stream = stream{in: there, out: back, other: a}
	a.state, b.state = standing, standing
	if a.kind.IsStream() { // others have no network between them
		a.world.connections.add(a)
	}
}

// recvStream is Recv. With MSG_WAITALL, which MSG_PEEK takes no notice of, an
// error may come with the bytes that came before it.
func (s *socket) recvStream(p []byte, flags int, d host.Deadline) (n int, err error) {
	if flags&truncate != 0 && !s.isUnix() {
		defer func() { clear(p[:n]) }() // TCP drops the bytes
	}
	err = s.block(&s.readers, d, func() (err error) {
		switch {
		case flags&syscall.MSG_PEEK != 0:
			n, err = s.peekStream(p)
		case flags&syscall.MSG_WAITALL != 0 && s.kind.IsStream():
			n, err = s.fillFromStream(p, n)
		default:
			n, err = s.takeStream(p)
		}
		return err
	})
	return n, err
}

// fillFromStream takes bytes until p, which has n, is full.
func (s *socket) fillFromStream(p []byte, n int) (int, error) {
	for {
		took, err := s.takeStream(p[n:])
		n += took
		if err != nil || took == 0 || n == len(p) {
			return n, err
		}
	}
}

// peekStream copies what has arrived. Every look may show more.
func (s *socket) peekStream(p []byte) (int, error) {
	if err := s.unreadable(); err != nil || s.stream.in == nil {
		return 0, err
	}
	if s.kind.Type == host.SeqPacket {
		return s.peekMessage(p)
	}
	s.stream.in.arrive(len(p), s.cut)
	if n := s.stream.in.look(p); n > 0 || len(p) == 0 && s.stream.in.hasCome() {
		return n, nil
	}
	return 0, s.atEnd()
}

// takeStream is peekStream that takes what it copies.
func (s *socket) takeStream(p []byte) (int, error) {
	if s.kind.Type == host.SeqPacket && s.stream.in != nil {
		return s.takeMessage(p)
	}
	n, err := s.peekStream(p)
	if n > 0 {
		s.stream.in.drop(n)
		s.stream.other.writers.wake(&s.world.schedule)
	}
	return n, err
}

// unreadable says why a stream that was never connected cannot receive. After a
// failure that a call has told of it is at its end.
func (s *socket) unreadable() error {
	switch {
	case s.stream.in != nil:
		return nil
	case s.state == connecting:
		return errWait
	case s.listener != nil && !s.isUnix():
		return syscall.ENOTCONN
	case s.err != 0:
		return s.takeErr()
	case s.spent, s.shutRead && !s.isUnix():
		return nil
	case s.isUnix() && s.kind.IsStream():
		return syscall.EINVAL
	}
	return syscall.ENOTCONN
}

// atEnd is the answer when no bytes are left: nil at the end of the stream.
// As on Linux, an error is told once and then the stream has ended.
func (s *socket) atEnd() error {
	switch {
	case s.stream.in.finished && (s.err == 0 || !s.isUnix()):
		return nil
	case s.err != 0:
		return s.takeErr()
	case s.state == reset || s.shutRead:
		return nil
	}
	return errWait
}

func (s *socket) sendStream(p []byte, d host.Deadline) (n int, err error) {
	err = s.block(&s.writers, d, func() error {
		var err error
		n, err = s.putStream(p)
		return err
	})
	if err == nil {
		s.world.noticed(d)
	}
	return n, err
}

// putStream sends what the buffers have room for.
func (s *socket) putStream(p []byte) (int, error) {
	if err := s.unsendable(); err != nil {
		return 0, err
	}
	if s.stream.wire.ended {
		s.abort()
		return len(p), nil
	}
	if s.kind.Type == host.SeqPacket {
		return s.putMessage(p)
	}
	room := s.stream.out.room(s.buffer())
	switch {
	case len(p) == 0:
		return 0, nil
	case room <= 0:
		return 0, errWait
	}
	n := s.stream.out.put(p, room)
	if s.stream.other.isDeaf() {
		s.bounce(n)
	} else {
		s.carry(n)
	}
	return n, nil
}

// bounce sends n bytes to a peer that takes none: they never arrive, and a reset
// comes back.
func (s *socket) bounce(n int) {
	other := s.stream.other
	s.stream.out.flying += n
	s.signal(func() {
		other.abort()
		other.signal(s.abort)
	})
}

// isDeaf says whether a stream answers what is sent to it with a reset: one that
// is closed, or a TCP connection of which both halves are shut down.
func (s *socket) isDeaf() bool { return s.closed || s.shutRead && s.shutSend && !s.isUnix() }

// unsendable says why nothing can be sent, nil when something can.
func (s *socket) unsendable() error {
	other := s.stream.other
	switch {
	case s.state == connecting:
		return errWait
	case s.kind.Type == host.SeqPacket && s.err != 0: // Linux looks there first
		return s.takeErr()
	case s.isUnix() && other != nil && (other.closed || other.shutRead):
		return syscall.EPIPE
	case s.err != 0:
		return s.takeErr()
	case other == nil && s.isUnix():
		return syscall.ENOTCONN
	case s.state != standing || s.shutSend:
		return syscall.EPIPE
	}
	return nil
}

// finish tells the peer of what this end has shut down.
func (s *socket) finish() {
	other := s.stream.other
	if s.shutSend && !s.stream.finished {
		s.stream.finished = true
		s.stream.closedFirst = !s.stream.in.finished
		s.signalEnd(func() {
			s.stream.out.finished = true
			other.readers.wakeAll(&s.world.schedule)
		})
	}
	other.readers.wakeAll(&s.world.schedule)
	other.writers.wakeAll(&s.world.schedule)
}

// hangUp ends the connection of a socket that closes. It says whether the
// socket's port stays in TIME_WAIT.
func (s *socket) hangUp(abort bool) (lingers bool) {
	if s.state != standing {
		return false
	}
	if abort || s.stream.in.size()+len(s.stream.in.messages) > 0 {
		s.stream.in.clear()
		s.signal(s.stream.other.abort)
		return false
	}
	s.shutSend = true
	s.finish()
	return s.stream.closedFirst && !s.isUnix()
}

// abort is the arrival of a reset. After the end of a TCP stream it is EPIPE,
// as in Linux's tcp_reset.
func (s *socket) abort() {
	if s.closed || s.state != standing {
		return
	}
	s.state, s.err = reset, syscall.ECONNRESET
	if s.stream.in.finished && !s.isUnix() {
		s.err = syscall.EPIPE
	}
	s.wakeAll()
}
