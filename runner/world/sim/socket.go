package sim

import (
	"net/netip"
	"syscall"
	"time"

	"sockrun/luaapi/host"
)

// firstFd is the smallest descriptor number; 0 to 2 are the standard streams.
const firstFd = 3

// socket is a host.Socket of any kind. Its tasks share it under the baton.
type socket struct {
	world   *World
	kind    host.Kind
	owner   string // whose it is, for the weather; "" for nobody's
	fd      int    // 0 before accept
	closed  bool
	twins   int  // other descriptors that are open
	left    bool // its own descriptor is closed; it lives on in twins
	options options

	readers line // those who receive or accept
	writers line // those who send or connect

	ip     netip.Addr // local address, without IPv4 mapping; port 0 for none
	port   int
	path   string         // local address of a unix socket
	remote netip.AddrPort // peer

	state              state
	told               bool          // a connect has said that state is standing
	lent               bool          // its port was given to it, not asked for
	gaveBack           int           // the port that was lent, once it is given back
	placed             bool          // its address was asked for: it stays when the port goes
	spent              bool          // a connection has failed, and no connect has said so
	target             *socket       // whose backlog has the socket while it is connecting
	err                syscall.Errno // what the next call fails with (SO_ERROR)
	shutRead, shutSend bool

	listener *listener     // of a stream, once it listens
	stream   stream        // of a stream, once connected
	latest   time.Duration // when the last datagram arrives that is not overtaken
	inbox    inbox         // of a datagram socket
	passed   time.Duration // when the bandwidth has let all datagrams pass
	corked   corked        // of a UDP socket, between sends with MSG_MORE
}

// state is how far a socket has come to a peer.
type state uint8

const (
	idle       state = iota
	connecting       // a stream that the listener has not let in
	refused          // err tells why
	standing         // connected
	reset            // was connected until a reset
)

var _ host.Socket = (*socket)(nil)

// Socket makes a stream or datagram socket of the internet or unix family, or
// one of unix messages (SOCK_SEQPACKET), or a raw one. Of other protocols the
// simulated world has none: EPROTONOSUPPORT.
func (w *World) Socket(family host.Family, typ host.Type, proto int) (host.Socket, error) {
	s, err := w.newSocket(family, typ, proto)
	if err != nil {
		return nil, err
	}
	return s, nil
}

func (w *World) newSocket(family host.Family, typ host.Type, proto int) (*socket, error) {
	if w.ending.Load() {
		return nil, w.refuse(host.DontWait)
	}
	kind := host.Kind{Family: family, Type: typ, Proto: proto}
	if err := checkKind(kind); err != nil {
		return nil, err
	}
	s := &socket{world: w, kind: kind, fd: w.occupy()}
	s.options.prepare(s.kind)
	if s.isRaw() {
		w.raws = append(w.raws, s)
	}
	return s, nil
}

// checkKind says which of the kinds that there are the simulated world has not.
func checkKind(k host.Kind) error {
	if err := k.Check(); err != nil {
		return err
	}
	isUnix := k.Family == host.UNIX
	switch {
	case isUnix, k.Proto == 0, k.Type == host.Stream && k.Proto == syscall.IPPROTO_TCP, k.Type == host.Datagram && k.Proto == syscall.IPPROTO_UDP:
		return nil
	case k.Type == host.Raw && k.Proto != syscall.IPPROTO_TCP && k.Proto != syscall.IPPROTO_UDP:
		return nil
	}
	return &host.Explained{Err: syscall.EPROTONOSUPPORT, Why: "the simulated world has TCP, UDP, and raw sockets of other protocols"}
}

// occupy returns the lowest free descriptor, which is then taken.
func (w *World) occupy() (fd int) {
	for w.fdHint < len(w.fds) && w.fds[w.fdHint] {
		w.fdHint++
	}
	if w.fdHint == len(w.fds) {
		w.fds = append(w.fds, false)
	}
	w.fds[w.fdHint] = true
	return firstFd + w.fdHint
}

