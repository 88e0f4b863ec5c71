package sim

import (
	"encoding/binary"
	"net/netip"
	"slices"
	"syscall"

	"sockrun/luaapi/host"
)

// Raw sockets are those of ICMP over IPv4: each receives every ICMP packet
// that comes to the machine, with its IP header. The machine itself answers
// echo requests (RFC 792).

const (
	ipHeader    = 20
	icmpHeader  = 8
	echoReply   = 0
	echoRequest = 8
)

func (s *socket) isRaw() bool { return s.kind.Type == host.Raw }

// sendICMP sends a packet, to nil for the connected peer.
func (s *socket) sendICMP(p []byte, to *host.Addr) error {
	remote, err := s.rawDestination(to)
	switch {
	case err != nil:
		return err
	case len(p) > maxUDP4+8-ipHeader:
		return syscall.EMSGSIZE
	}
	from := s.ip
	if !from.IsValid() || from.IsUnspecified() {
		from = source(remote)
	}
	s.world.deliverICMP(from, remote, p)
	if answer := answerTo(p); answer != nil {
		s.world.deliverICMP(remote, from, answer)
	}
	return nil
}

func (s *socket) rawDestination(to *host.Addr) (netip.Addr, error) {
	switch {
	case to == nil && !s.connected():
		return netip.Addr{}, syscall.EDESTADDRREQ
	case to == nil:
		return s.remote.Addr(), nil
	}
	if err := s.checkFamily(*to); err != nil {
		return netip.Addr{}, err
	}
	remote, err := s.route(*to)
	return remote.Addr(), err
}

// connectRaw chooses the peer to send to and to hear.
func (s *socket) connectRaw(to host.Addr) error {
	remote, err := s.route(to)
	if err != nil {
		return err
	}
	if !s.ip.IsValid() || s.ip.IsUnspecified() {
		s.ip = source(remote.Addr())
	}
	s.remote, s.state = remote, standing
	return nil
}

// deliverICMP gives a packet to every raw socket that is bound to its
// destination or to none, in the order of their making.
func (w *World) deliverICMP(from, to netip.Addr, p []byte) {
	w.packets++
	packet := append(header(from, to, len(p), w.packets), p...)
	for _, s := range w.raws {
		bound := s.ip.IsValid() && !s.ip.IsUnspecified()
		if bound && s.ip != to || s.connected() && s.remote.Addr() != from {
			continue
		}
		s.deliver(packet, host.Inet(from, 0))
	}
}

// header returns the IPv4 header (RFC 791) of a packet.
func header(from, to netip.Addr, size int, id uint16) []byte {
	h := make([]byte, ipHeader, ipHeader+size)
	h[0], h[8], h[9] = 0x45, 64, syscall.IPPROTO_ICMP // version and length in words, TTL
	binary.BigEndian.PutUint16(h[2:], uint16(ipHeader+size))
	binary.BigEndian.PutUint16(h[4:], id)
	copy(h[12:], from.AsSlice())
	copy(h[16:], to.AsSlice())
	binary.BigEndian.PutUint16(h[10:], checksum(h))
	return h
}

// answerTo returns what the machine answers to a packet, nil for nothing. One
// whose checksum is wrong is dropped.
func answerTo(p []byte) []byte {
	if len(p) < icmpHeader || p[0] != echoRequest || checksum(p) != 0 {
		return nil
	}
	answer := slices.Clone(p)
	answer[0], answer[2], answer[3] = echoReply, 0, 0
	binary.BigEndian.PutUint16(answer[2:], checksum(answer))
	return answer
}

// checksum is that of RFC 1071.
func checksum(p []byte) uint16 {
	var sum uint32
	for i, b := range p {
		if i%2 == 0 {
			sum += uint32(b) << 8
		} else {
			sum += uint32(b)
		}
		sum = sum&0xffff + sum>>16
	}
	return ^uint16(sum)
}
