package sim

import (
	"math"
	"net/netip"
	"slices"
	"syscall"

	"sockrun/luaapi/host"
)

// What a datagram can carry at most, in bytes: 65535 less the headers of UDP
// and, in IPv4, of IP.
const (
	maxUDP4 = 65535 - 8 - 20
	maxUDP6 = 65535 - 8
)

// packetCost is what a queued datagram takes of the receive buffer beside its
// bytes, about as on Linux; it bounds how many empty ones can queue.
const packetCost = 512

// inbox holds the datagrams that a socket has not received.
type inbox struct {
	bytes   pipe // of all packets, one after the other
	packets []packet
	blocked []*socket // unix sockets that wait for room
}

type packet struct {
	size int
	from host.Addr
}

// cost is how much of the receive buffer is used.
func (b *inbox) cost() int { return b.bytes.size() + len(b.packets)*packetCost }

func (b *inbox) put(data []byte, from host.Addr) {
	b.bytes.put(data, math.MaxInt)
	b.bytes.arrived = b.bytes.size()
	b.packets = append(b.packets, packet{len(data), from})
}

// look copies the first datagram, cut to the length of p, and keeps it.
func (b *inbox) look(p []byte) (int, host.Addr) {
	first := b.packets[0]
	return b.bytes.look(p[:min(len(p), first.size)]), first.from
}

// drop removes the first datagram.
func (b *inbox) drop() {
	b.bytes.drop(b.packets[0].size)
	b.packets = slices.Delete(b.packets, 0, 1)
	b.wakeSenders()
}

// block notes that s waits for room.
func (b *inbox) block(s *socket) {
	if !slices.Contains(b.blocked, s) {
		b.blocked = append(b.blocked, s)
	}
}

// wakeSenders lets those try again who wait for room.
func (b *inbox) wakeSenders() {
	for _, s := range b.blocked {
		s.writers.wake(&s.world.schedule)
	}
	b.blocked = b.blocked[:0]
}

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
		case s.shutSend:
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
// has the port is told to connected sockets by their next call.
func (s *socket) sendUDP(p []byte, to *host.Addr) error {
	remote, err := s.destination(to)
	if err != nil {
		return err
	}
	limit := maxUDP4
	if remote.Addr().Is6() {
		limit = maxUDP6
	}
	if len(p) > limit {
		return syscall.EMSGSIZE
	}
	if err := s.autobind(s.wildcard()); err != nil {
		return syscall.EAGAIN // as Linux says it for UDP
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

// deliver queues a datagram if there is room.
func (s *socket) deliver(p []byte, from host.Addr) {
	if !s.hasRoom(p) || s.shutRead {
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

// sendUnix waits for room, since unix datagrams are never lost.
func (s *socket) sendUnix(p []byte, to *host.Addr) error {
	receiver, err := s.unixReceiver(to)
	switch {
	case err != nil:
		return err
	case len(p) > s.options.sendBuffer:
		return syscall.EMSGSIZE
	case !receiver.hasRoom(p):
		receiver.inbox.block(s)
		return errWait
	}
	receiver.deliver(p, host.UnixPath(s.path))
	return nil
}

// unixReceiver finds who gets a unix datagram. A socket that is connected
// takes datagrams from its peer only.
func (s *socket) unixReceiver(to *host.Addr) (*socket, error) {
	path := s.remotePath
	if other := s.stream.other; to == nil && other != nil { // of a pair
		return s.partner(other)
	}
	if to != nil {
		if err := s.checkFamily(*to); err != nil {
			return nil, err
		}
		path = to.Path
	} else if !s.connected() {
		return nil, syscall.ENOTCONN
	}
	receiver, err := s.world.find(path, host.Datagram)
	switch {
	case err != nil:
		return nil, err
	case receiver.connected() && receiver.remotePath != s.path:
		return nil, syscall.EPERM
	case receiver.shutRead:
		return nil, syscall.EPIPE
	}
	return receiver, nil
}

// partner returns the other socket of a pair. The first datagram after it was
// closed is refused, and then there is none.
func (s *socket) partner(other *socket) (*socket, error) {
	switch {
	case other.closed:
		s.stream.other, s.state = nil, idle
		return nil, syscall.ECONNREFUSED
	case other.shutRead:
		return nil, syscall.EPIPE
	}
	return other, nil
}

// connectDatagram chooses the peer to send to and to hear.
func (s *socket) connectDatagram(to host.Addr) error {
	if s.isUnix() {
		receiver, err := s.world.find(to.Path, host.Datagram)
		if err != nil {
			return err
		}
		s.remotePath, s.state = receiver.path, standing
		s.stream.other = nil // it is of a pair no more
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
