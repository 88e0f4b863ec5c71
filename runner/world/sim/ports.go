package sim

import (
	"math/rand/v2"
	"net/netip"
	"slices"
	"syscall"
	"time"

	"sockrun/luaapi/host"
)

// The range of ports that bind(0) and connect choose from, as on Linux.
const (
	firstEphemeral = 32768
	ephemerals     = 60999 - firstEphemeral + 1
)

// timeWait is how long the end that closed a connection first keeps its port.
const timeWait = 60 * time.Second

// ports says which sockets have which TCP and UDP ports.
type ports struct {
	used map[portKey]*port
	next int        // ephemeral port to try, less firstEphemeral
	dice *rand.Rand // all that the machine chooses by itself
}

type portKey struct {
	typ    host.Type
	number int
}

// port is one port of TCP or UDP: who bound it, and the connections that
// still hold it after their listener has gone.
type port struct {
	bound    []*socket
	accepted map[holder]int           // how many open connections
	waiting  map[holder]time.Duration // until when closed ones are in TIME_WAIT
}

// holder is what a connection leaves of its local address.
type holder struct {
	ip    netip.Addr
	reuse bool // SO_REUSEADDR
	share bool // SO_REUSEPORT
}

// newPorts returns ports of which nobody has one. The first that is given to
// who asks for any depends on the seed.
func newPorts(seed uint64) ports {
	dice := rand.New(rand.NewPCG(seed, 2))
	return ports{used: make(map[portKey]*port), next: dice.IntN(ephemerals), dice: dice}
}

// at returns the port's entry and makes it if need be.
func (p *ports) at(key portKey) *port {
	if p.used[key] == nil {
		p.used[key] = &port{}
	}
	return p.used[key]
}

// claim binds s to ip and a port, 0 for any that nobody has. It fails with
// EADDRINUSE.
func (p *ports) claim(s *socket, ip netip.Addr, number int) error {
	if number == 0 {
		if number = p.ephemeral(s.kind.Type); number == 0 {
			return syscall.EADDRINUSE
		}
	} else if p.at(portKey{s.kind.Type, number}).conflicts(s, ip) {
		return syscall.EADDRINUSE
	}
	s.ip, s.port = ip, number
	at := p.at(s.portKey())
	at.bound = append(at.bound, s)
	return nil
}

// ephemeral returns a port that no open socket has, 0 when there is none. A
// port in TIME_WAIT will do, as connect(2) on loopback allows.
func (p *ports) ephemeral(typ host.Type) int {
	for range ephemerals {
		number := firstEphemeral + p.next
		p.next = (p.next + 1) % ephemerals
		at := p.used[portKey{typ, number}]
		if at == nil || len(at.bound) == 0 && len(at.accepted) == 0 {
			return number
		}
	}
	return 0
}

// conflicts follows Linux: addresses that overlap go together only if both
// sockets have SO_REUSEPORT, or both have SO_REUSEADDR and the older one does
// not listen.
func (at *port) conflicts(s *socket, ip netip.Addr) bool {
	for _, o := range at.bound {
		overlap := covers(ip, s.dual(), o.ip) || covers(o.ip, o.dual(), ip)
		if overlap && !s.sharesWith(o.options.share) && !s.reusesWith(o.options.reuse && o.listener == nil) {
			return true
		}
	}
	for h := range at.accepted {
		if covers(ip, s.dual(), h.ip) && !s.goesWith(h) {
			return true
		}
	}
	for h, until := range at.waiting {
		if covers(ip, s.dual(), h.ip) && until > s.world.elapsed() && !s.goesWith(h) {
			return true
		}
	}
	return false
}

// connects says whether another socket at the address of s has a connection to
// the same remote one.
func (p *ports) connects(s *socket, remote netip.AddrPort) bool {
	return slices.ContainsFunc(p.at(s.portKey()).bound, func(o *socket) bool {
		return o != s && o.ip == s.ip && o.remote == remote && (o.state == connecting || o.state == standing)
	})
}

