package deadlock

import (
	"time"

	"sockrun/luaapi/host"
)

// Judge decides. A picture that is Deadlocked counts when it has stayed the
// same for as long as settle says.
func (p *Picture) Judge() (v Verdict, settle time.Duration) {
	if len(p.Waits) == 0 { // whoever is to start will
		return Waits, 0
	}
	v, settle = Deadlocked, settled
	for i := range p.Waits {
		met, takes := p.judge(&p.Waits[i])
		if met == GoesOn {
			return GoesOn, 0
		}
		v, settle = min(v, met), max(settle, takes)
	}
	if v == Waits {
		return Waits, 0
	}
	return v, settle
}

func (p *Picture) judge(w *Wait) (Verdict, time.Duration) {
	v, settle := Deadlocked, time.Duration(0)
	for _, need := range w.Needs {
		met, takes := p.need(&p.Sockets[need.Socket], need.Events)
		if met == GoesOn {
			return GoesOn, 0
		}
		v, settle = min(v, met), max(settle, takes)
	}
	switch {
	case w.Timer, len(w.Needs) == 0 && !w.ByTask:
		return Waits, 0
	case !w.Held:
		return GoesOn, 0
	}
	return v, settle
}

// need judges a wait for events of a socket.
func (p *Picture) need(s *Socket, events host.Events) (Verdict, time.Duration) {
	switch {
	case s.Ready&events != 0:
		return GoesOn, 0
	case s.Listens:
		return s.unvisited(), 0
	case s.Place == Unknown:
		return Waits, 0
	case s.Kind.Family == host.UNIX: // what is sent is there at once
		return Deadlocked, 0
	case !s.Kind.IsStream():
		return p.unaddressed()
	}
	v, settle := Deadlocked, time.Duration(0)
	if events&host.Writable != 0 {
		v, settle = min(v, p.unread(s)), stalled
	}
	if events&host.Readable != 0 {
		v = min(v, p.unsent(s))
	}
	return v, settle
}

// unvisited says whether no connection is on its way to a socket that listens.
func (s *Socket) unvisited() Verdict {
	if s.Place == Unknown || s.Knocks != s.Accepts {
		return Waits
	}
	return Deadlocked
}

// unaddressed says whether no datagram is on its way.
func (p *Picture) unaddressed() (Verdict, time.Duration) {
	if p.Datagrams.Sent != p.Datagrams.Received {
		return Deadlocked, arrived
	}
	return Deadlocked, 0
}

// unsent says whether nothing is on its way to a TCP socket: neither bytes nor
// the end of the stream.
func (p *Picture) unsent(s *Socket) Verdict {
	if s.Place == Backlog { // there is nobody yet who could have sent
		return Deadlocked
	}
	if s.Peer < 0 {
		return Waits
	}
	peer := &p.Sockets[s.Peer]
	sent, received := peer.Sent+peer.Moved[host.Sent], s.Received+s.Moved[host.Received]
	if sent != received || peer.Shut || peer.Held[host.Sent] > 0 {
		return GoesOn
	}
	return Deadlocked
}

// unread says whether nobody makes room for what a TCP socket sends.
func (p *Picture) unread(s *Socket) Verdict {
	if s.Place == Backlog {
		return Deadlocked
	}
	if s.Peer < 0 {
		return Waits
	}
	if p.Sockets[s.Peer].Held[host.Received] > 0 {
		return GoesOn
	}
	return Deadlocked
}
