package play

import (
	"slices"

	"sockrun/luaapi/wire/plural"
	"sockrun/runner/actorname"
	"sockrun/runner/transcript"
	"sockrun/runner/weather"
)

// resets counts the connections that one actor has reset with another in the same
// way. who and with are their names: those of the actors where there are several.
type resets struct {
	who, with string
	kind      transcript.Kind // as in Transcript.Resets
	byLinger  bool            // SO_LINGER has made a reset of a close
	n, unread int
}

// resetBy says which other actors have reset their connections with one, by which
// an error may have come about that nobody has met yet.
func (p *play) resetBy(actor string, err error) (lines []string) {
	if how, met := endMet(err); !met || how != weather.Resets || p.cause() != nil {
		return nil
	}
	var all []*resets
	for _, e := range p.record.Resets() {
		who := actorname.Base(e.Local)
		if actorname.Base(e.Peer) != actor || who == actor {
			continue
		}
		byLinger := e.Detail == transcript.ByLinger
		i := slices.IndexFunc(all, func(r *resets) bool {
			return actorname.Base(r.who) == who && r.kind == e.Kind && r.byLinger == byLinger
		})
		if i < 0 {
			all = append(all, &resets{e.Local, e.Peer, e.Kind, byLinger, 1, e.Length})
			continue
		}
		all[i].who, all[i].with = who, actor
		all[i].n++
		all[i].unread += e.Length
	}
	for _, r := range all {
		lines = append(lines, p.resetLine(r))
	}
	return lines
}

func (p *play) resetLine(r *resets) string {
	who, with, how := p.actorNamed(r.who), p.actorNamed(r.with), transcript.ByLinger
	switch {
	case r.kind == transcript.Close:
		how = plural.Of(r.unread, "byte") + " unread"
	case !r.byLinger:
		return who + " has reset " + connections(r.n, "the") + " with " + with
	}
	what := "it"
	if r.n > 1 {
		what = "them"
	}
	return who + " has closed " + connections(r.n, "its") + " to " + with + " with " + how + ", which resets " + what
}

// connections counts them, and of one says which.
func connections(n int, one string) string {
	if n == 1 {
		return one + " connection"
	}
	return plural.Of(n, "connection")
}
