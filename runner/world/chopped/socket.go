package chopped

import (
	"hash/fnv"
	"sync"
	"sync/atomic"
	"syscall"

	"sockrun/luaapi/host"
	"sockrun/runner/actorname"
	"sockrun/runner/chop"
)

// Socket is a socket of the real world whose stream is chopped. What it is not
// told about here it does as that does.
type Socket struct {
	host.Socket
	world   *World
	kind    host.Kind
	owner   atomic.Pointer[string]
	ways    atomic.Pointer[ways] // nil before it is connected, and of unix streams
	plain   atomic.Bool          // it shares its connection with others, and is left alone
	shut    atomic.Bool          // it sends no more
	listens atomic.Bool
	sent    atomic.Int64 // bytes
	how     atomic.Pointer[Delivery]

	mu     sync.Mutex
	known  func() // of the connection that is under way, as in lines.call; nil for none
	cutter *chop.Cutter
	held   held
	vain   int // how often it was waited in vain for its peer
}

// SetOwner says whose socket it is.
func (s *Socket) SetOwner(name string) { s.owner.Store(&name) }

func (s *Socket) ownerName() string {
	if name := s.owner.Load(); name != nil {
		return *name
	}
	return ""
}

// group is the actor whose waits end what the socket holds back.
func (s *Socket) group() string { return actorname.Base(s.ownerName()) }

// Delivered says how what was received last had been delivered.
func (s *Socket) Delivered() Delivery {
	if how := s.how.Load(); how != nil {
		return *how
	}
	return Delivery{}
}

// SendsSlowly is host.Unhurried's: who may wait is to say so at once, since a
// call that may not is not cut on its way to others.
func (s *Socket) SendsSlowly() bool { return s.kind.IsStream() }

// Listen is listen(2).
func (s *Socket) Listen(backlog int) error {
	err := s.Socket.Listen(backlog)
	if err == nil {
		s.world.lines.listen(s)
	}
	return err
}

// Accept waits for a connection.
func (s *Socket) Accept(d host.Deadline) (host.Socket, host.Addr, error) {
	s.world.Release(s.group())
	base, peer, err := s.Socket.Accept(d)
	if err != nil {
		return nil, peer, err
	}
	accepted := s.world.wrap(base)
	accepted.connection()
	return accepted, peer, nil
}

// Connect waits until a connection stands or fails.
func (s *Socket) Connect(a host.Addr, d host.Deadline) error {
	s.world.Release(s.group())
	known := s.world.lines.call(a)
	err := s.Socket.Connect(a, d)
	switch err {
	case nil:
		s.connection()
	case syscall.EINPROGRESS:
		s.underWay(known)
		return err
	}
	known()
	return err
}

// underWay keeps what is to be called when the connection that is under way
// stands or is given up, and calls what was kept before; nil when none is.
func (s *Socket) underWay(known func()) {
	s.mu.Lock()
	before := s.known
	s.known = known
	s.mu.Unlock()
	if before != nil {
		before()
	}
}

// connection returns the two directions of the socket's connection, nil when it
// has none, or when nobody knows who is at its other end.
func (s *Socket) connection() *ways {
	if w := s.ways.Load(); w != nil {
		return w
	}
	if !s.kind.IsStream() || s.kind.Family == host.UNIX || s.listens.Load() {
		return nil
	}
	local, err := s.LocalAddr()
	if err != nil {
		return nil
	}
	peer, err := s.PeerAddr()
	if err != nil {
		return nil
	}
	s.mu.Lock()
	if s.ways.Load() == nil {
		s.ways.Store(s.world.lines.open(pair{local.AddrPort(), peer.AddrPort()}))
	}
	s.mu.Unlock()
	s.underWay(nil)
	return s.ways.Load()
}

// cut returns the pieces in which n bytes are sent.
func (s *Socket) cut(n int) []int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cutter == nil {
		name := fnv.New64a()
		name.Write([]byte(s.ownerName()))
		s.cutter = s.world.way.NewCutter(s.world.seed ^ name.Sum64())
	}
	return s.cutter.Cut(n)
}

// Recv receives no more than one piece of what the other end has sent.
func (s *Socket) Recv(p []byte, flags int, d host.Deadline) (int, error) {
	s.world.Release(s.group())
	if err := s.held.broke(); err != nil {
		return 0, err
	}
	w := s.connection()
	const known = syscall.MSG_PEEK | syscall.MSG_DONTWAIT
	switch {
	case w == nil:
		return s.Socket.Recv(p, flags, d)
	case flags&^known != 0, len(p) == 0, s.plain.Load():
		n, err := s.Socket.Recv(p, flags, d)
		if flags&syscall.MSG_PEEK == 0 {
			s.received(w.in.take(n, n))
		}
		return n, err
	}
	return s.recvPiece(w.in, p, flags, d)
}

// recvPiece waits until something has come before it asks where that is cut.
func (s *Socket) recvPiece(in *line, p []byte, flags int, d host.Deadline) (int, error) {
	for {
		var one [1]byte
		n, err := s.Socket.Recv(one[:], flags|syscall.MSG_PEEK, d)
		if n == 0 || err != nil {
			return 0, err
		}
		looks := flags&syscall.MSG_PEEK != 0
		n, err = s.Socket.Recv(p[:in.room(len(p), looks)], flags, host.DontWait)
		switch {
		case err == syscall.EAGAIN && mayWait(flags, d): // another was quicker
			continue
		case looks:
			in.look(n)
		default:
			s.received(in.take(n, len(p)))
		}
		return n, err
	}
}

func (s *Socket) received(how Delivery) { s.how.Store(&how) }

// RecvFrom is Recv that also says who sent.
func (s *Socket) RecvFrom(p []byte, flags int, d host.Deadline) (int, host.Addr, error) {
	if s.kind.IsStream() {
		n, err := s.Recv(p, flags, d)
		return n, host.Addr{}, err
	}
	s.world.Release(s.group())
	return s.Socket.RecvFrom(p, flags, d)
}

// Dup returns another descriptor of the same socket. From now on what both send
// and receive is as it comes.
func (s *Socket) Dup() (host.Socket, error) {
	s.flush()
	twin, err := s.Socket.Dup()
	if err != nil {
		return nil, err
	}
	s.plain.Store(true)
	second := s.world.wrap(twin)
	second.plain.Store(true)
	if w := s.ways.Load(); w != nil {
		second.ways.Store(w)
	}
	return second, nil
}

// Shutdown ends one or both halves, behind what is held back.
func (s *Socket) Shutdown(how host.How) error {
	if how != host.ShutRead {
		s.flushAll()
		s.shut.Store(true)
	}
	return s.Socket.Shutdown(how)
}

// Close closes the socket, behind what is held back.
func (s *Socket) Close() error {
	s.flushAll()
	s.leave()
	return s.Socket.Close()
}

// Reset closes the socket, behind what is held back.
func (s *Socket) Reset() error {
	s.flush()
	s.leave()
	return s.Socket.Reset()
}

func (s *Socket) leave() {
	s.held.drop()
	s.underWay(nil)
	s.world.hold(s, false)
	s.world.lines.unlisten(s)
	if w := s.ways.Load(); w != nil && !s.plain.Load() {
		s.world.lines.close(w)
	}
}
