package play

import (
	"sockrun/luaapi/wire/plural"
	"sockrun/runner/actorname"
	"sockrun/runner/weather"
)

// resets counts the connections that one actor has reset with another. who and
// with are their names: those of the actors where there are several.
type resets struct {
	who, with string
	n         int
}

// resetBy says which other actors have reset their connections with one, by which
// an error may have come about that nobody has met yet.
func (p *play) resetBy(actor string, err error) (lines []string) {
	if how, met := endMet(err); !met || how != weather.Resets || p.cause() != nil {
		return nil
	}
	byActor := map[string]*resets{}
	var all []*resets
	for _, e := range p.record.Resets() {
		who := actorname.Base(e.Local)
		if actorname.Base(e.Peer) != actor || who == actor {
			continue
		}
		if r := byActor[who]; r != nil {
			r.who, r.with, r.n = who, actor, r.n+1
			continue
		}
		byActor[who] = &resets{e.Local, e.Peer, 1}
		all = append(all, byActor[who])
	}
	for _, r := range all {
		lines = append(lines, p.resetLine(r))
	}
	return lines
}

func (p *play) resetLine(r *resets) string {
	what := "the connection"
	if r.n > 1 {
		what = plural.Of(r.n, "connection")
	}
	return p.actorNamed(r.who) + " has reset " + what + " with " + p.actorNamed(r.with)
}
