package sim

import (
	"net/netip"
	"slices"
	"syscall"
	"time"

	"sockrun/runner/chance"
	"sockrun/runner/weather"
)

// synRetries is how often Linux sends a SYN again: net.ipv4.tcp_syn_retries.
const synRetries = 6

const errUnreached = syscall.ETIMEDOUT

// headerSize is how many bytes of a message are taken for its header when
// headers are to be cut.
const headerSize = 8

// cut says how many of n bytes that have arrived the receiver, who asks for
// want, sees now. It is at least 1 unless n is 0.
func (s *socket) cut(want, n int) int {
	x := s.stream.other.way()
	seen := n
	if n > 1 {
		seen = s.world.slice(x.link.Slicer, n)
	}
	if seen < n && s.world.noted != nil {
		s.world.noted(weather.Incident{
			ID: s.world.luck.Last(chance.Cut), At: s.world.elapsed(),
			From: s.stream.other.owner, To: s.owner, Offset: x.taken, Asked: want, Size: seen, Of: n,
		})
	}
	x.taken += int64(seen)
	return seen
}

// slice cuts n bytes, 2 or more.
func (w *World) slice(slicer weather.Slicer, n int) int {
	if slicer == weather.Whole || slicer == weather.Joined {
		return n
	}
	r, ok := w.luck.Roll(chance.Cut)
	switch {
	case !ok, slicer == weather.Some && !r.Is(0.25), slicer == weather.Often && !r.Is(0.5):
		return n
	case slicer == weather.Bytes:
		return 1
	case slicer == weather.Headers, r.Is(0.5): // a header is short, and what cuts it finds most
		return 1 + r.Below(min(n-1, headerSize))
	}
	return 1 + r.Below(n-1)
}

// post sends a UDP datagram through the weather: to whoever has the port when it
// arrives, or to all who are to hear it now.
func (s *socket) post(p []byte, from, to netip.AddrPort) {
	w := s.world
	if w.noted != nil {
		w.posted[s.owner]++
	}
	if isMany(to.Addr()) {
		for _, r := range w.receivers(to, from) {
			link := w.forecast.Between(s.owner, r.owner)
			s.waft(p, r.owner, &link, func(p []byte) { r.deliver(p, r.show(from)) })
		}
		return
	}
	receiver := w.ports.receiverName(to, from)
	link := w.forecast.Between(s.owner, receiver)
	if !link.TouchesDatagrams() { // as mostly: without a function for later
		s.arriveUDP(p, from, to)
		return
	}
	s.waft(p, receiver, &link, func(p []byte) { s.arriveUDP(p, from, to) })
}

// waft lets a datagram arrive as the link to a receiver has it.
func (s *socket) waft(p []byte, receiver string, link *weather.Link, arrive func([]byte)) {
	if !link.TouchesDatagrams() {
		arrive(p)
		return
	}
	w := s.world
	if link.Down {
		w.lose(s.owner, receiver)
		return
	}
	if _, lost := s.strikes(chance.Loss, link.Loss, len(p)); lost {
		w.lose(s.owner, receiver)
		return
	}
	copies := 1
	if _, twice := s.strikes(chance.Duplicate, link.Duplicate, len(p)); twice {
		copies = 2
	}
	for range copies {
		s.waftOne(slices.Clone(p), link, arrive)
	}
}

func (s *socket) waftOne(p []byte, link *weather.Link, arrive func([]byte)) {
	w := s.world
	s.passed = max(s.passed, w.elapsed()) + link.Passing(len(p))
	due := s.passed + link.Latency + s.jitter(link)
	if _, late := s.strikes(chance.Reorder, link.Reorder, len(p)); late {
		due += overtaken + 2*(link.Latency+link.Jitter)
	} else {
		s.latest = max(s.latest, due)
		due = s.latest
	}
	if r, wrong := s.strikes(chance.Corrupt, link.Corrupt, len(p)); wrong && len(p) > 0 {
		p[r.Below(len(p))] ^= byte(1 + r.Below(255))
	}
	w.at(due, nil, func() { arrive(p) })
}

// lose counts a datagram that the network has lost.
func (w *World) lose(from, to string) {
	i := slices.IndexFunc(w.lost, func(l weather.Loss) bool { return l.From == from && l.To == to })
	if i < 0 {
		i, w.lost = len(w.lost), append(w.lost, weather.Loss{From: from, To: to})
	}
	w.lost[i].Datagrams++
}

// Lost returns how many datagrams the network has lost so far. Only tasks call
// it.
func (w *World) Lost() []weather.Loss { return slices.Clone(w.lost) }

// overtaken is how much later a datagram arrives that is overtaken, where
// nothing takes time.
const overtaken = 10 * time.Millisecond

// strikes draws whether one of the things that are that probable happens to a
// datagram. The roll draws what more there is to it.
func (s *socket) strikes(kind chance.Kind, probability float64, size int) (r chance.Roll, ok bool) {
	if probability == 0 {
		return r, false
	}
	w := s.world
	r, ok = w.luck.Roll(kind)
	if !ok || !r.Is(probability) {
		return r, false
	}
	if w.noted != nil {
		w.noted(weather.Incident{ID: w.luck.Last(kind), At: w.elapsed(), From: s.owner, Datagram: w.posted[s.owner], Of: size})
	}
	return r, true
}
