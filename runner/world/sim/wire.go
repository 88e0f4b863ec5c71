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
	sent   int64         // bytes since the link has had its limit
	taken  int64         // bytes that the receiver has seen
	out    int64         // bytes that have not arrived
	broken bool          // nothing that is sent from now on arrives
	lost   bool          // nor what is under way
	ended  bool          // the network has closed the connection
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
		x.turn(s.world.forecast.Between(s.owner, s.stream.other.owner))
	}
	return x
}

// turn is a change of the weather. A new limit counts from now.
func (x *wire) turn(link weather.Link) {
	before, how := x.link.Limit()
	if limit, end := link.Limit(); limit != before || end != how {
		x.sent = 0
	}
	x.link = link
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
	x.out += int64(n)
	n, end := x.pass(n)
	s.dispatch(n, func() {
		x.out -= int64(n)
		s.stream.out.flying -= n
		s.stream.other.readers.wake(&s.world.schedule)
	})
	if end != weather.Stands {
		s.breakDown(end)
	}
}

// pass counts n bytes. It returns how many of them arrive, and what becomes of
// the connection then.
func (x *wire) pass(n int) (arrive int, end weather.End) {
	limit, end := x.link.Limit()
	if end == weather.Stands {
		return n, end
	}
	arrive = int(min(int64(n), max(limit-x.sent, 0)))
	if x.sent += int64(n); x.sent < limit {
		end = weather.Stands
	}
	return arrive, end
}

// signal brings what is not bytes, such as a reset, to the peer, behind all
// that is under way.
func (s *socket) signal(arrive func()) {
	if s.way().isQuick() {
		arrive()
		return
	}
	s.dispatch(0, arrive)
}

// signalEnd is signal for the end of the stream.
func (s *socket) signalEnd(arrive func()) {
	x := s.way()
	if x.link.SlowClose == 0 || x.broken {
		s.signal(arrive)
		return
	}
	x.last = max(x.last, s.due(x, 0)) + x.link.SlowClose
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
	s.world.at(x.last, s.stream.other, func() { s.land(arrive) })
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
		w.noted(weather.Incident{ID: w.luck.Last(chance.Delay), At: w.elapsed(), From: s.owner, Datagram: s.posting(), Late: late})
	}
	return late
}

// posting is which of its owner's datagrams the socket is sending; 0 when it
// sends none.
func (s *socket) posting() int {
	if s.kind.Type != host.Datagram || s.isUnix() {
		return 0
	}
	return s.world.posted[s.owner]
}

// land lets something arrive, or holds it back behind all that is held.
func (s *socket) land(arrive func()) {
	switch x := s.way(); {
	case x.lost:
		return
	case x.link.Down:
		s.world.held = append(s.world.held, held{s, arrive})
		return
	}
	s.stream.wire.flying--
	arrive()
}

// approach sends the SYN of a socket that is connecting, for the nth time
// again. As on Linux it is tried for about two minutes.
func (s *socket) approach(again int) {
	there, back := s.ways()
	slower := &there
	if back.Jitter > there.Jitter {
		slower = &back
	}
	wait := there.Latency + back.Latency + 2*s.jitter(slower) // one drawing is enough
	isDown := there.Down || back.Down
	switch {
	case isDown && again > synRetries:
		s.refuse(errUnreached)
		s.wakeAll()
	case isDown:
		s.later(time.Second<<again, func() { s.approach(again + 1) })
	case wait == 0:
		s.reach()
	default:
		s.later(wait, s.reach)
	}
}

// ways are those to whom a socket connects, and back.
func (s *socket) ways() (there, back weather.Link) {
	f, other := &s.world.forecast, s.world.ports.ownerAt(s.remote, s.sender(s.remote.Addr()))
	return f.Between(s.owner, other), f.Between(other, s.owner)
}

// later has something happen to a socket that is still connecting by then.
func (s *socket) later(wait time.Duration, happen func()) {
	s.world.at(s.world.elapsed()+wait, s, func() {
		if s.state == connecting && !s.closed {
			happen()
		}
	})
}
