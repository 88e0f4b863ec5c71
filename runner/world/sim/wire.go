package sim

import (
	"time"

	"sockrun/luaapi/host"
	"sockrun/runner/chance"
	"sockrun/runner/weather"
)

// joinTime is how long the network waits for more that can go with what is
// sent, when it joins.
const joinTime = time.Millisecond

// wire is one direction of a connection: what the network does to what one end
// sends.
type wire struct {
	link   weather.Link
	season uint64        // that link is of; 0 for none yet
	last   time.Duration // when the last of what is under way arrives
	passed time.Duration // when the bandwidth has let all pass
	flying int           // how many arrivals are still to come
	sent   int64         // bytes
	taken  int64         // bytes that the receiver has seen
	broken bool          // nothing arrives any more
}

// held is an arrival that waits until the network is up.
type held struct {
	from   *socket
	arrive func()
}

// SetOwner says whose socket it is, for the weather between actors.
func (s *socket) SetOwner(name string) {
	s.owner = name
	s.stream.wire.season = 0
	if other := s.stream.other; other != nil {
		other.stream.wire.season = 0
	}
}

// way is the wire from s to its peer, in today's weather.
func (s *socket) way() *wire {
	x := &s.stream.wire
	if x.season != s.world.season {
		x.season = s.world.season
		if s.kind.Type == host.SeqPacket { // has no network between its ends
			return x
		}
		x.link = s.world.forecast.Between(s.owner, s.stream.other.owner)
	}
	return x
}

// buffer is how many bytes to the peer may be under way and unread.
func (s *socket) buffer() int {
	if limit := s.way().link.Buffer; limit > 0 {
		return limit
	}
	return s.options.sendBuffer + s.stream.other.options.receiveBuffer
}

// carry brings n bytes that were put into the pipe to the peer.
func (s *socket) carry(n int) {
	x := s.way()
	if x.isQuick() {
		s.stream.other.readers.wake(&s.world.schedule)
		return
	}
	s.stream.out.flying += n
	whole := n
	for _, limit := range []int64{x.link.ResetAfter, x.link.VanishAfter} {
		if limit > 0 && x.sent+int64(n) > limit {
			n = max(int(limit-x.sent), 0)
		}
	}
	x.sent += int64(n)
	s.dispatch(n, func() {
		s.stream.out.flying -= n
		s.stream.other.readers.wake(&s.world.schedule)
	})
	if n < whole {
		s.breakDown()
	}
}

// breakDown is the end of a connection that has carried all that it ever
// will: both sides hear of a reset, or of nothing more.
func (s *socket) breakDown() {
	other := s.stream.other
	if s.way().link.ResetAfter > 0 {
		s.dispatch(0, func() { s.abort(); other.abort() })
	}
	s.stream.wire.broken, other.stream.wire.broken = true, true
}

// signal brings what is not bytes, such as the end of the stream, to the peer,
// behind all that is under way.
func (s *socket) signal(arrive func()) {
	if s.way().isQuick() {
		arrive()
		return
	}
	s.dispatch(0, arrive)
}

// isQuick says whether what is sent has arrived at once.
func (x *wire) isQuick() bool { return x.flying == 0 && !x.broken && x.link.IsImmediate() }

// dispatch has n bytes, or a signal, arrive when the weather lets them, in
// order.
func (s *socket) dispatch(n int, arrive func()) {
	x := s.way()
	if x.broken {
		return
	}
	x.last = max(x.last, s.due(x, n))
	x.flying++
	s.world.at(x.last, func() { s.land(arrive) })
}

// due is when n bytes that are sent now arrive.
func (s *socket) due(x *wire, n int) time.Duration {
	now, link := s.world.elapsed(), &x.link
	if link.Slicer == weather.Joined && x.last > now {
		return x.last
	}
	x.passed = max(x.passed, now) + link.Passing(n)
	due := x.passed + link.Latency + s.jitter(link)
	if link.Slicer == weather.Joined {
		due += joinTime
	}
	return due
}

// jitter is how much longer than the latency something takes.
func (s *socket) jitter(link *weather.Link) time.Duration {
	if link.Jitter == 0 {
		return 0
	}
	w := s.world
	r, ok := w.luck.Roll(chance.Delay)
	if !ok {
		return 0
	}
	late := time.Duration(r.Below(int(link.Jitter) + 1))
	if w.noted != nil {
		w.noted(weather.Incident{ID: w.luck.Last(chance.Delay), At: w.elapsed(), From: s.owner, Late: late})
	}
	return late
}

// land lets something arrive, or holds it back behind all that is held.
func (s *socket) land(arrive func()) {
	if s.way().link.Down {
		s.world.held = append(s.world.held, held{s, arrive})
		return
	}
	s.stream.wire.flying--
	arrive()
}

// Change changes the weather from now on. Only tasks call it.
func (w *World) Change(rule weather.Rule) {
	w.forecast.Add(rule)
	w.season++
	waiting := w.held
	w.held = nil
	for _, h := range waiting {
		h.from.land(h.arrive)
	}
}

// approach sends the SYN of a socket that is connecting, for the nth time
// again. As on Linux it is tried for about two minutes.
func (s *socket) approach(again int) {
	link := s.world.forecast.Between(s.owner, s.world.ports.ownerAt(s.remote, s.sender(s.remote.Addr())))
	wait := 2 * (link.Latency + s.jitter(&link))
	switch {
	case link.Down && again > synRetries:
		s.refuse(errUnreached)
		s.wakeAll()
	case link.Down:
		s.later(time.Second<<again, func() { s.approach(again + 1) })
	case wait == 0:
		s.reach()
	default:
		s.later(wait, s.reach)
	}
}

// later has something happen to a socket that is still connecting by then.
func (s *socket) later(wait time.Duration, happen func()) {
	s.world.at(s.world.elapsed()+wait, func() {
		if s.state == connecting && !s.closed {
			happen()
		}
	})
}
