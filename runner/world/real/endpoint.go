package real

import (
	"os"
	"sync/atomic"
	"syscall"

	"sockrun/luaapi/host"
)

// endpoint is a host.Socket on a descriptor in Go's netpoller.
type endpoint struct {
	world *World
	kind  host.Kind
	file  *os.File // which is how a descriptor comes into the netpoller
	raw   syscall.RawConn
	fd    int
	in    lane // recv, accept
	out   lane // send, connect

	closed  atomic.Bool
	reset   atomic.Bool  // by its peer, before connect could look
	stands  atomic.Bool  // a connection that connect waited for: Linux takes a second connect for its end
	lingers atomic.Bool  // its close may wait
	deaf    *atomic.Bool // the socket was shut down for reading, by whichever of its descriptors
	listens atomic.Bool
	bells   bells                  // of the polls that wait for it
	sender  atomic.Pointer[sender] // of the last datagram
}

// sender is who sent a datagram, in both forms: mostly it is who sent the one
// before.
type sender struct {
	addr host.Addr
	raw  syscall.Sockaddr
}

// Socket is socket(2), closed on exec.
func (w *World) Socket(family host.Family, typ host.Type, proto int) (host.Socket, error) {
	if err := w.alive(); err != nil {
		return nil, err
	}
	fd, err := socketCloexec(int(family), int(typ), proto)
	if err != nil {
		return nil, err
	}
	s, err := w.adopt(fd, host.Kind{Family: family, Type: typ, Proto: proto})
	if err != nil {
		return nil, err
	}
	return s, nil
}

// adopt makes a socket of a descriptor that does not block, and closes it if the
// world does not take it.
func (w *World) adopt(fd int, kind host.Kind) (*endpoint, error) {
	file := os.NewFile(uintptr(fd), "socket")
	raw, err := file.SyscallConn()
	if err != nil {
		_ = file.Close()
		return nil, errnoOf(err)
	}
	s := &endpoint{world: w, kind: kind, file: file, raw: raw, fd: fd, deaf: new(atomic.Bool)}
	s.in.init(w, file, false)
	s.out.init(w, file, true)
	if err := w.own(s); err != nil {
		_ = file.Close()
		return nil, err
	}
	return s, nil
}

// Bind is bind(2). The world remembers the file of a unix socket.
func (s *endpoint) Bind(a host.Addr) error {
	sa, err := sockaddr(a)
	if err != nil {
		return err
	}
	if err := s.control(func(fd int) error { return syscall.Bind(fd, sa) }); err != nil {
		return err
	}
	return s.world.ownPath(a)
}

// Listen is listen(2).
func (s *endpoint) Listen(backlog int) error {
	err := s.control(func(fd int) error { return syscall.Listen(fd, backlog) })
	if err == nil {
		s.listens.Store(true)
	}
	return err
}

// Accept is accept(2).
func (s *endpoint) Accept(d host.Deadline) (host.Socket, host.Addr, error) {
	c := call{do: accept}
	if s.listens.Load() {
		c.do = lookAndAccept
	}
	if s.kind.Family == host.UNIX && d != host.DontWait {
		c.deaf = s.deaf
	}
	if err := s.run(&s.in, d, &c); err != nil {
		return nil, host.Addr{}, err
	}
	accepted, err := s.world.adopt(c.n, s.kind)
	if err != nil {
		return nil, host.Addr{}, err
	}
	return accepted, s.addr(c.addr), nil
}

// Connect is connect(2) on a blocking socket; with DontWait, on one that does
// not block.
func (s *endpoint) Connect(a host.Addr, d host.Deadline) error {
	sa, err := sockaddr(a)
	if err != nil {
		return err
	}
	switch {
	case s.kind.Family == host.UNIX:
		return s.untilRoom(d, &call{do: connectNow, addr: sa})
	case s.stands.Load() && s.alive() == nil:
		return syscall.EISCONN
	case d == host.DontWait:
		return s.once(&call{do: connectNow, addr: sa})
	}
	c := call{do: connectAndWait, addr: sa}
	err = s.run(&s.out, d, &c)
	if err == syscall.ECONNRESET && c.begun { // the connection stood: who would refuse it is not so late
		s.reset.Store(true)
		err = nil
	}
	s.stands.Store(err == nil && c.begun)
	return err
}

// wasReset says whether the peer has reset the connection while connect waited.
// The system tells of that once, and connect has heard it: what comes after is
// for the calls that would have met the reset.
func (s *endpoint) wasReset() bool { return s.reset.Swap(false) }

// Recv is recv(2). With MSG_WAITALL on a stream an error may come with the
// bytes that came before it. MSG_PEEK takes no notice of MSG_WAITALL.
func (s *endpoint) Recv(p []byte, flags int, d host.Deadline) (n int, err error) {
	if flags == 0 && d != host.DontWait && len(p) > 0 && s.kind.Accepts() {
		n, err = s.recvPlain(p, d)
	} else {
		n, err = s.recvAs(p, flags, d)
	}
	if n == 0 && err == nil && len(p) > 0 && s.wasReset() {
		err = syscall.ECONNRESET
	}
	return n, err
}

