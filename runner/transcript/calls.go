package transcript

import (
	"slices"

	"sockrun/luaapi/host"
)

// Name is who has the socket, as SetName has said; "" when it has not.
func (l *Log) Name() string {
	if l == nil {
		return ""
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.localName
}

// Peers returns the addresses of the datagrams that crossed in a direction.
// They are not all when there are more than can be told apart.
func (l *Log) Peers(dir host.Direction) (list []host.Addr, all bool) {
	if l == nil {
		return nil, false
	}
	f := &l.flows[dir]
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.peers), len(f.peers) < maxPeers
}

// Calls counts the reads and writes of the sockets of some kinds, whatever
// messages a codec has marked in them. They are not all when the logs of
// sockets were forgotten.
func (t *Transcript) Calls(of func(host.Kind) bool) (sent, received int, all bool) {
	logs, forgotten := t.snapshot()
	for _, l := range logs {
		if of(l.kind) {
			sent += l.calls(host.Sent)
			received += l.calls(host.Received)
		}
	}
	return sent, received, forgotten == 0
}

func (l *Log) calls(dir host.Direction) int {
	f := &l.flows[dir]
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.count
}
