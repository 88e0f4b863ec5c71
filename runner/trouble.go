package runner

import (
	"fmt"
	"strings"

	"sockrun/luaapi/wire/plural"
	"sockrun/runner/deadlock"
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
	datagrams := false
	for i := range pt.paint.Waits {
		for _, need := range pt.paint.Waits[i].Needs {
			s := pt.paint.Sockets[need.Socket]
			if trouble := troubleOf(s.Network, s.Other, pt.play.actorNamed(s.Owner)); trouble != "" {
				return trouble
			}
			datagrams = datagrams || !s.Kind.Accepts() && !s.Listens
		}
	}
	if lost := pt.play.losses(); datagrams && len(lost) > 0 {
		return lost[0]
	}
	return ""
}

// losses says which datagrams the network has lost, a line for each way.
func (p *play) losses() (lines []string) {
	for _, l := range p.world.Lost() {
		lines = append(lines, fmt.Sprintf("the network has lost %s%s", plural.Of(int64(l.Datagrams), "datagram"), way(p.actorNamed(l.From), p.actorNamed(l.To))))
	}
	return lines
}
