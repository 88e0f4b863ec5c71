// Package secure is TLS over a socket of a world, with the promises that
// host.Socket gives: a deadline for each call, and both directions at once. The
// protocol is that of crypto/tls; here is how its calls wait. It knows nothing
// of Lua.
package secure

import (
	"crypto/tls"
	"errors"
	"io"
	"sync/atomic"
	"syscall"

	"sockrun/luaapi/host"
)

// World is what a session needs of the world that its socket is of.
type World interface {
	host.Clock
	host.Scheduler
	// Poll waits until the socket itself, without its session, is ready.
	Poll(list []host.Watch, d host.Deadline) error
}

// maxRecord is how many bytes one record carries.
const maxRecord = 16 << 10

// Session is TLS on a socket. Its methods take the place of those of the
// socket, and may be called from several goroutines.
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

// Start makes a session on a connected socket, which it does not own. The
// handshake is still to be done.
func Start(raw host.Socket, w World, config *tls.Config, server bool) *Session {
	s := &Session{raw: raw, world: w}
	s.pipe.session = s
	if server {
		s.conn = tls.Server(&s.pipe, config)
	} else {
		s.conn = tls.Client(&s.pipe, config)
	}
	return s
}

// Handshake makes the session stand, before the deadline; until then all other
// calls wait. A failure is a *host.TLSError, io.ErrUnexpectedEOF when the other
// side has ended the stream, or that of the socket. Afterwards nothing can be
// sent or received any more, and the next call, such as Close, lets the other
// side know: so whoever fails can be told of before whoever suffers from it.
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
		s.end = failure(err)
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

// fill waits until something has come, or the end. With the lane of reads.
func (s *Session) fill(d host.Deadline) error {
	if err := s.push(d); err != nil {
		return err
	}
	n, err := s.raw.Recv(s.pipe.room(), 0, d)
	if err != nil {
		s.broke = s.broke || err != syscall.EAGAIN && err != syscall.ETIMEDOUT
		return err
	}
	s.pipe.came, s.pipe.ended = n, n == 0
	s.Moved[host.Received].Add(int64(n))
	return nil
}

// push sends what an earlier call could not, while this one waits for what
// comes: the other side may be waiting for it.
func (s *Session) push(d host.Deadline) error {
	for d != host.DontWait && !s.pipe.shaking && s.pipe.full.Load() && s.writes.try() {
		err := s.flush(host.DontWait)
		s.giveWrites()
		if err != syscall.EAGAIN {
			return nil // a broken connection shows when it is read
		}
		watch := []host.Watch{{Socket: s.raw, Wanted: host.Readable | host.Writable}}
		if err := s.world.Poll(watch, d); err != nil || watch[0].Ready&host.Readable != 0 {
			return err
		}
	}
	return nil
}

// flush sends what is pending. With the lane of writes.
func (s *Session) flush(d host.Deadline) error {
	told := false
	for s.pipe.full.Load() {
		n, err := s.raw.Send(s.pipe.pending(), 0, d)
		s.pipe.sent(n)
		s.Moved[host.Sent].Add(int64(n))
		if err != nil {
			return err
		}
		told = true
	}
	if !s.halts {
		return nil
	}
	s.halts = false
	if err := s.raw.Shutdown(s.halting); err != syscall.ENOTCONN || !told {
		return err
	}
	return nil // the other side has heard close_notify, and has hung up before the socket was shut down
}

func (s *Session) takeWrites(d host.Deadline) error { return s.writes.take(s.world, d) }

// giveWrites hands the lane on. What who reads has added meanwhile is sent,
// since nobody else may come.
func (s *Session) giveWrites() {
	s.writes.give()
	s.tell()
}

// tell sends what crypto/tls has to say besides data, if the lane is free; who
// has it sends that too.
func (s *Session) tell() {
	for s.pipe.full.Load() && s.writes.try() {
		err := s.flush(host.DontWait)
		s.writes.give()
		if err != nil { // there is no room now, or never
			return
		}
	}
}

