package sim

import (
	"net/netip"
	"slices"
	"syscall"

	"sockrun/luaapi/host"
)

// Broadcast and multicast of IPv4 on the loopback, the only interface. Those
// who have joined a group make the machine a member of it; then every socket
// that is bound to the group or to the wildcard hears what is sent to it, as
// IP_MULTICAST_ALL says, which is on by itself.

// group is an address of multicast that a socket has joined.
type group = netip.Addr

// isMany says whether an address is that of several receivers.
func isMany(ip netip.Addr) bool { return ip.Is4() && (ip.IsMulticast() || isBroadcast(ip)) }

// isBroadcast says whether an address is that of everybody.
func isBroadcast(ip netip.Addr) bool {
	return ip == netip.AddrFrom4([4]byte{127, 255, 255, 255}) || ip == netip.AddrFrom4([4]byte{255, 255, 255, 255})
}

// mayBroadcast refuses what needs SO_BROADCAST.
func (s *socket) mayBroadcast(to netip.Addr) error {
	if isBroadcast(to) && !s.options.broadcast {
		return syscall.EACCES
	}
	return nil
}

// changeGroup joins a group or leaves it; value is a struct ip_mreq or ip_mreqn.
func (s *socket) changeGroup(name int, value []byte) error {
	if len(value) < 8 {
		return syscall.EINVAL
	}
	ip := netip.AddrFrom4([4]byte(value[:4]))
	at := slices.Index(s.options.groups, ip)
	switch {
	case !ip.IsMulticast():
		return syscall.EINVAL
	case !isOwn(value[4:]):
		return syscall.ENODEV
	case name == syscall.IP_ADD_MEMBERSHIP && at >= 0:
		return syscall.EADDRINUSE
	case name == syscall.IP_ADD_MEMBERSHIP:
		s.options.groups = append(s.options.groups, ip)
		s.world.members[ip]++
	case at < 0:
		return syscall.EADDRNOTAVAIL
	default:
		s.options.groups = slices.Delete(s.options.groups, at, at+1)
		s.world.members[ip]--
	}
	return nil
}

// isOwn says whether an address, or the number of an interface behind it, is
// that of the loopback or of none.
func isOwn(value []byte) bool {
	ip := netip.AddrFrom4([4]byte(value[:4]))
	if len(value) >= 8 {
		index, _ := number32(syscall.IPPROTO_IP, value[4:])
		return index == loopbackIndex || index == 0 && (ip.IsLoopback() || ip.IsUnspecified())
	}
	return ip.IsLoopback() || ip.IsUnspecified()
}

// setOutgoing chooses the interface by which a socket sends to groups; value is
// an address, a struct ip_mreq or ip_mreqn.
func (s *socket) setOutgoing(key optionKey, value []byte) error {
	if len(value) >= 8 {
		value = value[4:]
	}
	switch {
	case len(value) < 4:
		return syscall.EINVAL
	case !isOwn(value):
		return syscall.EADDRNOTAVAIL
	}
	v, _ := number32(key.level, value)
	s.store(key, v)
	return nil
}

// leaveGroups ends the memberships of a socket that closes.
func (s *socket) leaveGroups() {
	for _, ip := range s.options.groups {
		s.world.members[ip]--
	}
	s.options.groups = nil
}

// receivers returns the sockets that get a datagram for many, in the order in
// which they were bound.
func (w *World) receivers(to, from netip.AddrPort) (list []*socket) {
	ip := to.Addr()
	if ip.IsMulticast() && w.members[ip] == 0 {
		return nil
	}
	for _, s := range w.ports.boundTo(host.Datagram, to) {
		if covers(s.ip, s.dual(), ip) && (!s.connected() || s.remote == from) {
			list = append(list, s)
		}
	}
	return list
}
