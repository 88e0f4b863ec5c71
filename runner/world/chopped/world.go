// Package chopped is the real world with streams that are cut or joined in one
// of the ways of package chop: what a network may do to them, and loopback
// hardly ever does.
//
// Where both ends of a connection are sockets of the world, a write is sent as
// it is, and its receiver gets it in the pieces: nothing waits for anything.
// Where the other end is somebody else's, each piece is sent when the one before
// it was received, as far as the system tells and patience lasts.
package chopped

import (
	"sync"
	"sync/atomic"
	"syscall"

	"sockrun/luaapi/host"
	"sockrun/runner/chop"
	"sockrun/runner/deadlock"
	"sockrun/runner/world/real"
)

// World is a real world whose streams are chopped. Its methods may be called
// from several goroutines.
type World struct {
	*real.World
	way      chop.Way
	seed     uint64
	lines    lines
	patience patience

	holders atomic.Int64 // sockets that hold bytes back
	mu      sync.Mutex
	holding map[*Socket]struct{}
}

// New makes a world of base, which it closes when it is closed itself. seed is
// of meaning for ways that are drawn.
func New(base *real.World, way chop.Way, seed uint64) *World {
	return &World{World: base, way: way, seed: seed, holding: map[*Socket]struct{}{}}
}

// Socket makes a socket.
func (w *World) Socket(family host.Family, typ host.Type, proto int) (host.Socket, error) {
	base, err := w.World.Socket(family, typ, proto)
	if err != nil {
		return nil, err
	}
	return w.wrap(base), nil
}

// SocketPair makes a pair of sockets.
func (w *World) SocketPair(family host.Family, typ host.Type, proto int) (a, b host.Socket, err error) {
	one, other, err := w.World.SocketPair(family, typ, proto)
	if err != nil {
		return nil, nil, err
	}
	first, second := w.wrap(one), w.wrap(other)
	if typ != host.Stream {
		return first, second, nil
	}
	there, back := &line{hasReader: true}, &line{hasReader: true}
	first.ways.Store(&ways{out: there, in: back})
	second.ways.Store(&ways{out: back, in: there})
	return first, second, nil
}

func (w *World) wrap(base host.Socket) *Socket {
	s := &Socket{Socket: base, world: w, kind: base.Kind()}
	if w.way.Joins {
		s.held.lock = make(lock, 1)
	}
	return s
}

// bare is the real world's socket, of any socket.
func bare(s host.Socket) host.Socket {
	if own, ok := s.(*Socket); ok {
		return own.Socket
	}
	return s
}

// Poll waits for sockets of this world.
func (w *World) Poll(list []host.Watch, d host.Deadline) error {
	base := make([]host.Watch, len(list))
	for i, watch := range list {
		if own, ok := watch.Socket.(*Socket); ok {
			w.Release(own.group())
		}
		base[i] = host.Watch{Socket: bare(watch.Socket), Wanted: watch.Wanted}
	}
	err := w.World.Poll(base, d)
	for i := range list {
		list[i].Ready = base[i].Ready
	}
	return err
}

// Start starts a program. Who connects to a listener that it is given talks to
// somebody else.
func (w *World) Start(c host.Command) (host.Process, error) {
	listeners := make([]host.Listener, len(c.Listeners))
	for i, l := range c.Listeners {
		if own, ok := l.Socket.(*Socket); ok {
			w.lines.unlisten(own)
		}
		listeners[i] = host.Listener{Name: l.Name, Socket: bare(l.Socket)}
	}
	c.Listeners = listeners
	return w.World.Start(c)
}

// Glance looks at a socket as real.World does.
func (w *World) Glance(s host.Socket) (deadlock.Glance, bool) { return w.World.Glance(bare(s)) }

// Release sends what sockets of an actor hold back. It is called when a task of
// the actor is about to wait.
func (w *World) Release(actor string) {
	if w.holders.Load() == 0 {
		return
	}
	var of []*Socket
	w.mu.Lock()
	for s := range w.holding {
		if s.group() == actor {
			of = append(of, s)
		}
	}
	w.mu.Unlock()
	for _, s := range of {
		s.flush()
	}
}

// hold notes whether a socket holds bytes back.
func (w *World) hold(s *Socket, holds bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if holds {
		w.holding[s] = struct{}{}
	} else {
		delete(w.holding, s)
	}
	w.holders.Store(int64(len(w.holding)))
}

// mayWait says whether a call may wait.
func mayWait(flags int, d host.Deadline) bool {
	return d != host.DontWait && flags&syscall.MSG_DONTWAIT == 0
}