// read decrypts, and waits until there is something: 0 and nil is the end of
// the stream. With the lane of reads.
func (s *Session) read(p []byte, d host.Deadline) (int, error) {
	for {
		if s.end != nil {
			return 0, s.ending()
		}
		if s.dry {
			if err := s.fill(d); err != nil {
				return 0, err
			}
			s.dry = false
		}
		n, err := s.conn.Read(p)
		s.tell()
		switch {
		case err == errEmpty:
			s.dry = true
		case err != nil:
			s.end = s.endOf(err)
		default:
			s.dry = n < len(p) && s.pipe.isDry()
		}
		if n > 0 {
			return n, nil
		}
	}
}

// endOf is how a stream ends that crypto/tls can read no more of.
func (s *Session) endOf(err error) error {
	if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return failure(err)
	}
	s.truncated.Store(s.pipe.ended && !s.broke && !s.deaf.Load())
	return io.EOF
}

func (s *Session) ending() error {
	if s.end == io.EOF {
		return nil
	}
	return s.end
}

// alive says whether calls can still be made.
func (s *Session) alive() error {
	if s.closed.Load() {
		return syscall.EBADF
	}
	return nil
}

// Recv is host.Socket's. It takes whole records from the system.
func (s *Session) Recv(p []byte, flags int, d host.Deadline) (int, error) {
	if flags&^(syscall.MSG_PEEK|syscall.MSG_DONTWAIT|syscall.MSG_WAITALL) != 0 {
		return 0, syscall.EOPNOTSUPP
	}
	if len(p) == 0 {
		return 0, s.alive()
	}
	d = waits(flags, d)
	if err := s.reads.take(s.world, d); err != nil {
		return 0, err
	}
	defer s.reads.give()
	if err := s.alive(); err != nil {
		return 0, err
	}
	if !s.open.Load() {
		return 0, s.broken()
	}
	if flags&syscall.MSG_PEEK != 0 {
		return s.peek(p, d)
	}
	if len(s.plain) == 0 {
		return s.read(p, d)
	}
	n := copy(p, s.plain)
	if s.plain = s.plain[n:]; len(s.plain) == 0 {
		s.plain = nil
	}
	return n, nil
}

// peek decrypts without taking: what has come, as far as p has room, and at
// least one byte.
func (s *Session) peek(p []byte, d host.Deadline) (int, error) {
	for len(s.plain) < len(p) {
		if len(s.plain) > 0 {
			d = host.DontWait
		}
		more := make([]byte, min(len(p)-len(s.plain), maxRecord))
		n, err := s.read(more, d)
		if n > 0 {
			s.plain = append(s.plain, more[:n]...)
			continue
		}
		if len(s.plain) == 0 {
			return 0, err
		}
		break
	}
	return copy(p, s.plain), nil
}

// Readable says whether a read would not wait. It is not sure while another
// reads.
func (s *Session) Readable() (ready, sure bool) {
	if !s.reads.try() {
		return false, false
	}
	defer s.reads.give()
	var one [1]byte
	_, err := s.peek(one[:], host.DontWait)
	return err != syscall.EAGAIN, true
}

// Writable says whether all that was taken has gone, as far as the socket takes
// it now.
func (s *Session) Writable() bool {
	s.tell()
	return !s.pipe.full.Load()
}

// Send is host.Socket's, but that the bytes it has taken may beside an error
// not have gone yet: ETIMEDOUT or EAGAIN says that some of them wait for room.
// The next call sends them first, and so does one that waits for what comes.
func (s *Session) Send(p []byte, flags int, d host.Deadline) (n int, err error) {
	if flags&^syscall.MSG_DONTWAIT != 0 {
		return 0, syscall.EOPNOTSUPP
	}
	d = waits(flags, d)
	if err := s.takeWrites(d); err != nil {
		return 0, err
	}
	defer s.giveWrites()
	if err := s.alive(); err != nil {
		return 0, err
	}
	if !s.open.Load() || s.shut {
		return 0, s.broken()
	}
	if err := s.flush(d); err != nil {
		return 0, err
	}
	for n < len(p) {
		taken, err := s.conn.Write(p[n:min(n+maxRecord, len(p))])
		n += taken
		if err != nil {
			return n, failure(err)
		}
		if err := s.flush(d); err != nil {
			return n, err
		}
	}
	return n, nil
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
