package sim

import (
	"fmt"
	"net/netip"
	"syscall"

	"sockrun/luaapi/host"
)

func (s *socket) isUnix() bool     { return s.kind.Family == host.UNIX }
func (s *socket) isUDP() bool      { return s.kind.Type == host.Datagram && !s.isUnix() }
func (s *socket) portKey() portKey { return portKey{s.kind.Type, s.port} }
func (s *socket) holder() holder   { return holder{s.ip, s.options.reuse, s.options.share} }

// dual says whether the socket speaks IPv4 as well as IPv6.
func (s *socket) dual() bool { return s.kind.Family == host.INET6 && !s.options.v6only() }

// Bind gives the socket a local address. There are the loopback addresses and
// the wildcards, and every unix path that nobody has bound; paths need no
// folder. A unix socket bound to "" gets an abstract name, as on Linux.
func (s *socket) Bind(a host.Addr) error {
	if err := s.usable(host.DontWait); err != nil {
		return err
	}
	if err := s.checkFamily(a); err != nil {
		return err
	}
	if s.isUnix() {
		return s.bindPath(a.Path)
	}
	gone := s.gaveUp()
	if gone { // the port that it was given has gone with the connection
		s.giveBack()
	}
	if s.port != 0 || s.state != idle && !gone {
		return syscall.EINVAL
	}
	ip := a.IP.Unmap()
	if !ip.IsUnspecified() && !ip.IsLoopback() && !isMany(ip) {
		return syscall.EADDRNOTAVAIL
	}
	if s.isRaw() {
		s.ip = ip
		return nil
	}
	if err := s.world.ports.claim(s, ip, a.Port); err != nil {
		return err
	}
	s.lent, s.placed = a.Port == 0 && s.kind.IsStream(), !ip.IsUnspecified()
	if s.placed && ip.Is6() { // it cannot hear IPv4 any more
		s.store(v6only, 1)
	}
	return nil
}

// giveBack lets go of a port that nobody has asked for by its number, as Linux
// does when a TCP socket stops listening or has lost its connection. The socket
// still says that it has it.
func (s *socket) giveBack() {
	if !s.lent {
		return
	}
	s.world.ports.release(s, false)
	s.gaveBack, s.port, s.lent = s.port, 0, false
}

// bindPath gives a unix socket its name, of which it has one for good. Of a
// path Linux looks first whether it is taken.
func (s *socket) bindPath(path string) error {
	if err := host.UnixPath(path).CheckUnix(); err != nil {
		return err
	}
	switch _, taken := s.world.paths[path]; {
	case s.path != "" && path == "":
		return nil
	case s.path != "" && path[0] == 0:
		return syscall.EINVAL
	case taken:
		return syscall.EADDRINUSE
	case s.path != "":
		return syscall.EINVAL
	case path == "":
		path = s.world.unusedName()
	}
	s.world.paths[path] = s
	s.path = path
	return nil
}

// unusedName makes up an abstract name of five digits, as Linux does.
func (w *World) unusedName() string {
	for {
		name := fmt.Sprintf("\x00%05x", w.ports.dice.IntN(1<<20))
		if _, taken := w.paths[name]; !taken {
			return name
		}
	}
}

// checkFamily fails as Linux does when a is an address of another family.
func (s *socket) checkFamily(a host.Addr) error {
	switch {
	case a.Family == s.kind.Family:
		return nil
	case s.kind.Family == host.INET:
		return syscall.EAFNOSUPPORT
	}
	return syscall.EINVAL
}

// autobind gives an internet socket a port if it has none, and the address
// that it sends from.
func (s *socket) autobind(from netip.Addr) error {
	if s.port != 0 {
		return nil
	}
	if s.placed {
		from = s.ip
	}
	if err := s.world.ports.claim(s, from, 0); err != nil {
		return syscall.EADDRNOTAVAIL
	}
	s.lent = true
	return nil
}

