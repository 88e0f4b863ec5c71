package play

import (
	"errors"
	"slices"

	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/plural"
	"sockrun/runner/actorname"
	"sockrun/runner/steps"
	"sockrun/runner/weather"
)

// networkDid says what the simulated network, or a proxy, has done to an actor by
// which an error may have come about. The running task asks.
func (p *play) networkDid(actor string, err error) (lines []string) {
	how, met := endMet(err)
	if !met {
		return nil
	}
	lines = p.proxiesMissed()
	for _, e := range p.world.Ended() {
		if e.How == how && concerns(actor, e.From, e.To) {
			lines = append(lines, p.endLine(e))
		}
	}
	if how != weather.Vanishes {
		return lines
	}
	for _, l := range p.world.Lost() {
		if concerns(actor, l.From, l.To) {
			lines = append(lines, lossLine(l.Datagrams, p.actorNamed(l.From), p.actorNamed(l.To)))
		}
	}
	return lines
}

// endMet is by which end of a connection an error may have come about.
func endMet(err error) (how weather.End, met bool) {
	var io *host.Error
	var late *steps.TooLate
	switch {
	case errors.As(err, &late):
		return weather.Vanishes, true
	case !errors.As(err, &io):
		return 0, false
	}
	how, met = map[string]weather.End{
		"ECONNRESET": weather.Resets, "EPIPE": weather.Resets, "EOF": weather.Closes, steps.CodeClosed: weather.Closes, "ETIMEDOUT": weather.Vanishes,
	}[io.Code]
	return how, met
}

func concerns(actor string, names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return actorname.Base(name) == actor })
}

func (p *play) endLine(e weather.Ended) string {
	did := map[weather.End]string{weather.Resets: "has reset ", weather.Closes: "has closed ", weather.Vanishes: "has cut off "}[e.How]
	what := "the connection"
	if e.Connections > 1 {
		what = plural.Of(int64(e.Connections), "connection")
	}
	return "the network " + did + what + way(p.actorNamed(e.From), p.actorNamed(e.To))
}

// mostCuts is how many sockets are named that have taken parts of datagrams.
const mostCuts = 3

// cutDatagrams says who has taken only a part of a datagram, by which much may
// have gone wrong.
func (p *play) cutDatagrams() (lines []string) {
	if !p.failed.Load() {
		return nil
	}
	for _, e := range p.record.Cuts() {
		if len(lines) == mostCuts {
			break
		}
		lines = append(lines, p.actorNamed(e.Local)+" has taken "+e.Detail+", the rest is lost: ask for more where it is received")
	}
	return lines
}
