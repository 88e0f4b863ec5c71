package play

import (
	"strings"

	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/plural"
	"sockrun/luaapi/wire/stream"
	"sockrun/runner/deadlock"
	"sockrun/runner/world"
)

// underWay says what the network has not brought to a socket yet, and why.
func underWay(s deadlock.Socket, from string) string {
	var told []string
	switch {
	case s.UnderWay > 0 && s.Network == deadlock.Vanished:
		told = append(told, plural.Of(int64(s.UnderWay), "byte")+" lost on the way")
	case s.UnderWay > 0:
		told = append(told, plural.Of(int64(s.UnderWay), "byte")+" still under way")
	}
	if trouble := troubleOf(s.Network, from, ""); trouble != "" {
		told = append(told, trouble)
	}
	return strings.Join(told, ": ")
}

// unconnected says why a connection does not come about.
func (p *play) unconnected(attempt stream.Attempt, in *world.Inspector) string {
	i, ok := in.Look(attempt.Conn.Socket)
	if !ok {
		return ""
	}
	s := in.Sockets[i]
	return troubleOf(s.Network, "", p.actorNamed(s.Other))
}

// troubleOf says why nothing comes from one actor to another, either of which
// may be unknown; "" when something may.
func troubleOf(n deadlock.Network, from, to string) string {
	switch n {
	case deadlock.Down:
		return "the network" + way(from, to) + " is down"
	case deadlock.Vanished:
		return "the connection has vanished: nothing" + way(from, to) + " arrives any more"
	}
	return ""
}

// way names the way from one actor to another, as far as they are known.
func way(from, to string) (text string) {
	if from != "" {
		text = " from " + from
	}
	if to != "" {
		text += " to " + to
	}
	return text
}

// trouble says what of the network keeps those from going on who wait; "" when
// it does not.
func (pt *painter) trouble() string {
	for i := range pt.paint.Waits {
		for _, need := range pt.paint.Waits[i].Needs {
			s := pt.paint.Sockets[need.Socket]
			owner := pt.play.actorNamed(s.Owner)
			if trouble := troubleOf(s.Network, s.Other, owner); trouble != "" {
				return trouble
			}
			if lost := pt.play.lostBetween(owner, s.Other); lost != "" && s.Kind.Type == host.Datagram {
				return lost
			}
		}
	}
	return ""
}

// lostBetween says that datagrams were lost between two actors, "" if none
// were.
func (p *play) lostBetween(a, b string) string {
	for _, l := range p.world.Lost() {
		from, to := p.actorNamed(l.From), p.actorNamed(l.To)
		if from == a && to == b || from == b && to == a {
			return lossLine(l.Datagrams, from, to)
		}
	}
	return ""
}

// losses says which datagrams the network has lost, a line for each way.
func (p *play) losses() (lines []string) {
	for _, l := range p.world.Lost() {
		lines = append(lines, lossLine(l.Datagrams, p.actorNamed(l.From), p.actorNamed(l.To)))
	}
	return lines
}

func lossLine(n int, from, to string) string {
	return "the network has lost " + plural.Of(int64(n), "datagram") + way(from, to)
}
