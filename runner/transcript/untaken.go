package transcript

import (
	"math"
	"net/netip"
	"time"

	"sockrun/luaapi/host"
)

// Pairs knows both ends of the connections inside a scenario.
type Pairs struct{ logs map[ends]*Log }

// ends are the addresses of one end of a connection.
type ends struct{ local, peer netip.AddrPort }

func (e ends) turned() ends { return ends{e.peer, e.local} }

// Pairs collects the connections that are kept. Those of unix sockets are not
// among them: the sockets of clients have no address.
func (t *Transcript) Pairs() Pairs {
	p := Pairs{map[ends]*Log{}}
	logs, _ := t.snapshot()
	for _, l := range logs {
		e := l.ends()
		if e.local.Port() == 0 || e.peer.Port() == 0 || !l.kind.IsStream() {
			continue
		}
		if _, twice := p.logs[e]; twice {
			p.logs[e] = nil // nobody can tell which is meant
			continue
		}
		p.logs[e] = l
	}
	return p
}

func (l *Log) ends() ends {
	l.mu.Lock()
	defer l.mu.Unlock()
	return ends{l.local.AddrPort(), l.peer.AddrPort()}
}

// Untaken returns how many bytes the peer of a socket has sent after the first
// taken ones, with the first of them as far as they are kept: what it sent
// after it had seen that this end had closed does not count. It is not known
// for a peer outside of the scenario.
func (p Pairs) Untaken(l *Log, taken int64) (n int64, head []byte, known bool) {
	if l == nil {
		return 0, nil, false
	}
	e := l.ends()
	peer := p.logs[e.turned()]
	if peer == nil || p.logs[e] != l || peer.flows[host.Sent].begins() != l.flows[host.Received].begins() {
		return 0, nil, false // of what one side only encrypts the other counts other bytes
	}
	sawEnd := time.Duration(math.MaxInt64)
	if !l.has(Shutdown) { // the peer may well send after that
		sawEnd = peer.first(EndOfStream, sawEnd)
	}
	n, head = peer.flows[host.Sent].after(uint64(taken), sawEnd)
	return n, head, true
}

// Settled says whether what Untaken returns for a socket that is closed stays as
// it is: its peer is closed as well, or the log is not kept any more. A peer that
// is not there may be one that is still to be accepted.
func (p Pairs) Settled(l *Log) bool {
	if l == nil || l.Forgotten() {
		return true
	}
	peer := p.logs[l.ends().turned()]
	return peer != nil && (peer.has(Close) || peer.has(Reset))
}

// Peer names the actor at the other end of a connection, "" when it is outside
// of the scenario.
func (p Pairs) Peer(l *Log) string {
	if l == nil {
		return ""
	}
	peer := p.logs[l.ends().turned()]
	if peer == nil {
		return ""
	}
	peer.mu.Lock()
	defer peer.mu.Unlock()
	return peer.localName
}

// has says whether something has happened to the socket.
func (l *Log) has(kind Kind) bool { return l.first(kind, -1) >= 0 }

// first returns when something happened first, otherwise for never.
func (l *Log) first(kind Kind, otherwise time.Duration) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, e := range l.events {
		if e.kind == kind {
			return e.at
		}
	}
	return otherwise
}

// after counts the bytes from start on that crossed up to a moment, and
// returns the first of them.
func (f *flow) after(start uint64, until time.Duration) (n int64, head []byte) {
	f.mu.Lock()
	defer f.mu.Unlock()
	k, end := f.keptCalls(), f.total
	for i := len(k.calls) - 1; i >= 0 && k.calls[i].at > until; i-- {
		end = k.calls[i].start
	}
	if end <= start {
		return 0, nil
	}
	return int64(end - start), k.bytes(start, end)
}

// AwaitsAnswer says whether the last that crossed the socket was sent.
func (l *Log) AwaitsAnswer() bool {
	if l == nil {
		return false
	}
	return l.flows[host.Sent].last() > l.flows[host.Received].last()
}

// last returns when the newest call was, -1 when none is kept.
func (f *flow) last() time.Duration {
	f.mu.Lock()
	defer f.mu.Unlock()
	if n := f.calls.len(); n > 0 {
		return f.calls.at(n - 1).at
	}
	return -1
}
