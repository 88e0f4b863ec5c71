package sim

import (
	"net/netip"
	"slices"
	"syscall"

	"sockrun/luaapi/host"
)

// A raw socket hears every packet of its protocol that comes to the machine:
// over IPv4 with the header of IP, over IPv6 without. TCP and UDP make no
// packets here that it could hear.

const (
	ipHeader  = 20
	maxPacket = 65535
)

func (s *socket) isRaw() bool { return s.kind.Type == host.Raw }

// packetIP is a packet of IP.
type packetIP struct {
	from, to netip.Addr
	protocol int
	header   []byte // of IPv4
	payload  []byte
}

// sendRaw sends a packet, to nil for the connected peer.
func (s *socket) sendRaw(p []byte, to *host.Addr) error {
	remote, err := s.rawDestination(to)
	if err != nil {
		return err
	}
	out, err := s.packet(p, remote)
	if err != nil {
		return err
	}
	s.world.deliverRaw(out)
	if answer := answerTo(out); answer != nil {
		back := packetIP{from: out.to, to: out.from, protocol: out.protocol, payload: answer}
		back.header = s.world.header(back, standardTTL, 0)
		s.world.deliverRaw(back)
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

// packet makes the packet that a socket sends.
func (s *socket) packet(p []byte, to netip.Addr) (packetIP, error) {
	out := packetIP{from: s.ip, to: to, protocol: s.kind.Proto, payload: p}
	if !out.from.IsValid() || out.from.IsUnspecified() {
		out.from = source(to)
	}
	switch {
	case s.makesHeader():
		return s.world.withHeader(out, p)
	case len(p) > maxPacket-ipHeader:
		return out, syscall.EMSGSIZE
	case to.Is6():
		out.payload = withChecksum(out)
		return out, nil
	}
	out.header = s.world.header(out, byte(s.number(syscall.IP_TTL, standardTTL)), byte(s.number(syscall.IP_TOS, 0)))
	return out, nil
}

// makesHeader says whether the script makes the header of IPv4 itself.
func (s *socket) makesHeader() bool {
	return s.kind.Family == host.INET && (s.kind.Proto == syscall.IPPROTO_RAW || s.number(syscall.IP_HDRINCL, 0) != 0)
}

// number is an option of IP that is stored as a number.
func (s *socket) number(name int, otherwise int32) int32 {
	if v, ok := s.options.rest[ipLevel(name)]; ok {
		return v
	}
	return otherwise
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

// deliverRaw gives a packet to every raw socket of its protocol that is bound to
// its destination or to none, in the order of their making.
func (w *World) deliverRaw(p packetIP) {
	for _, s := range w.raws {
		bound := s.ip.IsValid() && !s.ip.IsUnspecified()
		switch {
		case s.kind.Proto != p.protocol, (s.kind.Family == host.INET6) != p.to.Is6(), bound && s.ip != p.to:
		case s.connected() && s.remote.Addr() != p.from:
		default:
			s.deliver(slices.Concat(p.header, p.payload), host.Inet(p.from, 0))
		}
	}
}
