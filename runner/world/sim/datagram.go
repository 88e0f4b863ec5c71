package sim

import (
	"net/netip"
	"syscall"

	"sockrun/luaapi/host"
)

// What a datagram can carry at most, in bytes: 65535 less the headers of UDP
// and, in IPv4, of IP.
const (
	maxUDP4 = 65535 - 8 - 20
	maxUDP6 = 65535 - 8
)

func (s *socket) recvDatagram(p []byte, flags int, d host.Deadline) (n int, from host.Addr, err error) {
	err = s.block(&s.readers, d, func() error {
		switch {
		case s.err != 0:
			return s.takeErr()
		case len(s.inbox.packets) == 0 && s.shutRead && d >= 0: // as on Linux, only who waits is told of the end
			return nil
		case len(s.inbox.packets) == 0:
			return errWait
		}
		n, from = s.inbox.look(p)
		if flags&truncate != 0 {
			n = s.inbox.packets[0].size
		}
		if flags&syscall.MSG_PEEK == 0 {
			s.inbox.drop()
		}
		return nil
	})
	return n, from, err
}

// sendDatagram sends to an address, nil for the connected peer.
func (s *socket) sendDatagram(p []byte, to *host.Addr, flags int, d host.Deadline) (n int, err error) {
	err = s.block(&s.writers, d, func() error {
		switch {
		case s.err != 0:
			return s.takeErr()
		case s.shutSend && !s.isUDP(): // whose address is looked at first
			return syscall.EPIPE
		case s.isUnix():
			return s.sendUnix(p, to)
		case s.isRaw():
			return s.sendRaw(p, to)
		}
		return s.sendParts(p, to, flags)
	})
	if err != nil {
		return 0, err
	}
	s.world.noticed(d)
	return len(p), nil
}

// corked is the datagram that a UDP socket makes of several parts, and where it
// goes.
type corked struct {
	data  []byte
	to    *host.Addr
	begun bool
}

// sendParts holds back what is sent with MSG_MORE, and sends it with the next
// part without.
func (s *socket) sendParts(p []byte, to *host.Addr, flags int) error {
	more := flags&more != 0
	if !more && !s.corked.begun {
		return s.sendUDP(p, to)
	}
	h := &s.corked
	if !h.begun {
		h.begun, h.to = true, to
	}
	if h.data = append(h.data, p...); more && len(h.data) <= maxUDP6 {
		return nil
	}
	whole := s.corked
	s.corked = corked{}
	return s.sendUDP(whole.data, whole.to)
}

// sendUDP drops what the receiver has no room for, as UDP does. That nobody
// has the port is told to connected sockets by their next call. As on Linux
// the socket gets its port first, also when it then has nobody to send to.
func (s *socket) sendUDP(p []byte, to *host.Addr) error {
	if err := s.autobind(s.wildcard()); err != nil {
		return syscall.EAGAIN // as Linux says it for UDP
	}
	remote, err := s.destination(to)
	if err != nil {
		return err
	}
	limit := maxUDP4
	if remote.Addr().Is6() {
		limit = maxUDP6
	}
	switch {
	case len(p) > limit:
		return syscall.EMSGSIZE
	case s.shutSend:
		return syscall.EPIPE
	}
	from := s.sender(remote.Addr())
	s.post(p, from, remote)
	return nil
}

// arriveUDP gives a datagram of s to whoever has the port now, or refuses it.
func (s *socket) arriveUDP(p []byte, from, remote netip.AddrPort) {
	receiver := s.world.ports.receiver(remote, from)
	switch {
	case receiver != nil:
		receiver.deliver(p, receiver.show(from))
	case s.connected() && s.remote == remote:
		s.err = syscall.ECONNREFUSED
		s.readers.wake(&s.world.schedule)
	}
}

