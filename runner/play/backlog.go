package play

import (
	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/runner/world"
)

// unserved is a connection that was in the backlog of a server when the clients
// had ended.
type unserved struct {
	from   host.Addr
	socket host.Socket // nil when it is closed: the server has accepted enough
}

// served is how many connections there were; of a datagram server, peers.
func (s *server) served() int {
	switch {
	case !s.listener.Kind().Accepts():
		return s.connections
	case s.limited() && s.decl.Script == nil:
		return min(s.view.Accepted(), s.decl.Accept) // two may accept at a time, see stopAccepting
	default:
		return s.view.Accepted()
	}
}

// stopAccepting ends the accept loop, since nobody is left who could connect.
// Whoever is still in the backlog has connected and is served, or kept as one
// whom nobody has accepted where the server has enough. The loop may accept at
// the same time.
func (s *server) stopAccepting() {
	switch {
	case s.listener == nil || s.decl.Script != nil || s.play.isDone(s) || s.isFull():
		return
	case !s.listener.Kind().Accepts():
		s.hangUp()
		return
	}
	for !s.isFull() {
		waiting, from, err := s.listener.Accept(host.DontWait)
		if err != nil {
			break
		}
		s.setAside(from, waiting)
	}
	if s.isFull() {
		for _, from := range world.Backlog(s.listener) {
			s.setAside(from, nil)
		}
	}
	s.listener.Close()
}

// isFull says whether the server has accepted as many as it may: then it ends
// by itself, and the listener stays open.
func (s *server) isFull() bool {
	return s.listener.Kind().Accepts() && s.limited() && s.served() >= s.decl.Accept
}

// limited says whether the server accepts so many and no more.
func (s *server) limited() bool { return s.decl.Accept >= 0 }

func (s *server) hasEnough() bool { return s.limited() && s.connections >= s.decl.Accept }

func (s *server) setAside(from host.Addr, socket host.Socket) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pending = append(s.pending, unserved{from, socket})
}

// servePending serves those who were still waiting, unless it has enough.
func (s *server) servePending(t *luaapi.Task, talk conversation) {
	for !s.hasEnough() {
		next := s.nextPending()
		if next == nil {
			return
		}
		s.serveConnection(t, next, talk)
	}
}

// nextPending takes one whom the server can still accept; nil for none.
func (s *server) nextPending() host.Socket {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.pending) == 0 || s.pending[0].socket == nil {
		return nil
	}
	next := s.pending[0].socket
	s.pending = s.pending[1:]
	return next
}

// unaccepted returns where those come from who are still waiting. It is for the
// end of a scenario.
func (s *server) unaccepted() (from []host.Addr) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, w := range s.pending {
		if from = append(from, w.from); w.socket != nil {
			_ = w.socket.Close()
		}
	}
	s.pending = nil
	return append(from, world.Backlog(s.listener)...)
}
