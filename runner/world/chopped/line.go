package chopped

import (
	"maps"
	"net/netip"
	"sync"

	"sockrun/luaapi/host"
)

// line is one direction of a connection of which both ends may be sockets of
// the world: where what its writer sends is cut, for its reader to see. The
// counts begin when the connection does.
type line struct {
	mu        sync.Mutex
	sent      int64
	taken     int64   // by the reader
	looked    int64   // how far the reader has looked ahead
	cuts      []int64 // beyond taken, in order
	joints    []int64 // where a write ends that went together with the next
	hasReader bool    // the other end has been a socket of the world
	deserted  bool    // its writer has closed
}

// maxCuts is how many cuts wait for the reader at most.
const maxCuts = 4096

// announce notes that bytes are about to be sent, cut into pieces.
func (l *line) announce(sizes []int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i, size := range sizes {
		l.sent += int64(size)
		if i < len(sizes)-1 && len(l.cuts) < maxCuts {
			l.cuts = append(l.cuts, l.sent)
		}
	}
}

// retract notes that the last n bytes that were announced were not sent.
func (l *line) retract(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sent -= int64(n)
	for len(l.cuts) > 0 && l.cuts[len(l.cuts)-1] >= l.sent {
		l.cuts = l.cuts[:len(l.cuts)-1]
	}
}

// join notes where the writes end that are about to be sent as one.
func (l *line) join(ends []int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, end := range ends {
		if len(l.joints) < maxCuts {
			l.joints = append(l.joints, l.sent+int64(end))
		}
	}
}

// room is how many of n bytes the reader gets. One who looks twice without
// taking sees what has come since.
func (l *line) room(n int, looks bool) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.cuts) > 0 && (l.cuts[0] <= l.taken || looks && l.looked >= l.cuts[0]) {
		l.cuts = l.cuts[1:]
	}
	if len(l.cuts) == 0 {
		return n
	}
	return int(min(int64(n), l.cuts[0]-l.taken))
}

// Delivery is how what a receiver got last had been delivered.
type Delivery struct {
	Cut    bool // there was more of the same write
	Writes int  // how many writes were joined of which it has bytes; 0 for none
}

// take notes that the reader, who had asked for more or as many, got n bytes.
func (l *line) take(n, asked int) (how Delivery) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.taken += int64(n)
	how.Cut = n < asked && len(l.cuts) > 0 && l.cuts[0] == l.taken
	for len(l.joints) > 0 && l.joints[0] <= l.taken {
		if l.joints[0] < l.taken {
			how.Writes = max(how.Writes, 1) + 1
		}
		l.joints = l.joints[1:]
	}
	return how
}

// look notes that the reader has looked at n bytes.
func (l *line) look(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.looked = max(l.looked, l.taken+int64(n))
}

// pair is the addresses of one end of a connection.
type pair struct{ local, peer netip.AddrPort }

func (p pair) swapped() pair { return pair{p.peer, p.local} }

// ways are the two directions of a socket's connection.
type ways struct {
	pair    pair
	out, in *line
}

// lines are those of all internet connections of a world, by the addresses of
// their writer, and where its sockets listen.
type lines struct {
	mu    sync.Mutex
	all   map[pair]*line
	full  int // how many there may be before they are swept
	doors map[netip.AddrPort]*Socket
	calls map[netip.AddrPort]int // how many sockets are about to connect to an address
}

// call notes that a socket is about to connect to an address, until known is
// called: it has done so, or not.
func (l *lines) call(to host.Addr) (known func()) {
	l.count(to.AddrPort(), 1)
	return func() { l.count(to.AddrPort(), -1) }
}

func (l *lines) count(to netip.AddrPort, n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.calls == nil {
		l.calls = map[netip.AddrPort]int{}
	}
	if l.calls[to] += n; l.calls[to] == 0 {
		delete(l.calls, to)
	}
}

// open returns the directions of a connection for one end of it.
func (l *lines) open(p pair) *ways {
	l.mu.Lock()
	defer l.mu.Unlock()
	w := &ways{pair: p, out: l.line(p), in: l.line(p.swapped())}
	if w.out.deserted { // by one who had the same port before
		w.out = &line{}
		l.all[p] = w.out
	}
	w.in.hasReader = true
	return w
}

func (l *lines) line(p pair) *line {
	if l.all == nil {
		l.all = map[pair]*line{}
	}
	if l.all[p] == nil {
		if len(l.all) >= l.full {
			l.sweep()
		}
		l.all[p] = &line{}
	}
	return l.all[p]
}

// sweep forgets the lines whose writers have closed, and which no socket of the
// world will read. With l.mu.
func (l *lines) sweep() {
	maps.DeleteFunc(l.all, func(p pair, one *line) bool {
		return one.deserted && !one.hasReader && !l.expects(p)
	})
	l.full = max(2*len(l.all), 64)
}

// close forgets what nobody will ask for any more.
func (l *lines) close(w *ways) {
	if w.pair == (pair{}) {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	w.out.deserted = true
	if w.out.hasReader && l.all[w.pair] == w.out {
		delete(l.all, w.pair)
	}
	if in := w.pair.swapped(); l.all[in] == w.in {
		delete(l.all, in)
	}
}

// isInside says whether a socket of the world is, or may be, at the other end.
func (l *lines) isInside(w *ways) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return w.out.hasReader || l.expects(w.pair)
}

// expects says whether a socket of the world may come to the other end yet: it
// accepts there, or is about to connect. With l.mu.
func (l *lines) expects(p pair) bool {
	if l.calls[p.local] > 0 {
		return true
	}
	to := p.peer
	for _, ip := range []netip.Addr{to.Addr(), netip.IPv4Unspecified(), netip.IPv6Unspecified()} {
		if l.doors[netip.AddrPortFrom(ip, to.Port())] != nil {
			return true
		}
	}
	return false
}

// listen notes that a socket accepts connections.
func (l *lines) listen(s *Socket) {
	local, err := s.LocalAddr()
	if err != nil || local.Family == host.UNIX {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.doors == nil {
		l.doors = map[netip.AddrPort]*Socket{}
	}
	l.doors[local.AddrPort()] = s
	s.listens.Store(true)
}

// unlisten notes that a socket accepts no more connections.
func (l *lines) unlisten(s *Socket) {
	if !s.listens.Swap(false) {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for at, door := range l.doors {
		if door == s {
			delete(l.doors, at)
		}
	}
}