// destination returns where a UDP datagram goes.
func (s *socket) destination(to *host.Addr) (netip.AddrPort, error) {
	switch {
	case to == nil && !s.connected():
		return netip.AddrPort{}, syscall.EDESTADDRREQ
	case to == nil:
		return s.remote, nil
	}
	if err := s.checkFamily(*to); err != nil {
		return netip.AddrPort{}, err
	}
	if to.Port == 0 {
		return netip.AddrPort{}, syscall.EINVAL
	}
	return s.route(*to)
}

// deliver queues a datagram if there is room, as Linux does also when the socket
// is shut down for reading.
func (s *socket) deliver(p []byte, from host.Addr) {
	if !s.hasRoom(p) {
		return
	}
	s.inbox.put(p, from)
	s.readers.wake(&s.world.schedule)
}

// hasRoom says whether the receive buffer takes a datagram; an empty one
// takes any.
func (s *socket) hasRoom(p []byte) bool {
	cost := s.inbox.cost()
	return cost == 0 || cost+len(p)+packetCost <= s.options.receiveBuffer
}

// unixQueue is how many datagrams may wait at a unix socket when one more is
// sent: net.unix.max_dgram_qlen, as Linux has it unless it is told otherwise.
const unixQueue = 10

// hasRoomFor says whether a unix socket takes a datagram of another. Two that are
// connected to each other are bounded by their buffers alone.
func (s *socket) hasRoomFor(from *socket, p []byte) bool {
	paired := s == from || s.stream.other == from
	return s.hasRoom(p) && (paired || len(s.inbox.packets) <= unixQueue)
}

// sendUnix waits for room, since unix datagrams are never lost.
func (s *socket) sendUnix(p []byte, to *host.Addr) error {
	receiver, err := s.unixReceiver(to)
	switch {
	case err == syscall.ECONNREFUSED && to == nil: // it is told once, and then there is no peer
		s.stream.other, s.state = nil, idle
		return err
	case err != nil:
		return err
	case s.tooLong(p):
		return syscall.EMSGSIZE
	case !receiver.hasRoomFor(s, p):
		receiver.inbox.block(s)
		return errWait
	}
	receiver.deliver(p, host.UnixPath(s.path))
	return nil
}

// unixOverhead is what Linux keeps of the send buffer of a unix socket.
const unixOverhead = 32

// tooLong says whether a message of a unix socket can never be sent.
func (s *socket) tooLong(p []byte) bool { return len(p) > s.options.sendBuffer-unixOverhead }

// unixReceiver finds who gets a unix datagram.
func (s *socket) unixReceiver(to *host.Addr) (*socket, error) {
	receiver, err := s.addressee(to)
	switch {
	case err != nil:
		return nil, err
	case !receiver.hears(s):
		return nil, syscall.EPERM
	case receiver.shutRead:
		return nil, syscall.EPIPE
	}
	return receiver, nil
}

// addressee is the unix socket at an address, nil for the connected peer: that
// very socket, also when another has its path by now.
func (s *socket) addressee(to *host.Addr) (*socket, error) {
	if to != nil {
		if err := s.checkFamily(*to); err != nil {
			return nil, err
		}
		return s.world.find(to.Path, host.Datagram)
	}
	switch peer := s.stream.other; {
	case peer == nil:
		return nil, syscall.ENOTCONN
	case peer.closed:
		return nil, syscall.ECONNREFUSED
	default:
		return peer, nil
	}
}

// hears says whether a unix socket takes datagrams of another: one that is
// connected takes those of its peer only.
func (s *socket) hears(from *socket) bool { return !s.connected() || s.stream.other == from }

// connectDatagram chooses the peer to send to and to hear.
func (s *socket) connectDatagram(to host.Addr) error {
	if s.isUnix() {
		receiver, err := s.world.find(to.Path, host.Datagram)
		switch {
		case err != nil:
			return err
		case !receiver.hears(s):
			return syscall.EPERM
		}
		s.stream.other, s.state = receiver, standing
		return nil
	}
	if s.isRaw() {
		return s.connectRaw(to)
	}
	remote, err := s.route(to)
	if err != nil {
		return err
	}
	if err := s.depart(remote.Addr()); err != nil {
		return err
	}
	s.remote, s.state = remote, standing
	return nil
}