func (s *socket) reusesWith(other bool) bool { return s.options.reuse && other }
func (s *socket) sharesWith(other bool) bool { return s.options.share && other }
func (s *socket) goesWith(h holder) bool     { return s.reusesWith(h.reuse) || s.sharesWith(h.share) }

// accept lets a connection hold its listener's port.
func (p *ports) accept(s *socket) {
	at := p.at(s.portKey())
	if at.accepted == nil {
		at.accepted = make(map[holder]int)
	}
	at.accepted[s.holder()]++
}

// release lets go of the port of s, or leaves it in TIME_WAIT.
func (p *ports) release(s *socket, lingers bool) {
	key := s.portKey()
	at := p.at(key)
	if i := slices.Index(at.bound, s); i >= 0 {
		at.bound = slices.Delete(at.bound, i, i+1)
	} else if at.accepted[s.holder()]--; at.accepted[s.holder()] <= 0 {
		delete(at.accepted, s.holder())
	}
	if lingers {
		if at.waiting == nil {
			at.waiting = make(map[holder]time.Duration)
		}
		at.waiting[s.holder()] = s.world.elapsed() + timeWait
	}
	if len(at.bound) == 0 && len(at.accepted) == 0 && len(at.waiting) == 0 {
		delete(p.used, key)
	}
}

// listener returns the socket that listens for connections to an address, nil
// if none does. One bound to the very address goes before a wildcard.
func (p *ports) listener(to, from netip.AddrPort) *socket {
	var room [4]*socket // on the stack: there is seldom more than one
	found := room[:0]
	for _, s := range p.boundTo(host.Stream, to) {
		if s.listener == nil || !covers(s.ip, s.dual(), to.Addr()) {
			continue
		}
		if len(found) > 0 && s.ip == to.Addr() && found[0].ip != s.ip {
			found = found[:0]
		}
		if len(found) == 0 || s.ip == found[0].ip {
			found = append(found, s)
		}
	}
	return among(found, from)
}

// receiver returns the socket that gets a datagram, nil if none does: one
// connected to the sender first, then one bound to the very address, then a
// wildcard; the youngest of equals, as on Linux, or one of those that share the
// port.
func (p *ports) receiver(to, from netip.AddrPort) *socket {
	var room [4]*socket // on the stack: there is seldom more than one
	found := room[:0]
	best := -1
	for _, s := range p.boundTo(host.Datagram, to) {
		if !covers(s.ip, s.dual(), to.Addr()) || s.connected() && s.remote != from {
			continue
		}
		score := 0
		if s.connected() {
			score += 2
		}
		if s.ip == to.Addr() {
			score++
		}
		if score > best {
			found, best = found[:0], score
		}
		if score == best {
			found = append(found, s)
		}
	}
	return among(found, from)
}

// among returns one of the sockets that have an address: the same for all that
// one sender sends when they share the port, else the youngest.
func among(found []*socket, from netip.AddrPort) *socket {
	switch n := len(found); {
	case n == 0:
		return nil
	case found[n-1].options.share:
		return found[int(from.Port())%n]
	default:
		return found[n-1]
	}
}

func (p *ports) boundTo(typ host.Type, to netip.AddrPort) []*socket {
	if at := p.used[portKey{typ, int(to.Port())}]; at != nil {
		return at.bound
	}
	return nil
}

// covers says whether a socket bound to ip has what is sent to other; dual
// says that an IPv6 wildcard takes IPv4 as well.
func covers(ip netip.Addr, dual bool, other netip.Addr) bool {
	if ip == other {
		return true
	}
	return ip.IsUnspecified() && (ip.Is4() == other.Is4() || ip.Is6() && dual)
}

// ownerAt returns whose socket listens at an address, "" for nobody's.
func (p *ports) ownerAt(to, from netip.AddrPort) string {
	if l := p.listener(to, from); l != nil {
		return l.owner
	}
	return ""
}

// receiverName returns whose socket gets a datagram, "" for nobody's.
func (p *ports) receiverName(to, from netip.AddrPort) string {
	if r := p.receiver(to, from); r != nil {
		return r.owner
	}
	return ""
}
