package transcript

import "sockrun/luaapi/host"

// Totals are what crossed a socket in all, also when it is no longer kept.
type Totals struct {
	Sent, Received           int // messages where any are marked, else calls or datagrams
	BytesSent, BytesReceived int64
}

// Plus returns the sum of two.
func (t Totals) Plus(u Totals) Totals {
	return Totals{t.Sent + u.Sent, t.Received + u.Received, t.BytesSent + u.BytesSent, t.BytesReceived + u.BytesReceived}
}

// Totals returns the sums up to now.
func (l *Log) Totals() Totals {
	var t Totals
	if l != nil {
		t.Sent, t.BytesSent = l.flows[host.Sent].totals()
		t.Received, t.BytesReceived = l.flows[host.Received].totals()
	}
	return t
}

// Forgotten says that the socket is closed and its log no longer kept: nothing
// but its totals is left of it, and they stay as they are.
func (l *Log) Forgotten() bool { return l != nil && l.forgotten.Load() }
