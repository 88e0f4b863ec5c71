package chopped

import (
	"encoding/binary"
	"sync/atomic"
	"syscall"
	"time"

	"sockrun/luaapi/host"
	"sockrun/runner/world/real"
)

// Send sends p in pieces, or holds it back.
func (s *Socket) Send(p []byte, flags int, d host.Deadline) (int, error) {
	w := s.connection()
	isUnix := s.kind.Family == host.UNIX
	switch {
	case !s.kind.IsStream(), w == nil && !isUnix, s.plain.Load(), flags&^(syscall.MSG_DONTWAIT|noSignal) != 0:
		return s.sendPlain(w, p, flags, d)
	case s.world.way.Joins:
		return s.sendLater(w, p, flags, d)
	case s.world.way.Shortens:
		return s.sendPlain(w, p[:(len(p)+1)/2], flags, d)
	}
	sizes := s.cut(len(p))
	if len(sizes) == 1 || w != nil && s.world.lines.isInside(w) || !mayWait(flags, d) {
		return s.sendMarked(w, p, sizes, flags, d)
	}
	return s.sendPieces(w, p, sizes, flags, d)
}

// sendPlain sends p as it is, behind what is held back.
func (s *Socket) sendPlain(w *ways, p []byte, flags int, d host.Deadline) (int, error) {
	s.flush()
	return s.sendMarked(w, p, []int{len(p)}, flags, d)
}

// SendTo sends one datagram. On a stream it is Send, whose bytes are not cut.
func (s *Socket) SendTo(p []byte, flags int, to host.Addr, d host.Deadline) (int, error) {
	s.flush()
	n, err := s.Socket.SendTo(p, flags, to, d)
	if w := s.ways.Load(); w != nil && n > 0 {
		w.out.announce([]int{n})
	}
	s.sent.Add(int64(n))
	return n, err
}

// sendMarked sends p at once and lets its receiver know where it is cut, when
// that is a socket of the world.
func (s *Socket) sendMarked(w *ways, p []byte, sizes []int, flags int, d host.Deadline) (int, error) {
	if w != nil {
		w.out.announce(sizes)
	}
	n, err := s.Socket.Send(p, flags, d)
	if w != nil && n < len(p) {
		w.out.retract(len(p) - n)
	}
	s.sent.Add(int64(n))
	return n, err
}

// sendPieces sends p piece by piece, each when the other side has received the
// one before. When that takes too long the rest goes at once.
func (s *Socket) sendPieces(w *ways, p []byte, sizes []int, flags int, d host.Deadline) (n int, err error) {
	defer s.undelayed()()
	wait := s.await(d)
	for i, size := range sizes {
		if i > 0 && !wait.untilTaken() {
			size = len(p) - n
		}
		until := d
		if i > 0 && d != host.Forever { // a call with a deadline sends what there is room for
			until = host.DontWait
		}
		m, err := s.sendMarked(w, p[n:n+size], []int{size}, flags, until)
		n += m
		switch {
		case n > 0 && d != host.Forever && (err != nil || m < size): // so much is sent, and the next call hears the rest
			return n, nil
		case err != nil || m < size || n == len(p):
			return n, err
		}
	}
	return n, nil
}

// undelayed keeps the system from holding small pieces back, until the function
// that it returns is called.
func (s *Socket) undelayed() (restore func()) {
	if s.kind.Family == host.UNIX {
		return func() {}
	}
	was, err := s.Option(syscall.IPPROTO_TCP, syscall.TCP_NODELAY, 4)
	on := binary.NativeEndian.AppendUint32(nil, 1)
	if err != nil || string(was) == string(on) || s.SetOption(syscall.IPPROTO_TCP, syscall.TCP_NODELAY, on) != nil {
		return func() {}
	}
	return func() { _ = s.SetOption(syscall.IPPROTO_TCP, syscall.TCP_NODELAY, was) } // fails only on a closed one
}

// Bounds on how long a scenario waits for others to receive: for one write at
// first, half as long each time that was in vain, and for all in all.
const (
	writePatience    = time.Second
	scenarioPatience = 3 * time.Second
	settle           = time.Millisecond // what a side gets of which nobody knows what it has received
)

// patience is what a world has left of it.
type patience struct{ spent atomic.Int64 }

func (p *patience) left() time.Duration {
	return max(scenarioPatience-time.Duration(p.spent.Load()), 0)
}

// await is the waiting of one write.
type await struct {
	*Socket
	deadline host.Deadline // of the call
	until    time.Duration // on the world's clock
}

func (s *Socket) await(d host.Deadline) *await {
	s.mu.Lock()
	defer s.mu.Unlock()
	most := min(writePatience>>s.vain, s.world.patience.left())
	return &await{Socket: s, deadline: d, until: s.world.Elapsed() + most}
}

// untilTaken waits until the other side has received all that was sent, and
// says whether it is worth while to go on in pieces.
func (a *await) untilTaken() bool {
	began := a.world.Elapsed()
	defer func() { a.world.patience.spent.Add(int64(a.world.Elapsed() - began)) }()
	for pause := 10 * time.Microsecond; ; pause = min(2*pause, time.Millisecond) {
		switch a.world.Taken(a.Socket.Socket, a.sent.Load()) {
		case real.Unknown:
			return false
		case real.Taken:
			return true
		case real.Sent:
			time.Sleep(settle)
			return true
		}
		now := a.world.Elapsed()
		if now >= a.until || a.deadline > 0 && now >= time.Duration(a.deadline) || a.Fd() < 0 {
			a.giveUp()
			return false
		}
		time.Sleep(pause)
	}
}

// giveUp makes the next wait shorter.
func (a *await) giveUp() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.vain = min(a.vain+1, 10)
}