// vacate gives a descriptor back.
func (w *World) vacate(fd int) {
	w.fds[fd-firstFd] = false
	w.fdHint = min(w.fdHint, fd-firstFd)
}

// connected says whether there is a peer.
func (s *socket) connected() bool { return s.state == standing }

// over says whether both ends of a TCP connection have said that they send no
// more: then it is none any longer.
func (s *socket) over() bool {
	return s.stream.in != nil && s.stream.in.finished && s.stream.out.finished && !s.isUnix()
}

// takeErr returns the pending error and forgets it.
func (s *socket) takeErr() error {
	if s.err == 0 {
		return nil
	}
	err := s.err
	s.err = 0
	return err
}

// Recv follows host.Socket.
func (s *socket) Recv(p []byte, flags int, d host.Deadline) (int, error) {
	n, _, err := s.RecvFrom(p, flags, d)
	return n, err
}

// RecvFrom follows host.Socket. What comes on a stream has no sender: the zero
// Addr.
func (s *socket) RecvFrom(p []byte, flags int, d host.Deadline) (n int, from host.Addr, err error) {
	if flags&syscall.MSG_DONTWAIT != 0 {
		d = host.DontWait
	}
	if flags&syscall.MSG_OOB != 0 && (s.isUnix() || s.kind.Accepts()) {
		return 0, from, s.lacks(s.noUrgent())
	}
	switch {
	case s.kind.Type == host.SeqPacket:
		return s.recvMessage(p, flags, d)
	case s.kind.Accepts():
		n, err = s.recvStream(p, flags, d)
		return n, from, err
	}
	return s.recvDatagram(p, flags, d)
}

// Send follows host.Socket.
func (s *socket) Send(p []byte, flags int, d host.Deadline) (int, error) {
	if flags&syscall.MSG_DONTWAIT != 0 {
		d = host.DontWait
	}
	switch {
	case flags&syscall.MSG_OOB != 0:
		return 0, s.lacks(s.noUrgent())
	case s.kind.Accepts():
		return s.sendStream(p, d)
	}
	return s.sendDatagram(p, nil, flags, d)
}

// lacks is why the socket cannot do what it is asked for, unless it can do
// nothing any more.
func (s *socket) lacks(why error) error {
	if err := s.usable(host.DontWait); err != nil {
		return err
	}
	return why
}

// noUrgent refuses urgent data. Only streams have some on Linux.
func (s *socket) noUrgent() error {
	if !s.kind.IsStream() {
		return syscall.EOPNOTSUPP
	}
	return &host.Explained{Err: syscall.EOPNOTSUPP, Why: "the simulated world has no urgent data (MSG_OOB)"}
}

// SendTo sends one datagram. On a TCP stream it is Send, as on Linux.
func (s *socket) SendTo(p []byte, flags int, to host.Addr, d host.Deadline) (int, error) {
	if flags&syscall.MSG_DONTWAIT != 0 {
		d = host.DontWait
	}
	switch {
	case flags&syscall.MSG_OOB != 0:
		return 0, s.lacks(s.noUrgent())
	case !s.kind.Accepts():
		return s.sendDatagram(p, &to, flags, d)
	case !s.isUnix() || s.kind.Type == host.SeqPacket:
		return s.sendStream(p, d)
	case s.connected():
		return 0, s.lacks(syscall.EISCONN)
	}
	return 0, s.lacks(syscall.EOPNOTSUPP)
}

// Fd returns the lowest number from 3 on that no open socket had when this
// one was made; -1 once closed.
func (s *socket) Fd() int {
	if s.closed || s.left || s.world.ending.Load() {
		return -1
	}
	return s.fd
}

// Kind says what the socket was made as.
func (s *socket) Kind() host.Kind { return s.kind }

// Mark does nothing: the simulated world records nothing itself.
func (s *socket) Mark(host.Direction, int) {}
