package secure

import (
	"errors"
	"syscall"
	"time"

	"sockrun/luaapi/host"
)

// maxDrained is how many bytes are taken after a handshake that has failed.
const maxDrained = 1 << 20

// lastWords is how long Close tries to send what was taken and has not gone.
const lastWords = time.Second

// Shutdown is host.Socket's. The other side is told by close_notify as well.
func (s *Session) Shutdown(how host.How) error {
	if how != host.ShutWrite {
		s.deaf.Store(true)
	}
	if how == host.ShutRead || !s.writes.try() {
		return s.raw.Shutdown(how)
	}
	defer s.giveWrites()
	if s.open.Load() {
		s.conn.CloseWrite()
	}
	s.shut, s.halts, s.halting = true, true, how
	if err := s.flush(host.DontWait); err != syscall.EAGAIN {
		return err
	}
	return nil
}

// Close ends the session, and then the socket. The other side sees the end of
// the stream; with bytes that nobody has taken it sees a reset, as it would
// without TLS. Calls that wait get EBADF. Closing twice returns nil.
func (s *Session) Close() error {
	if s.closed.Swap(true) {
		return nil
	}
	if s.unread() {
		return s.raw.Reset()
	}
	if !s.open.Load() {
		s.tell()
		s.drain()
		return s.raw.Close()
	}
	if s.writes.try() {
		s.conn.CloseWrite()
		if s.flush(host.DontWait) == syscall.EAGAIN {
			s.flush(host.After(s.world, lastWords))
		}
		s.writes.give()
	}
	return s.raw.Close()
}

// drain takes what the other side has sent after a handshake that has failed
// here, until it hears of that: a close with unread bytes would reset it, and
// with that the alert may be lost.
func (s *Session) drain() {
	var refused *host.TLSError
	if !s.reads.try() {
		return
	}
	defer s.reads.give()
	if !errors.As(s.end, &refused) || refused.Remote || s.raw.Shutdown(host.ShutWrite) != nil {
		return
	}
	buf, limit := make([]byte, maxRecord), host.After(s.world, lastWords)
	for left := maxDrained; left > 0; {
		n, err := s.raw.Recv(buf, 0, limit)
		if n == 0 || err != nil {
			return
		}
		left -= n
	}
}

// unread takes what has come, and says whether there was anything for scripts
// to read. What the other side has sent besides, such as tickets, must not
// reset it.
func (s *Session) unread() bool {
	if !s.open.Load() || !s.reads.try() {
		return false
	}
	defer s.reads.give()
	var one [1]byte
	n, _ := s.peek(one[:], host.DontWait)
	return n > 0
}

// Reset closes the socket so that the other side sees ECONNRESET. What was taken
// to be sent may not go any more.
func (s *Session) Reset() error {
	s.closed.Store(true)
	return s.raw.Reset()
}