// gaveUp says whether a TCP connection was reset or refused, or is over.
func (s *socket) gaveUp() bool {
	return s.kind.Accepts() && !s.isUnix() && (s.state == reset || s.state == refused || s.over())
}

// wildcard is the address that a socket has while it has none.
func (s *socket) wildcard() netip.Addr {
	if s.kind.Family == host.INET6 {
		return netip.IPv6Unspecified()
	}
	return netip.IPv4Unspecified()
}

// route returns where a packet to a goes: the wildcard means loopback, and
// nothing but loopback can be reached.
func (s *socket) route(a host.Addr) (netip.AddrPort, error) {
	ip := a.IP.Unmap()
	if ip.IsUnspecified() {
		ip = source(ip)
	}
	if err := s.mayBroadcast(ip); err != nil {
		return netip.AddrPort{}, err
	}
	if !ip.IsLoopback() && !isMany(ip) || ip.Is4() && s.kind.Family == host.INET6 && !s.dual() {
		return netip.AddrPort{}, syscall.ENETUNREACH
	}
	return netip.AddrPortFrom(ip, uint16(a.Port)), nil
}

// source returns the address from which packets to ip are sent by a socket
// that is bound to a wildcard.
func source(ip netip.Addr) netip.Addr {
	if ip.Is4() {
		return netip.AddrFrom4([4]byte{127, 0, 0, 1})
	}
	return netip.IPv6Loopback()
}

// sender returns the address that a receiver at to sees.
func (s *socket) sender(to netip.Addr) netip.AddrPort {
	ip := s.ip
	if ip.IsUnspecified() || isMany(ip) {
		ip = source(to)
	}
	return netip.AddrPortFrom(ip, uint16(s.port))
}

// show returns an address as sockets of this family see it: IPv4 peers of an
// IPv6 socket appear as ::ffff:a.b.c.d.
func (s *socket) show(a netip.AddrPort) host.Addr {
	ip := a.Addr()
	if s.kind.Family == host.INET6 && ip.Is4() {
		ip = netip.AddrFrom16(ip.As16())
	}
	return host.Inet(ip, int(a.Port()))
}

// LocalAddr returns the address that the socket is bound to; the wildcard
// with port 0, or an unnamed unix address, when it is not.
func (s *socket) LocalAddr() (host.Addr, error) {
	if err := s.usable(host.DontWait); err != nil {
		return host.Addr{}, err
	}
	switch {
	case s.isUnix():
		return host.UnixPath(s.path), nil
	case s.isRaw(): // Linux says the protocol in place of a port
		return host.Inet(s.ownIP(), s.kind.Proto), nil
	case s.port == 0:
		return s.show(netip.AddrPortFrom(s.ownIP(), uint16(s.gaveBack))), nil
	}
	return s.show(netip.AddrPortFrom(s.ip, uint16(s.port))), nil
}

// ownIP is the socket's own address, the wildcard until it has one.
func (s *socket) ownIP() netip.Addr {
	if s.ip.IsValid() {
		return s.ip
	}
	return s.wildcard()
}

// PeerAddr returns the address of the other end, or ENOTCONN.
func (s *socket) PeerAddr() (host.Addr, error) {
	if err := s.usable(host.DontWait); err != nil {
		return host.Addr{}, err
	}
	if (!s.connected() || s.over()) && !(s.isUnix() && s.state == reset) || !s.isUnix() && s.remote.Port() == 0 { // a peer of port 0 is none
		return host.Addr{}, syscall.ENOTCONN
	}
	return s.peer(), nil
}

// peer returns the address that the socket is or was connected to: of a unix
// socket the name that its peer has by now.
func (s *socket) peer() host.Addr {
	switch {
	case s.isUnix() && s.stream.other != nil:
		return host.UnixPath(s.stream.other.path)
	case s.isUnix():
		return host.UnixPath("")
	}
	return s.show(s.remote)
}