func (s *endpoint) recvAs(p []byte, flags int, d host.Deadline) (int, error) {
	d = unlessDontWait(d, flags)
	c := call{do: recvOnce, p: p, flags: flags &^ (syscall.MSG_DONTWAIT | syscall.MSG_WAITALL), deaf: s.deafness(d)}
	if flags&syscall.MSG_WAITALL != 0 && c.flags == 0 && s.kind.IsStream() {
		c.do = recvFull
	}
	err := s.run(&s.in, d, &c)
	if flags&truncate != 0 && s.kind.IsStream() && s.kind.Family != host.UNIX {
		clear(p[:min(c.n, len(p))]) // TCP drops the bytes
	}
	return c.n, err
}

// RecvFrom is recvfrom(2). On a stream it names nobody, as the system does.
func (s *endpoint) RecvFrom(p []byte, flags int, d host.Deadline) (int, host.Addr, error) {
	if s.kind.IsStream() {
		n, err := s.Recv(p, flags, d)
		return n, host.Addr{}, err
	}
	d = unlessDontWait(d, flags)
	c := call{do: recvFromInet, p: p, flags: flags &^ (syscall.MSG_DONTWAIT | syscall.MSG_WAITALL), deaf: s.deafness(d)}
	if s.kind.Family == host.UNIX {
		c.do = recvFrom
	}
	known := s.sender.Load()
	if known != nil {
		c.addr = known.raw
	}
	err := s.run(&s.in, d, &c)
	if err != nil || c.addr == nil {
		return c.n, s.unnamed(), err
	}
	if known == nil || c.addr != known.raw {
		known = &sender{s.addr(c.addr), c.addr}
		s.sender.Store(known)
	}
	return c.n, known.addr, nil
}

// unnamed is who sends when the system names nobody: a unix socket that has no
// name, or on the internet nobody at all.
func (s *endpoint) unnamed() host.Addr {
	if s.kind.Family == host.UNIX {
		return host.UnixPath("")
	}
	return host.Addr{}
}

// deafness is what ends a wait for datagrams, nil for streams and calls that do
// not wait.
func (s *endpoint) deafness(d host.Deadline) *atomic.Bool {
	if d == host.DontWait || s.kind.Accepts() {
		return nil
	}
	return s.deaf
}

// Send is send(2). On a stream that may wait for ever it gives all of p, as
// on a blocking socket; an error may then come with the number of bytes that
// went before it. With a deadline it waits until the system takes some.
func (s *endpoint) Send(p []byte, flags int, d host.Deadline) (int, error) {
	var n int
	var err error
	if flags == 0 && d == host.DontWait && s.out.turn.try() {
		n, err = s.sendPlain(p)
	} else {
		n, err = s.sendAs(p, flags, unlessDontWait(d, flags))
	}
	if err == syscall.EPIPE && s.wasReset() {
		err = syscall.ECONNRESET
	}
	return n, err
}

func (s *endpoint) sendAs(p []byte, flags int, d host.Deadline) (int, error) {
	c := call{do: sendOnce, p: p, flags: sendFlags(flags)}
	if d == host.Forever && len(p) > 0 && s.kind.IsStream() {
		c.do = sendFull
	}
	err := s.run(&s.out, d, &c)
	return c.n, err
}

// SendTo is sendto(2).
func (s *endpoint) SendTo(p []byte, flags int, to host.Addr, d host.Deadline) (int, error) {
	sa, err := sockaddr(to)
	if err != nil {
		return 0, err
	}
	d = unlessDontWait(d, flags)
	c := call{do: sendTo, p: p, flags: sendFlags(flags), addr: sa}
	if s.kind.Family == host.UNIX {
		err = s.untilRoom(d, &c)
	} else {
		err = s.run(&s.out, d, &c)
	}
	return c.n, err
}

// sendFlags are those of a send for the system. MSG_ZEROCOPY is none of them:
// it lets the system read the bytes after the call, when their memory may hold
// others.
func sendFlags(flags int) int { return flags &^ (syscall.MSG_DONTWAIT | zeroCopy) }

func unlessDontWait(d host.Deadline, flags int) host.Deadline {
	if flags&syscall.MSG_DONTWAIT != 0 {
		return host.DontWait
	}
	return d
}

// Fd is the descriptor, -1 once closed.
func (s *endpoint) Fd() int {
	if s.closed.Load() {
		return -1
	}
	return s.fd
}

// Kind says what the socket was made as.
func (s *endpoint) Kind() host.Kind { return s.kind }

// Mark does nothing: the recorder wraps the world.
func (s *endpoint) Mark(host.Direction, int) {}
