package sim

import (
	"sockrun/luaapi/host"
	"sockrun/runner/deadlock"
)

// Glance looks at a socket of this world; it is not ok on a closed one. Only
// tasks look.
func (w *World) Glance(hs host.Socket) (g deadlock.Glance, ok bool) {
	s, closed, ok := descriptor(hs)
	if !ok || closed {
		return g, false
	}
	g.Held = [2]int{host.Received: len(s.readers.queue), host.Sent: len(s.writers.queue)}
	g.Ready = s.events()
	g.Buffered = s.inbox.bytes.size()
	if s.stream.in != nil {
		g.Buffered += s.stream.in.size()
	}
	return g, true
}
