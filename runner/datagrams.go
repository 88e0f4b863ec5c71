package runner

import (
	"fmt"
	"math"
	"sync"
	"syscall"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
)

// serveDatagrams gives each peer that sends something a connection of its
// own, as stream servers have.
func (s *server) serveDatagrams(t *luaapi.Task) error {
	listener := t.Conn(s.listener, nil, nil)
	peers := map[host.Addr]*peer{}
	defer func() {
		for _, p := range peers {
			p.hangUp()
		}
	}()
	for {
		s.waiting = true
		data, from, err := listener.Socket.RecvFrom(math.MaxUint16, 0)
		s.waiting = false
		if err != nil {
			return s.acceptError(err)
		}
		p := peers[from]
		if p == nil || p.isClosed() {
			p = newPeer(s, from)
			peers[from] = p
			s.serveConnection(t, p, from, s.converse)
		}
		p.deliver(data)
	}
}

// maxQueued bounds the datagrams that wait for one peer's handler.
const maxQueued = 1 << 20

// peer is a socket in itself: the share of a datagram server's socket that
// one of its peers has.
type peer struct {
	host.Socket // the server's
	addr        host.Addr
	world       host.World

	mu      sync.Mutex
	queue   [][]byte
	queued  int
	closed  bool
	ended   bool // no more will come
	waiting []host.Parker
}

func newPeer(s *server, addr host.Addr) *peer {
	return &peer{Socket: s.listener, addr: addr, world: s.play.world}
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

// Recv returns the next datagram of this peer, cut to len(b); 0 when no more
// will come.
func (p *peer) Recv(b []byte, flags int, d host.Deadline) (int, error) {
	for {
		n, done, err, parker := p.take(b, flags, d)
		if done {
			return n, err
		}
		if err := parker.Park(d); err != nil {
			return 0, err
		}
	}
}

// take returns a datagram if there is one, else a place to wait.
func (p *peer) take(b []byte, flags int, d host.Deadline) (n int, done bool, err error, parker host.Parker) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.closed:
		return 0, true, syscall.EBADF, nil
	case len(p.queue) > 0:
		n = copy(b, p.queue[0])
		if flags&syscall.MSG_PEEK == 0 {
			p.queued -= len(p.queue[0])
			p.queue = p.queue[1:]
		}
		return n, true, nil, nil
	case p.ended:
		return 0, true, nil, nil
	case d == host.DontWait || flags&syscall.MSG_DONTWAIT != 0:
		return 0, true, syscall.EAGAIN, nil
	}
	parker = p.world.NewParker()
	p.waiting = append(p.waiting, parker)
	return 0, false, nil, parker
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
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	p.wake()
	return nil
}

// Reset is Close.
func (p *peer) Reset() error { return p.Close() }

// Shutdown ends nothing: datagrams have no end.
func (p *peer) Shutdown(host.How) error { return nil }

// String names the peer.
func (p *peer) String() string { return fmt.Sprintf("%s (datagrams)", p.addr) }
