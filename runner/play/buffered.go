package play

import (
	"fmt"
	"slices"
	"strings"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/plural"
	"sockrun/luaapi/wire/stream"
	"sockrun/runner/deadlock"
	"sockrun/runner/world"
)

// buffered says of a wait for a socket what has come by then, and what was sent
// that nobody has read; "" of any other wait.
func (p *play) buffered(w luaapi.Wait, in *world.Inspector) string {
	if attempt, connects := w.Object.(stream.Attempt); connects && w.Parker == nil {
		return p.unconnected(attempt, in)
	}
	c, ok := w.Object.(*stream.Conn)
	events := eventsOf(w.Op)
	if !ok || w.Parker != nil || events == 0 {
		return ""
	}
	i, ok := in.Look(c.Socket)
	if !ok {
		return ""
	}
	s := in.Sockets[i]
	other := p.actorNamed(s.Other)
	told := []string{w.Length, underWay(s, other), stream.EndNote(w.Ends), unreadNote(s, in.Sockets)}
	if events == host.Readable {
		told = slices.Insert(told, 0, arrivals(s, w.Unread, other))
	}
	told = slices.DeleteFunc(told, func(note string) bool { return note == "" })
	return strings.Join(told, "; ")
}

// arrivals says what has come to one who reads, and from whom when that is
// known.
func arrivals(s deadlock.Socket, ahead int, from string) string {
	if from != "" {
		from = " from " + from
	}
	switch {
	case s.Listens && s.Accepts == 0 && s.Ready&host.Readable == 0:
		return "nobody has connected"
	case s.Listens:
		return fmt.Sprintf("%d accepted", s.Accepts)
	case s.Buffered > 0:
		return plural.Of(int64(s.Buffered), "byte") + from + " to be read"
	case ahead > 0:
		return plural.Of(int64(ahead), "byte") + from + " came, which is not enough"
	case s.Plain == 0:
		return "nothing came" + from
	}
	return plural.Of(s.Plain, "byte") + from + " came, and all is read"
}

// unreadNote says what a connection has sent that nobody has read; "" for nothing.
func unreadNote(s deadlock.Socket, all []deadlock.Socket) string {
	if unread := unreadBy(s, all); unread > 0 {
		return plural.Of(unread, "byte") + " sent and not read"
	}
	return ""
}

// unreadBy is how many bytes a connection has sent that its other end has not
// received.
func unreadBy(s deadlock.Socket, all []deadlock.Socket) int64 {
	sent := s.Sent + s.Moved[host.Sent]
	switch {
	case s.Listens || !s.Kind.IsStream():
		return 0
	case s.Peer >= 0:
		return sent - all[s.Peer].Received - all[s.Peer].Moved[host.Received]
	case s.Place == deadlock.Backlog:
		return sent
	}
	return 0
}
