package scenario

import (
	"slices"
	"strconv"
	"strings"

	"sockrun/runner/actorname"
	"sockrun/runner/weather"
)

// linkName is the name of an actor in a network map.
type linkName struct {
	pos  Pos
	name string
}

// network decodes the value of network, at the start of the scenario or later.
func (d *decoder) network(v value, atStart bool) *Network {
	defer d.about("network")()
	n := &Network{Pos: v.pos, src: d.sourceOf(v.pos)}
	before := len(d.linkNames)
	defer func() { n.names = d.linkNames[before:] }()
	d.wantsWeather(v.pos)
	if v.kind == scalarNode && !v.isNull() {
		word := d.tables.network().find(weather.All)
		part := &networkPart{pos: v.pos}
		word.decode(d, value{v.node, word.name, takesNetwork}, part)
		n.parts = append(n.parts, part)
		return n
	}
	part := &networkPart{pos: v.pos, atStart: atStart}
	v.takes = takesNetwork
	if d.tables.network().decode(d, v.weatherFirst(), v.pos, part) {
		d.checkSays(v, part, d.tables.network())
		n.parts = append(append(n.parts, part), part.links...)
	}
	return n
}

// checkSays reports a map that changes nothing.
func (d *decoder) checkSays(v value, n *networkPart, t table[networkPart]) {
	if len(n.words) == 0 && n.end == weather.Stands && len(n.links) == 0 && v.find("links") == nil && !t.hasUnknown(v) && v.find("reset") == nil && v.find("vanish") == nil {
		d.fail(v.pos, "%s changes nothing", t.what).about("network").Hint = "add a word such as latency: 50ms, or the name of a weather: weather: storm"
	}
}

// weatherFirst puts the words behind the weather that they change.
func (v value) weatherFirst() value {
	if v.kind == mapNode {
		v.node = v.first(weather.All)
	}
	return v
}

// wantsWeather notes where the scenario wants weather first.
func (d *decoder) wantsWeather(at Pos) {
	if d.scenario.WeatherAt == (Pos{}) {
		d.scenario.WeatherAt = at
	}
}

func (d *decoder) links(v value, n *networkPart) {
	d.each(v, func(element value) {
		element.key, element.takes = "a link", "a map such as {from: alice, to: echo, loss: 10%}"
		link := &networkPart{pos: element.pos, atStart: n.atStart}
		if !d.tables.link().decode(d, element.weatherFirst(), element.pos, link) {
			return
		}
		d.checkSays(element, link, d.tables.link())
		if len(link.ways) == 0 && !d.tables.link().hasUnknown(element) {
			d.fail(element.pos, "a link needs `from`, `to` or `between`").Hint = "weather for all links goes beside links, not inside it"
		}
		n.links = append(n.links, link)
	})
}

// endNow takes what is to become of the connections that stand.
func (d *decoder) endNow(v value, n *networkPart, end weather.End) {
	if v.kind != scalarNode || v.style != plainStyle || v.text != "true" {
		d.wrongType(v)
		return
	}
	if n.atStart {
		d.fail(v.pos, "`%s` is about connections that stand, and at the start there are none", v.key).Hint =
			"write it in a step, as in - network: {" + v.key + ": true}, or write " + v.key + "_after: 500 for after how many bytes"
		return
	}
	if n.end != weather.Stands {
		d.fail(v.pos, "network has either `reset` or `vanish`")
	}
	n.end = end
}

// direction is the one direction that from and to say.
func (d *decoder) direction(v value, n *networkPart) *way {
	if n.between {
		d.fail(v.pos, "network has either `between` or `%s`", v.key)
	}
	if len(n.ways) == 0 {
		n.ways = append(n.ways, way{})
	}
	return &n.ways[0]
}

func (d *decoder) betweenActors(v value, n *networkPart) {
	if len(n.ways) > 0 {
		d.fail(v.pos, "network has either `between`, or `from` and `to`")
	}
	var names []string
	d.each(v, func(element value) {
		element.key, element.takes = "an actor", takesActor
		names = append(names, d.linkActor(element))
	})
	if n.between = true; len(names) != 2 {
		if v.kind == listNode {
			d.wrongCount(v, len(names))
		}
		n.ways = []way{{}}
		return
	}
	n.ways = []way{{names[0], names[1]}}
	if names[0] != names[1] {
		n.ways = append(n.ways, way{names[1], names[0]})
	}
}

func (d *decoder) wrongCount(v value, n int) {
	e := d.fail(v.pos, "%s must be %s, got %d", v.key, takesBetween, n)
	if n == 1 {
		e.Hint = "for what one actor sends write from: alice, for what it receives to: alice"
	}
}

// linkActor takes the name of an actor, which is checked when all are known.
func (d *decoder) linkActor(v value) string {
	if !d.scalar(v) {
		return ""
	}
	name := v.text
	for _, kind := range []string{"servers.", "clients."} { // as reports call them
		name = strings.TrimPrefix(name, kind)
	}
	d.linkNames = append(d.linkNames, linkName{v.pos, name})
	return name
}

// checkNetworks reports names of actors that do not exist, and notes Lua that
// changes the weather.
func (d *decoder) checkNetworks() {
	defer d.about("network.from")()
	for _, n := range d.linkNames {
		d.checkLinkName(n)
	}
	for _, s := range d.scopes {
		if slices.Contains(s.defined().globals, "network") { // their own
			continue
		}
		for _, u := range s.uses {
			for _, g := range u.globals {
				if g.Name == "network" && !slices.Contains(u.options.Params, g.Name) {
					d.wantsWeather(u.position(g, 0))
				}
			}
		}
	}
}

func (d *decoder) checkLinkName(n linkName) {
	known := slices.Concat(d.clientNames(), d.serverNames(), d.proxyNames())
	if d.scenario.Program != nil {
		known = append(known, "body")
	}
	base, index, isInstance := actorname.Cut(n.name)
	switch {
	case d.namesMissing, slices.Contains(known, n.name):
	case isInstance && slices.Contains(d.clientNames(), base):
		d.checkInstance(n, base, strings.TrimSuffix(index[1:], "]"))
	case d.scenario.Process(n.name) != nil:
		d.fail(n.pos, "%s is a process, and the simulated world runs none", quoteName(n.name))
	case d.scenario.Source == nil:
		d.fail(n.pos, "a program has no actors: leave from, to, between and links out")
	case d.scenario.Program != nil:
		d.fail(n.pos, "no actor that has started is named %s: %s", quoteName(n.name), suggestion(n.name, known)).Hint =
			"weather that is there before an actor is set without its name, or with that of the other side"
	default:
		d.fail(n.pos, "no server or client is named %s: %s", quoteName(n.name), suggestion(n.name, known))
	}
}

// checkInstance checks the number of an instance, as far as it is known how
// many there are.
func (d *decoder) checkInstance(n linkName, base, index string) {
	i, err := strconv.Atoi(index)
	for _, c := range d.scenario.Clients {
		if c.Name == base && (err != nil || i < 1 || c.CountOf == nil && (i > c.Count || c.Count == 1)) {
			e := d.fail(n.pos, "%s is no instance of %s", quoteName(n.name), quoteName(base))
			e.Hint = "there is one: write " + base
			if c.Count > 1 {
				e.Hint = "there are " + actorname.Instance(base, 1) + " to " + actorname.Instance(base, c.Count) + "; " + base + " means all of them"
			}
		}
	}
}
