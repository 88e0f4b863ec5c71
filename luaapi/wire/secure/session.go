// Package secure is TLS over a socket of a world, with the promises that
// host.Socket gives: a deadline for each call, and both directions at once. The
// protocol is that of crypto/tls; here is how its calls wait. It knows nothing
// of Lua.
package secure

import (
	"crypto/tls"
	"sync/atomic"
	"syscall"

	"sockrun/luaapi/host"
)

// World is what a session needs of the world that its socket is of: with what it
// waits. Its methods may be called from several goroutines.
type World interface {
	host.Clock
	host.Scheduler
	// Poll is host.Network's, for the sockets themselves without their sessions.
	Poll(list []host.Watch, d host.Deadline) error
}

// maxRecord is how many bytes one record carries.
const maxRecord = 16 << 10

// Session is TLS on a socket. From Start on its methods take the place of those of
// the socket, by which nobody sends, receives, shuts down or closes any more. They
// may be called from several goroutines, and wait as those of the socket do: Close
// too, for what has not gone yet. Close and Reset close the socket as well.
type Session struct {
	raw   host.Socket
	world World
	conn  *tls.Conn
	pipe  pipe
	state tls.ConnectionState // once open is set

	// Moved counts the bytes that crossed the socket since the handshake began,
	// by host.Direction.
	Moved [2]atomic.Int64

	open      atomic.Bool // the handshake is done
	closed    atomic.Bool
	deaf      atomic.Bool // it was shut down for reading
	truncated atomic.Bool // the stream has ended without close_notify

	reads, writes lane

	// Of who has the lane of reads:
	plain []byte // was decrypted, and nobody has taken it
	dry   bool   // crypto/tls has nothing to give until more has come
	end   error  // what every further read gives, when plain is empty
	broke bool   // the socket has failed, which was told: its end is no news

	// Of who has the lane of writes:
	shut    bool     // it sends no more
	halts   bool     // the socket is to be shut down when all is sent
	halting host.How // in this way
}

// Start makes a session on a connected socket of the world w. The caller then
// calls Handshake, once. config is not changed, and may serve several sessions.
// A server needs a certificate in it, a client the name of whom it expects, as
// Settings.Config sees to.
func Start(raw host.Socket, w World, config *tls.Config, side host.TLSSide) *Session {
	s := &Session{raw: raw, world: w}
	s.pipe.session = s
	if side == host.TLSServer {
		s.conn = tls.Server(&s.pipe, config)
	} else {
		s.conn = tls.Client(&s.pipe, config)
	}
	return s
}

// Handshake agrees with the other side on the session, before the deadline;
// until then all other calls wait. A failure is a *host.TLSError,
// io.ErrUnexpectedEOF when the other side has ended the stream, or an error of
// the socket. After a failure nothing can be sent or received, and the other
// side hears of it by the next call, such as Close: so the side that fails can
// be reported before the one that suffers from it.
func (s *Session) Handshake(d host.Deadline) error {
	if err := s.reads.take(s.world, d); err != nil {
		return err
	}
	defer s.reads.give()
	if err := s.takeWrites(d); err != nil {
		return err
	}
	defer s.writes.give() // without what is pending
	s.pipe.until, s.pipe.shaking = d, true
	err := s.conn.Handshake()
	s.pipe.shaking = false
	if err == nil {
		err = s.flush(d)
	}
	if err != nil {
		s.end = s.pipe.refused(failure(err))
		return s.end
	}
	s.state = s.conn.ConnectionState()
	s.open.Store(true)
	return nil
}

// State says what the handshake has agreed on; it is not ok before that.
func (s *Session) State() (state tls.ConnectionState, ok bool) {
	if !s.open.Load() {
		return state, false
	}
	return s.state, true
}

// Truncated says whether the other side has ended the stream without saying so,
// which somebody between the two can do as well.
func (s *Session) Truncated() bool { return s.truncated.Load() }

// alive says whether calls can still be made.
func (s *Session) alive() error {
	if s.closed.Load() {
		return syscall.EBADF
	}
	return nil
}

// waits is how long a call may wait.
func waits(flags int, d host.Deadline) host.Deadline {
	if flags&syscall.MSG_DONTWAIT != 0 {
		return host.DontWait
	}
	return d
}

// broken is why nothing can be sent, or received, on a session that does not
// stand, or was shut down.
func (s *Session) broken() error {
	s.tell()
	if !s.open.Load() && s.end != nil {
		return s.end
	}
	return syscall.EPIPE
}
