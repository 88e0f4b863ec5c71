package sim

import (
	"sockrun/luaapi/host"
	"sockrun/runner/deadlock"
)

// Glance looks at a socket of this world; it is not ok on a closed one. Only
// tasks look.
func (w *World) Glance(hs host.Socket) (g deadlock.Glance, ok bool) {
	s, closed, ok := descriptor(hs)
	if !ok || closed {
		return g, false
	}
	g.Held = [2]int{host.Received: len(s.readers.queue), host.Sent: len(s.writers.queue)}
	g.Ready = s.events()
	g.Buffered = s.inbox.bytes.size()
	switch {
	case s.stream.in != nil:
		g.UnderWay = s.stream.in.flying
		g.Buffered += s.stream.in.size() - g.UnderWay
		if s.kind.IsStream() {
			g.Network = s.stream.other.outlook()
		}
	case s.state == connecting && s.remote.IsValid():
		if there, back := s.ways(); there.Down || back.Down {
			g.Network = deadlock.Down
		}
	}
	return g, true
}

// Missing returns how many bytes were sent to a socket, which may be closed by
// now, that never came and never will, or not while the network is down.
func (w *World) Missing(hs host.Socket) int64 {
	s, _, ok := descriptor(hs)
	if !ok || !s.kind.IsStream() || s.stream.other == nil {
		return 0
	}
	if x := s.stream.other.way(); x.broken || x.link.Down {
		return x.out
	}
	return 0
}

// outlook is how it stands with what the socket sends.
func (s *socket) outlook() deadlock.Network {
	switch x := s.way(); {
	case x.broken && !x.ended:
		return deadlock.Vanished
	case x.link.Down:
		return deadlock.Down
	}
	return deadlock.Clear
}
