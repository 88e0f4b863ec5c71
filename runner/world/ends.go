package world

import (
	"net/netip"
	"sync"

	"sockrun/luaapi/host"
)

// ends knows, of all sockets of a world that is recorded, which belong
// together: the two ends of a connection, and the one that listens with those
// that have come to it. It changes when sockets are made, connected or closed,
// never when bytes cross them.
type ends struct {
	mu    sync.Mutex
	open  map[*socket]struct{}
	doors map[*socket]struct{} // those that listen
	pairs map[pair]*socket     // internet connections, by their addresses
	past  past
}

// past is who had the addresses of datagram sockets that were closed: of the
// newest of them.
type past struct{ newer, older map[host.Addr]string }

// maxNewer is how many are newer before they are the older ones and those are
// forgotten.
const maxNewer = 2048

func (p *past) add(a host.Addr, owner string) {
	if len(p.newer) >= maxNewer {
		p.newer, p.older = nil, p.newer
	}
	if p.newer == nil {
		p.newer = map[host.Addr]string{}
	}
	p.newer[a] = owner
}

func (p *past) owner(of host.Addr) (name string, ours bool) {
	for _, closed := range []map[host.Addr]string{p.newer, p.older} {
		for local, owner := range closed {
			if covers(local, of) && (!ours || owner < name) {
				name, ours = owner, true
			}
		}
		if ours {
			break
		}
	}
	return name, ours
}

// pair is the addresses of one end of a connection.
type pair struct{ local, peer netip.AddrPort }

func (p pair) swapped() pair { return pair{p.peer, p.local} }

// end is what is known of one socket. It is guarded by ends.mu.
type end struct {
	shut   bool    // it sends no more
	shared bool    // it shares its connections with others, so that what is known is not all
	mate   *socket // the other one of a socketpair
	target *socket // to whom it has connected; nil when that is none of ours
	origin *socket // who has accepted it
	pair   pair    // zero when it has none
	door   *door   // nil when it does not accept
}

// door is what is known beside that of a socket that accepts connections.
type door struct {
	at      host.Addr // zero when nobody saw it listen
	knocks  int       // how many connections were made to it
	accepts int       // how many it has accepted
	callers map[netip.AddrPort]struct{}
}

// opened is the end's door, which it has from then on.
func (e *end) opened() *door {
	if e.door == nil {
		e.door = &door{}
	}
	return e.door
}

// listens is where it accepts; zero when it does not.
func (e *end) listens() host.Addr {
	if e.door == nil {
		return host.Addr{}
	}
	return e.door.at
}

// add takes up a new socket.
func (e *ends) add(s *socket) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.open == nil {
		e.open, e.doors = map[*socket]struct{}{}, map[*socket]struct{}{}
		e.pairs = map[pair]*socket{}
	}
	s.end = &end{}
	e.open[s] = struct{}{}
}

// drop forgets a socket that is about to be closed.
func (e *ends) drop(s *socket) {
	if s.end == nil {
		return
	}
	var local host.Addr
	if s.Kind().Type == host.Datagram {
		local = s.local()
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(e.open, s)
	delete(e.doors, s)
	if s.end.target != nil { // another may come from the same address
		delete(s.end.target.end.door.callers, s.end.pair.local)
	}
	if e.pairs[s.end.pair] == s {
		delete(e.pairs, s.end.pair)
	}
	if local.IsNamed() {
		e.past.add(local, s.log.Name())
	}
}

// note changes what is known of a socket.
func (e *ends) note(s *socket, change func(*end)) {
	if s.end == nil {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	change(s.end)
}

// connect notes that a socket has connected from an address to another, or that
// the connection is under way.
func (e *ends) connect(s *socket, local, to host.Addr) {
	if s.end == nil || !s.Kind().Accepts() {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if s.end.target == nil {
		if s.end.target = e.listener(to); s.end.target != nil {
			s.end.target.end.door.knocks++
		}
	}
	e.join(s, local, to)
}

// listen notes that a socket accepts at an address from now on.
func (e *ends) listen(s *socket, local host.Addr) {
	e.note(s, func(own *end) {
		own.opened().at = local
		if _, open := e.open[s]; open {
			e.doors[s] = struct{}{}
		}
	})
}

// listener returns the open socket that accepts at an address. When there are
// several nobody knows which it is.
func (e *ends) listener(to host.Addr) (found *socket) {
	for s := range e.doors {
		if !covers(s.end.door.at, to) {
			continue
		}
		if found != nil {
			found.end.shared, s.end.shared = true, true
		}
		found = s
	}
	return found
}

// covers says whether a socket that is bound to an address gets what goes to
// another.
func covers(bound, to host.Addr) bool {
	if bound.Family == host.UNIX || to.Family == host.UNIX {
		return bound.Family == to.Family && bound.Path == to.Path
	}
	anywhere := bound.IP.IsUnspecified() || to.IP.IsUnspecified()
	return bound.Port == to.Port && (anywhere || bound.IP.Unmap() == to.IP.Unmap())
}

// accept notes that a socket has accepted another, and the addresses of that.
func (e *ends) accept(listener, s *socket, local, peer host.Addr) {
	if s.end == nil {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.join(s, local, peer)
	own := listener.end
	if own == nil { // another descriptor of one that listens
		return
	}
	s.end.origin = listener
	d := own.opened()
	d.accepts++
	if peer.IP.IsValid() {
		if d.callers == nil {
			d.callers = map[netip.AddrPort]struct{}{}
		}
		d.callers[peer.AddrPort()] = struct{}{}
	}
}

// join notes the addresses of an internet connection. With e.mu.
func (e *ends) join(s *socket, local, peer host.Addr) {
	if !local.IP.IsValid() || !peer.IP.IsValid() {
		return
	}
	if peer.IP.IsUnspecified() { // to the system that is the address of its own
		peer.IP = local.IP
	}
	s.end.pair = pair{local.AddrPort(), peer.AddrPort()}
	if _, open := e.open[s]; open {
		e.pairs[s.end.pair] = s
	}
}
