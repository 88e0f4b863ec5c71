// Package world is what a scenario runs in: a real or a simulated world,
// guarded by a policy and recorded in a transcript, so that both treat either
// world in the same way. The worlds themselves are real and sim below it, and
// what both must do is in worldtest.
//
// guard.go asks the policy before every call that reaches out, tap.go records
// what crossed. Both work in one wrapper around each socket, because framed
// conversations feel every further call between a script and the system.
package world

import (
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"sockrun/luaapi/host"
	"sockrun/runner/policy"
	"sockrun/runner/transcript"
)

// Base is a world without policy and transcript.
type Base interface {
	host.World
	// Main runs main as the first task and returns when it has returned.
	Main(main func())
	// End makes every call fail with host.ErrEnded from now on and closes
	// what is open. Any goroutine may call it, also more than once.
	End()
	// Close is End, and then waits until all tasks have returned, at most for
	// grace. It returns the names of those that have not, in order of start.
	Close(grace time.Duration) (stuck []string)
}

// World is a world whose calls are allowed by a policy and recorded in a
// transcript. It is a Base itself, and its methods may be called from several
// goroutines.
type World struct {
	Base
	policy  *policy.Policy
	record  *transcript.Transcript // nil for none
	prepare func() error           // nil for none
	bound   func(owner string, kind host.Type, addr host.Addr)
	refused atomic.Pointer[error] // what the policy has refused first
	ends    ends

	mu    sync.Mutex
	names map[netip.Addr][]string // whose look-up returned an address
}

// Wrap guards and records base. A nil policy is the zero Policy, which allows
// loopback only; a nil transcript records nothing, and one without a clock
// gets the world's.
func Wrap(base Base, p *policy.Policy, t *transcript.Transcript) *World {
	if p == nil {
		p = new(policy.Policy)
	}
	if t != nil {
		t.SetClock(base.Elapsed)
	}
	return &World{Base: base, policy: p, record: t}
}

// Socket makes a socket if the policy allows its type.
func (w *World) Socket(family host.Family, typ host.Type, proto int) (host.Socket, error) {
	s, err := w.socket(family, typ, proto)
	if err != nil {
		return nil, err
	}
	return s, nil
}

func (w *World) socket(family host.Family, typ host.Type, proto int) (*socket, error) {
	if err := w.allowSocket(host.Kind{Family: family, Type: typ, Proto: proto}); err != nil {
		return nil, err
	}
	base, err := w.Base.Socket(family, typ, proto)
	if err != nil {
		return nil, err
	}
	return w.wrap(base), nil
}

// SocketPair makes a pair of sockets, which reach nobody but each other.
func (w *World) SocketPair(family host.Family, typ host.Type, proto int) (host.Socket, host.Socket, error) {
	a, b, err := w.socketPair(family, typ, proto)
	if err != nil {
		return nil, nil, err
	}
	return a, b, nil
}

func (w *World) socketPair(family host.Family, typ host.Type, proto int) (a, b *socket, err error) {
	if err := w.allowSocket(host.Kind{Family: family, Type: typ, Proto: proto}); err != nil {
		return nil, nil, err
	}
	one, other, err := w.Base.SocketPair(family, typ, proto)
	if err != nil {
		return nil, nil, err
	}
	a, b = w.wrap(one), w.wrap(other)
	w.ends.note(a, func(own *end) { own.mate = b })
	w.ends.note(b, func(own *end) { own.mate = a })
	for _, s := range []*socket{a, b} {
		s.bound.Store(true)
		s.note(transcript.Connect, host.Addr{})
	}
	return a, b, nil
}

// Poll waits for sockets that this World has made.
func (w *World) Poll(list []host.Watch, d host.Deadline) error {
	base := make([]host.Watch, len(list))
	for i, watch := range list {
		s, ok := watch.Socket.(*socket)
		if !ok {
			return syscall.EOPNOTSUPP
		}
		base[i] = host.Watch{Socket: s.Socket, Wanted: watch.Wanted}
	}
	return w.poll(list, base, d)
}

func (w *World) wrap(base host.Socket) *socket {
	s := &socket{Socket: base, world: w}
	if w.record != nil {
		s.log = w.record.Link(base.Kind())
		w.ends.add(s)
	}
	return s
}

// LogOf returns the log of a socket that a World has made or accepted, nil
// when there is none. A nil log may be used; it records nothing.
func LogOf(s host.Socket) *transcript.Log {
	if s, ok := s.(*socket); ok {
		return s.log
	}
	return nil
}

// SetName says whose end of a connection a socket is that a World has made or
// accepted, such as "alice[2]": in the transcript, and for the weather.
func SetName(s host.Socket, name string) {
	if s, ok := s.(*socket); ok {
		s.setName(name)
	}
}

func (s *socket) setName(name string) {
	s.log.SetName(name, "")
	if owned, ok := s.Socket.(interface{ SetOwner(string) }); ok {
		owned.SetOwner(name)
	}
}

// learn keeps which name led to an address, so that a rule for the name
// allows the address.
func (w *World) learn(name string, addrs []host.Addr) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.names == nil {
		w.names = make(map[netip.Addr][]string)
	}
	for _, a := range addrs {
		ip := a.IP.Unmap()
		if !slices.Contains(w.names[ip], name) {
			w.names[ip] = append(w.names[ip], name)
		}
	}
}

// known returns the names that led to an address.
func (w *World) known(a host.Addr) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.names[a.IP.Unmap()]
}
