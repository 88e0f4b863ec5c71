package world

import (
	"maps"
	"slices"

	"sockrun/luaapi/host"
	"sockrun/runner/actorname"
	"sockrun/runner/deadlock"
)

// Inspector looks at sockets of a world for a picture of what waits. It is
// used by one goroutine; in the simulated world by tasks only.
type Inspector struct {
	world   *World
	Sockets []deadlock.Socket // that were inspected, and their other ends
	index   map[*socket]int
}

// Inspect returns an Inspector that has not looked at anything.
func (w *World) Inspect() *Inspector { return &Inspector{world: w, index: map[*socket]int{}} }

// Look looks at a socket, and at its other end when that is known. It returns
// the socket's index, which stays the same; it is not ok for a socket that is
// closed, or that this world has not made or does not record.
func (in *Inspector) Look(hs host.Socket) (index int, ok bool) {
	s, ok := hs.(*socket)
	if !ok || s.end == nil {
		return 0, false
	}
	index, ok = in.look(s)
	if !ok {
		return 0, false
	}
	place, other, name := in.world.ends.other(s)
	if i, isOpen := in.look(other); isOpen {
		in.Sockets[index].Peer = i
	} else if other != nil { // closed just now
		place = deadlock.Unknown
	}
	in.Sockets[index].Place, in.Sockets[index].Other = place, name
	return index, true
}

// look looks at one socket, once.
func (in *Inspector) look(s *socket) (index int, ok bool) {
	if s == nil {
		return 0, false
	}
	if i, seen := in.index[s]; seen {
		return i, true
	}
	observer, ok := in.world.Base.(interface {
		Glance(host.Socket) (deadlock.Glance, bool)
	})
	if !ok {
		return 0, false
	}
	glance, ok := observer.Glance(s.Socket)
	if !ok {
		return 0, false
	}
	seen := deadlock.Socket{Glance: glance, Kind: s.Kind(), Peer: -1, Owner: s.log.Name()}
	seen.Sent, seen.Received = s.moved()
	seen.Plain = s.log.Totals().BytesReceived
	in.world.ends.note(s, func(own *end) {
		seen.Shut, seen.Listens = own.shut, own.listens() != host.Addr{}
		if own.door != nil {
			seen.Knocks, seen.Accepts = own.door.knocks, own.door.accepts
		}
	})
	in.index[s] = len(in.Sockets)
	in.Sockets = append(in.Sockets, seen)
	return in.index[s], true
}

// other says where the other end of a socket is, which it is when it is one
// that is known, and whose.
func (e *ends) other(s *socket) (place deadlock.Place, other *socket, name string) {
	if k := s.Kind(); k.Type == host.Datagram {
		return e.correspondents(s)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	own := s.end
	switch {
	case own.shared:
		return deadlock.Unknown, nil, ""
	case isOpenToAll(own.listens()):
		return deadlock.Unknown, nil, ""
	case own.listens() != host.Addr{}:
		return deadlock.Inside, nil, ""
	case own.mate != nil:
		return deadlock.Inside, own.mate, own.mate.log.Name()
	case s.Kind().Family == host.UNIX:
		return e.unixEnd(own)
	}
	if other := e.pairs[own.pair.swapped()]; other != nil {
		if other.end.shared {
			return deadlock.Unknown, nil, other.log.Name()
		}
		return deadlock.Inside, other, other.log.Name()
	}
	return e.unaccepted(own)
}

// isOpenToAll says whether an address can be reached from other machines.
func isOpenToAll(a host.Addr) bool { return a.IP.IsValid() && !a.IP.IsLoopback() }

// unaccepted is the other end of an internet connection that no open socket
// has: it may not have been accepted. With e.mu.
func (e *ends) unaccepted(own *end) (deadlock.Place, *socket, string) {
	t := own.target
	if t == nil || own.pair == (pair{}) {
		return deadlock.Unknown, nil, ""
	}
	_, accepted := t.end.door.callers[own.pair.local]
	if _, open := e.open[t]; !open || accepted || t.end.shared {
		return deadlock.Unknown, nil, t.log.Name()
	}
	return deadlock.Backlog, nil, t.log.Name()
}

// unixEnd is the other end of a unix connection: nobody knows which it is, but
// whether it is one of ours. With e.mu.
func (e *ends) unixEnd(own *end) (deadlock.Place, *socket, string) {
	switch {
	case own.target != nil && !own.target.end.shared:
		return deadlock.Inside, nil, own.target.log.Name()
	case own.origin != nil && !own.origin.end.shared && own.origin.end.door.accepts <= own.origin.end.door.knocks:
		return deadlock.Inside, nil, e.visitor(own.origin)
	}
	return deadlock.Unknown, nil, ""
}

// visitor names the only actor that has connected to a socket; of several
// instances of an actor only the actor. With e.mu.
func (e *ends) visitor(listener *socket) (name string) {
	for s := range e.open {
		switch owner := s.log.Name(); {
		case s.end.target != listener || owner == name:
		case name == "":
			name = owner
		case actorname.Base(owner) == actorname.Base(name):
			name = actorname.Base(owner)
		default:
			return ""
		}
	}
	return name
}

// correspondents says whether all whom a datagram socket has written to are
// sockets of this world, and who that is when it is one.
func (e *ends) correspondents(s *socket) (place deadlock.Place, mate *socket, name string) {
	e.mu.Lock()
	shared, mate := s.end.shared, s.end.mate
	e.mu.Unlock()
	switch {
	case shared:
		return deadlock.Unknown, nil, ""
	case mate != nil:
		return deadlock.Inside, mate, mate.log.Name()
	}
	to, all := s.writesTo()
	for _, a := range to {
		owner, ours := e.owner(a)
		name, all = owner, all && ours
	}
	if len(to) > 1 {
		name = ""
	}
	if !all {
		return deadlock.Unknown, nil, name
	}
	return deadlock.Inside, nil, name
}

// writesTo returns whom a datagram socket has written to. They are not all
// from whom it may hear when it waits for those on other machines.
func (s *socket) writesTo() (to []host.Addr, all bool) {
	to, all = s.log.Peers(host.Sent)
	if peer, err := s.PeerAddr(); err == nil {
		to = append(to, peer)
	}
	if local, err := s.LocalAddr(); err == nil && s.bound.Load() && isOpenToAll(local) {
		return to, false
	}
	return to, all
}

// owner returns who has, or had, the datagram socket with an address. Of several
// that share it it is always the same.
func (e *ends) owner(to host.Addr) (name string, ours bool) {
	e.mu.Lock()
	open := slices.Collect(maps.Keys(e.open))
	e.mu.Unlock()
	var owners []string
	for _, s := range open {
		if s.Kind().Type != host.Datagram {
			continue
		}
		if local, err := s.LocalAddr(); err == nil && covers(local, to) {
			owners = append(owners, s.log.Name())
		}
	}
	if len(owners) > 0 {
		return slices.Min(owners), true
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.past.owner(to)
}

// Owner returns the name of whose datagram socket an address is, "" when that
// is none of this world's.
func (w *World) Owner(a host.Addr) string {
	name, _ := w.ends.owner(a)
	return name
}

// Datagrams counts the internet datagrams that were sent and received. They
// are not all when there were more sockets than the transcript keeps.
func (w *World) Datagrams() (sent, received int, all bool) {
	if w.record == nil {
		return 0, 0, false
	}
	return w.record.Calls(func(k host.Kind) bool { return k.Type == host.Datagram && k.Family != host.UNIX })
}
