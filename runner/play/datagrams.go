package play

import (
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"sync"
	"syscall"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/runner/steps"
	"sockrun/runner/world"
)

// peers are the peers of a datagram server that are not closed, by address.
type peers struct {
	mu    sync.Mutex
	known map[host.Addr]*peer
	met   int  // how many there were
	ended bool // the clients have ended: nothing more will come
}

// serveDatagrams gives each peer that sends something a connection of its
// own, as stream servers have.
func (s *server) serveDatagrams(t *luaapi.Task) error {
	listener := t.Conn(s.listener, nil, nil, 0)
	if out, in, err := steps.CodecsFor(t, s.listener, s.decl.Frame); err == nil { // else its connections say what is wrong
		steps.Summarize(s.listener, out, in)
	}
	for {
		data, from, err := listener.Socket.RecvFrom(math.MaxUint16, 0)
		if err != nil {
			return s.acceptError(err)
		}
		s.route(t, data, from)
	}
}

// routes says whether the server gives each peer a connection of its own.
func (s *server) routes() bool {
	return s.listener != nil && s.decl.Script == nil && !s.listener.Kind().Accepts()
}

// route delivers a datagram to its peer's connection.
func (s *server) route(t *luaapi.Task, data []byte, from host.Addr) {
	p, isNew := s.peer(from)
	p.deliver(data)
	if isNew {
		s.serveConnection(t, p, s.converse)
	}
}

func (s *server) peer(from host.Addr) (p *peer, isNew bool) {
	s.peers.mu.Lock()
	defer s.peers.mu.Unlock()
	p = s.peers.known[from]
	if p != nil && !p.isClosed() {
		return p, false
	}
	if s.peers.known == nil {
		s.peers.known = map[host.Addr]*peer{}
	}
	s.peers.met++
	p = &peer{
		Socket: s.listener, addr: from, number: s.peers.met,
		world: s.play.world, among: &s.peers, ended: s.peers.ended,
	}
	s.peers.known[from] = p
	return p, true
}

// drop forgets a peer that is closed. Without p.mu.
func (l *peers) drop(p *peer) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.known[p.addr] == p { // not another that has come from there since
		delete(l.known, p.addr)
	}
}

// hangUp delivers what has come, unless its VM is broken, and lets every handler
// see that no more will.
func (s *server) hangUp() {
	_ = s.vm.Do(s.String(), func(t *luaapi.Task) error {
		if s.own == nil { // the clients were faster than the server's own task
			s.prepare(t)
		}
		data := make([]byte, math.MaxUint16)
		for {
			n, from, err := s.listener.RecvFrom(data, 0, host.DontWait)
			if err != nil {
				return nil
			}
			s.route(t, data[:n], from)
		}
	})
	s.peers.mu.Lock()
	defer s.peers.mu.Unlock()
	s.peers.ended = true
	for _, p := range s.peers.inOrder() {
		p.hangUp()
	}
}

// inOrder lists the peers as they came: who is woken first goes on first. With
// peers.mu.
func (l *peers) inOrder() []*peer {
	return slices.SortedFunc(maps.Values(l.known), func(a, b *peer) int { return a.number - b.number })
}

// maxQueued bounds the datagrams that wait for one peer's handler.
const maxQueued = 1 << 20

// peer is a socket in itself: the share of a datagram server's socket that
// one of its peers has.
type peer struct {
	host.Socket // the server's
	addr        host.Addr
	number      int // of those of the server, in the order in which they came
	world       host.World
	among       *peers

	mu      sync.Mutex
	queue   [][]byte
	queued  int
	closed  bool
	ended   bool // no more will come
	waiting []host.Parker
}

// deliver queues a datagram, or drops it as a full system buffer does.
func (p *peer) deliver(data []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed || p.queued+len(data) > maxQueued {
		return
	}
	p.queue = append(p.queue, append([]byte(nil), data...))
	p.queued += len(data)
	p.wake()
}

// hangUp lets the handler see that no more will come.
func (p *peer) hangUp() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ended = true
	p.wake()
}

func (p *peer) wake() {
	for _, w := range p.waiting {
		w.Unpark()
	}
	p.waiting = nil
}

func (p *peer) isClosed() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.closed
}

var _ steps.Part = &peer{}

// Whole is the server's socket.
func (p *peer) Whole() host.Socket { return p.Socket }

// Recv returns the next datagram of this peer, cut to len(b). It fails with
// io.EOF when no more will come: an empty datagram would be data.
func (p *peer) Recv(b []byte, flags int, d host.Deadline) (int, error) {
	for {
		n, parker, err := p.take(b, flags, d)
		if parker == nil {
			return n, err
		}
		if err := parker.Park(d); err != nil {
			p.leave(parker)
			return 0, err
		}
	}
}

// take returns a datagram if there is one, else a place to wait.
func (p *peer) take(b []byte, flags int, d host.Deadline) (n int, parker host.Parker, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.closed:
		return 0, nil, syscall.EBADF
	case len(p.queue) > 0:
		n = copy(b, p.queue[0])
		if flags&syscall.MSG_PEEK == 0 {
			if n < len(p.queue[0]) {
				world.LogOf(p.Socket).Cut(n, len(p.queue[0]))
			}
			p.queued -= len(p.queue[0])
			p.queue = p.queue[1:]
		}
		return n, nil, nil
	case p.ended:
		return 0, nil, io.EOF
	case d == host.DontWait || flags&syscall.MSG_DONTWAIT != 0:
		return 0, nil, syscall.EAGAIN
	}
	parker = p.world.NewParker()
	p.waiting = append(p.waiting, parker)
	return 0, parker, nil
}

// leave takes one who waits no more off the list.
func (p *peer) leave(parker host.Parker) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.waiting = slices.DeleteFunc(p.waiting, func(w host.Parker) bool { return w == parker })
}

// held says whether as many calls certainly wait for a datagram.
func (p *peer) held(calls int) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.waiting) == calls && len(p.queue) == 0 && !p.ended && !p.closed
}

// RecvFrom is Recv with the peer's address.
func (p *peer) RecvFrom(b []byte, flags int, d host.Deadline) (int, host.Addr, error) {
	n, err := p.Recv(b, flags, d)
	return n, p.addr, err
}

// Send sends one datagram to the peer.
func (p *peer) Send(b []byte, flags int, d host.Deadline) (int, error) {
	if p.isClosed() {
		return 0, syscall.EBADF
	}
	return p.Socket.SendTo(b, flags, p.addr, d)
}

// PeerAddr is the peer's address.
func (p *peer) PeerAddr() (host.Addr, error) { return p.addr, nil }

// Close ends this peer's connection only.
func (p *peer) Close() error {
	p.shut()
	p.among.drop(p)
	return nil
}

func (p *peer) shut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed, p.queue = true, nil
	p.wake()
}

// Reset is Close.
func (p *peer) Reset() error { return p.Close() }

// Dup fails: the descriptor is that of all peers.
func (p *peer) Dup() (host.Socket, error) { return nil, syscall.EOPNOTSUPP }

// Shutdown ends nothing: datagrams have no end.
func (p *peer) Shutdown(host.How) error { return nil }

// String names the peer.
func (p *peer) String() string { return fmt.Sprintf("%s (datagrams)", p.addr) }
