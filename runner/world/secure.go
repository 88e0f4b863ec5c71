package world

import (
	"crypto/tls"
	"fmt"
	"syscall"

	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/secure"
	"sockrun/runner/transcript"
)

// session is TLS on a socket.
type session struct {
	*secure.Session
	clear transcript.Totals // what has crossed before
}

// carrier is what moves a socket's bytes: its base, or a session on that.
type carrier interface {
	Recv(p []byte, flags int, d host.Deadline) (int, error)
	Send(p []byte, flags int, d host.Deadline) (int, error)
	Shutdown(host.How) error
	Close() error
	Reset() error
}

func (s *socket) carrier() carrier {
	if t := s.session.Load(); t != nil {
		return t
	}
	return s.Socket
}

// Secure is host.Securable's. From now on the log tells of what is decrypted.
// Certificates are judged by the clock of the world unless config has another.
func (s *socket) Secure(config *tls.Config, side host.TLSSide, d host.Deadline) error {
	if !s.Kind().IsStream() {
		return syscall.EOPNOTSUPP
	}
	if config.Time == nil {
		config = config.Clone()
		config.Time = s.world.Now
	}
	t := &session{secure.Start(s.Socket, s.world.Base, config, side), s.log.Totals()}
	if !s.session.CompareAndSwap(nil, t) {
		return syscall.EALREADY
	}
	err := t.Handshake(d)
	if err != nil {
		s.failed("handshake", err)
		return err
	}
	state, _ := t.State()
	s.log.Secure(secure.Describe(state))
	return nil
}

// Session is host.Securable's.
func (s *socket) Session() (state tls.ConnectionState, ok bool) {
	if t := s.session.Load(); t != nil {
		return t.State()
	}
	return state, false
}

// moved is how many bytes have crossed the wire, encrypted or not.
func (s *socket) moved() (sent, received int64) {
	t := s.session.Load()
	if t == nil {
		totals := s.log.Totals()
		return totals.BytesSent, totals.BytesReceived
	}
	return t.clear.BytesSent + t.Moved[host.Sent].Load(), t.clear.BytesReceived + t.Moved[host.Received].Load()
}

// onWire says what a session has made of the bytes, "" without one.
func (s *socket) onWire() string {
	if s.log == nil || s.session.Load() == nil {
		return ""
	}
	sent, received := s.moved()
	return fmt.Sprintf("on the wire %d bytes sent, %d received", sent, received)
}

// isTruncated says whether the stream has ended without saying so. That is told
// of also when the end is only looked at, as expect_close does.
func (s *socket) isTruncated() bool {
	t := s.session.Load()
	return t != nil && t.Truncated()
}

// endDetail says how a stream has ended, where that is not as it should be.
func (s *socket) endDetail() string {
	if s.isTruncated() {
		return "without close_notify"
	}
	return ""
}

// settle says what sessions know of the sockets that are polled, before the
// system is asked, and whether that is enough.
func settle(list []host.Watch, base []host.Watch) (ready bool) {
	for i, watch := range list {
		t := watch.Socket.(*socket).session.Load()
		if t == nil {
			continue
		}
		if !t.Writable() {
			base[i].Wanted |= host.Writable // what is pending goes when there is room
		}
		if watch.Wanted&host.Readable == 0 {
			continue
		}
		if there, _ := t.Readable(); there {
			list[i].Ready |= host.Readable
			ready = true
		}
	}
	return ready
}

// merge takes over what the system has said, and says whether that is of any
// use: a record may have come in part, or with nothing to read in it.
func merge(list []host.Watch, base []host.Watch) (ready bool) {
	for i, watch := range list {
		said := base[i].Ready & watch.Wanted
		if t := watch.Socket.(*socket).session.Load(); t != nil {
			said = t.confirm(said)
		}
		list[i].Ready |= said
		ready = ready || list[i].Ready != 0
	}
	return ready
}

// confirm returns what the session is ready for, of what its socket is.
func (t *session) confirm(said host.Events) host.Events {
	if said&host.Readable != 0 {
		if there, sure := t.Readable(); sure && !there {
			said &^= host.Readable
		}
	}
	if said&host.Writable != 0 && !t.Writable() {
		said &^= host.Writable
	}
	return said
}

// poll is Poll for sockets of this world.
func (w *World) poll(list, base []host.Watch, d host.Deadline) error {
	for {
		for i := range list {
			list[i].Ready, base[i].Ready, base[i].Wanted = 0, 0, list[i].Wanted
		}
		until := d
		known := settle(list, base)
		if known {
			until = host.DontWait
		}
		err := w.Base.Poll(base, until)
		if merge(list, base) && (err == nil || err == syscall.EAGAIN) {
			return nil
		}
		if err != nil {
			return err
		}
		if d == host.DontWait {
			return syscall.EAGAIN
		}
	}
}
