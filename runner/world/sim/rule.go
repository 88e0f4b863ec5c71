package sim

import (
	"math"
	"syscall"

	"golang.org/x/sys/unix"

	"sockrun/luaapi/host"
)

// rule is what an option is on some kinds of sockets. An option that has none
// is not simulated.
type rule struct {
	key       optionKey
	meaning   meaning
	value     int32 // at first
	low, high int32 // of a number; both 0 for any
	usual     bool  // -1 is the value at first
	on        func(host.Kind) bool
	refusal   syscall.Errno // of other kinds, ENOPROTOOPT unless said
	mayBeOff  bool          // other kinds refuse only to switch it on
}

type meaning uint8

const (
	number meaning = iota
	flag
	pair        // SO_LINGER
	sendSize    // SO_SNDBUF
	receiveSize // SO_RCVBUF
	device      // SO_BINDTODEVICE
	congestion  // TCP_CONGESTION
	credentials // SO_PEERCRED
	membership  // of a group of multicast
	outgoing    // the interface of multicast
)

func isRaw(k host.Kind) bool          { return k.Type == host.Raw }
func isMessages(k host.Kind) bool     { return !k.IsStream() }
func isInternet(k host.Kind) bool     { return k.Family != host.UNIX }
func socketLevel(n int) optionKey     { return optionKey{syscall.SOL_SOCKET, n} }
func ipLevel(n int) optionKey         { return optionKey{syscall.IPPROTO_IP, n} }
func ip6Level(n int) optionKey        { return optionKey{syscall.IPPROTO_IPV6, n} }
func tcpLevel(n int) optionKey        { return optionKey{syscall.IPPROTO_TCP, n} }
func (r *rule) fits(k host.Kind) bool { return r.on == nil || r.on(k) }

// bounded is a number as it is stored.
func (r *rule) bounded(v int32) (int32, error) {
	switch {
	case r.usual && v == -1:
		return r.value, nil
	case r.low == 0 && r.high == 0, v >= r.low && v <= r.high:
		return v, nil
	}
	return 0, syscall.EINVAL
}

// mask are the bits of a number that are not kept: those of explicit congestion
// notification on TCP, which keeps them to itself, and of IP_TOS all past a byte.
func (r *rule) mask(k host.Kind) (bits int32) {
	if k.IsStream() && (r.key == ipLevel(syscall.IP_TOS) || r.key == ip6Level(unix.IPV6_TCLASS)) {
		bits = 3
	}
	if r.key == ipLevel(syscall.IP_TOS) {
		bits |= ^0xff
	}
	return bits
}

// rules are the options of all systems; platformRules those of this one.
var rules = []rule{
	{key: socketLevel(syscall.SO_REUSEADDR), meaning: flag},
	{key: socketLevel(unix.SO_REUSEPORT), meaning: flag, on: isInternet, refusal: syscall.EOPNOTSUPP, mayBeOff: true},
	{key: socketLevel(syscall.SO_KEEPALIVE), meaning: flag},
	{key: socketLevel(syscall.SO_BROADCAST), meaning: flag},
	{key: socketLevel(syscall.SO_OOBINLINE), meaning: flag},
	{key: socketLevel(syscall.SO_DONTROUTE), meaning: flag},
	{key: socketLevel(syscall.SO_DEBUG), meaning: flag},
	{key: socketLevel(syscall.SO_LINGER), meaning: pair},
	{key: socketLevel(syscall.SO_SNDBUF), meaning: sendSize},
	{key: socketLevel(syscall.SO_RCVBUF), meaning: receiveSize},
	{key: socketLevel(syscall.SO_RCVLOWAT), value: 1},

	{key: tcpLevel(syscall.TCP_NODELAY), meaning: flag},
	{key: tcpLevel(syscall.TCP_MAXSEG), value: 536, low: 88, high: math.MaxInt16},
	{key: tcpLevel(unix.TCP_KEEPCNT), value: 9, low: 1, high: 127},
	{key: tcpLevel(unix.TCP_KEEPINTVL), value: 75, low: 1, high: math.MaxInt16},

	{key: ipLevel(syscall.IP_TTL), value: 64, low: 1, high: 255, usual: true},
	{key: ipLevel(syscall.IP_TOS)},
	{key: ipLevel(syscall.IP_HDRINCL), meaning: flag, on: isRaw},
	{key: ipLevel(syscall.IP_MULTICAST_TTL), value: 1, low: 0, high: 255, usual: true, on: isMessages, refusal: syscall.EINVAL},
	{key: ipLevel(syscall.IP_MULTICAST_LOOP), value: 1, meaning: flag},
	{key: ipLevel(syscall.IP_MULTICAST_IF), meaning: outgoing, on: isMessages, refusal: syscall.EINVAL},
	{key: ipLevel(syscall.IP_ADD_MEMBERSHIP), meaning: membership, on: isMessages, refusal: syscall.EPROTO},
	{key: ipLevel(syscall.IP_DROP_MEMBERSHIP), meaning: membership, on: isMessages, refusal: syscall.EPROTO},

	{key: ip6Level(syscall.IPV6_V6ONLY), meaning: flag},
	{key: ip6Level(syscall.IPV6_UNICAST_HOPS), value: 64, low: 0, high: 255, usual: true},
	{key: ip6Level(unix.IPV6_TCLASS), low: 0, high: 255, usual: true},
	{key: ip6Level(unix.IPV6_DONTFRAG), meaning: flag},
}

// rule returns what an option is on this socket. Reading an option is refused to
// fewer kinds of sockets than setting it; what it is elsewhere comes with a
// refusal.
func (s *socket) rule(key optionKey, reading bool) (rule, error) {
	if !s.hasLevel(key.level) {
		return rule{}, s.otherLevel(reading)
	}
	for _, list := range [][]rule{rules, platformRules} {
		for _, r := range list {
			switch {
			case r.key != key:
			case reading || r.fits(s.kind):
				return r, nil
			case r.refusal != 0:
				return r, r.refusal
			}
		}
	}
	return rule{}, &host.Explained{Err: syscall.ENOPROTOOPT, Why: "the simulated world does not have it"}
}

// otherLevel is how Linux answers to a level that the socket has not.
func (s *socket) otherLevel(reading bool) error {
	if s.isUnix() || reading && s.kind.Family == host.INET {
		return syscall.EOPNOTSUPP
	}
	return syscall.ENOPROTOOPT
}

func (s *socket) hasLevel(level int) bool {
	switch level {
	case syscall.SOL_SOCKET:
		return true
	case syscall.IPPROTO_TCP:
		return s.kind.IsStream() && !s.isUnix()
	case syscall.IPPROTO_IP:
		return !s.isUnix()
	case syscall.IPPROTO_IPV6:
		return s.kind.Family == host.INET6
	}
	return false
}
