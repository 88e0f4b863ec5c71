package scenario

import (
	"slices"
	"strings"

	"sockrun/runner/weather"
)

const (
	takesNetwork     = "the name of a weather such as storm, or a map such as {latency: 50ms, loss: 10%}"
	takesWeather     = "the name of a weather such as calm or storm"
	takesSlicer      = "whole, some, often, bytes, headers or joined"
	takesBandwidth   = "a size per second such as 64KiB/s, or none"
	takesLimit       = "a size such as 500 or 64KiB, or none"
	takesProbability = "a probability such as 10% or 0.1"
	takesActor       = "the name of a server or a client"
	takesBetween     = "a list of two actors such as [alice, echo]"
	takesLinks       = "a list of maps such as [{from: alice, to: echo, loss: 10%}]"
)

const networkDoc = "What the simulated network does to traffic. " +
	"As a key of the scenario it holds from the start; as a step, and with network.set in Lua, from then on. Keys that are not given keep their values: those of --weather, or of the weather named loopback. " +
	"Without from, to and between it applies to all links, otherwise only to those between these actors; the last setting counts. " +
	"network: NAME is short for network: {weather: NAME}. A value may be {{ vars.NAME }}, so that matrix can vary it. " +
	"On real sockets a scenario with weather is skipped; run it with --sim. " +
	"sockrun docs weather has an example, and compares the keys with those of Toxiproxy and tc."

// networkTable declares what is said of the network.
func networkTable() table[networkPart] {
	return table[networkPart]{topic: "network", what: "network", doc: networkDoc,
		keys: slices.Concat(weatherWords(), datagramWords(), endWords(), linkWords(), []key[networkPart]{
			{name: "links", takes: takesLinks, doc: "Weather between certain actors, which overrides what is beside it. Each is a map like this one, with from, to or between.",
				example: "links: [{from: alice, to: echo, loss: 10%}, {between: [bob, echo], latency: 1s}]",
				decode:  func(d *decoder, v value, n *networkPart) { d.links(v, n) }},
		}),
		moved: movedWords()}
}

// linkTable declares an element of links.
func linkTable() table[networkPart] {
	t := networkTable()
	t.what = "a link"
	t.keys = slices.DeleteFunc(t.keys, func(k key[networkPart]) bool { return k.name == "links" })
	return t
}

// movedWords are words of other tools, and what to write here.
func movedWords() map[string]string {
	return map[string]string{
		"delay":        "write latency: 50ms",
		"rate":         "write bandwidth: 64KiB/s",
		"limit":        "write limit_data: 500 for where a stream ends, bandwidth: 64KiB/s for how fast it is",
		"average_size": "write slicer: bytes, or another of its words",
		"toxicity":     "loss, duplicate, reorder and corrupt are probabilities themselves",
		"upstream":     "write from: and to:, with the names of actors",
		"downstream":   "write from: and to:, with the names of actors",
		"reset_peer":   "write reset_after: 500 for after how many bytes; in a step, reset: true for now",
		"timeout":      "write down: true for a network that delivers nothing; in a step, vanish: true for a connection that goes silent",
		"half_open":    "write vanish_after: 500 for after how many bytes; in a step, vanish: true for now",
		"close_after":  "write limit_data: 500",
		"slow_reader":  "write bandwidth: 1KiB/s and buffer: 4KiB on the way to the reader: a sender cannot tell the two apart",
		"partition":    "write down: true, and between: [alice, echo]",
		"enabled":      "write down: true",
		"up":           "write down: false",
		"drop":         "write loss: 10%",
		"packet_loss":  "write loss: 10%",
		"name":         "write weather: and the name",
		"preset":       "write weather: and the name",
		"both":         "write between: [alice, echo]",
		"seed":         "the seed is a flag: --seed 7",
	}
}

// word declares a word of weather.
func word(name, takes, otherwise, example, doc string, read reader) key[networkPart] {
	return key[networkPart]{name: name, takes: takes, otherwise: otherwise, example: name + ": " + example, doc: doc,
		decode: func(d *decoder, v value, n *networkPart) { n.words = append(n.words, d.weatherWord(v, read)) }}
}

// weatherWord reads a value that may be a template.
func (d *decoder) weatherWord(v value, read reader) weatherWord {
	w := weatherWord{name: v.key, value: v, read: read}
	if v.kind == scalarNode && !v.lua && strings.Contains(v.text, "{{") {
		if w.late = d.template(v, d.scope.params...); !w.late.IsLiteral() {
			return w
		}
		w.late = nil
	}
	w.change = read(d, v)
	return w
}

const asBefore = "as it was before"

func weatherWords() []key[networkPart] {
	return []key[networkPart]{
		word(weather.All, takesWeather, asBefore, "mobile", "A named weather that sets all keys (sockrun docs weather); keys beside it override it.",
			func(d *decoder, v value) func(*weather.Link) { return d.preset(v) }),
		word("latency", takesDuration, asBefore, "50ms", "How long everything takes to arrive. Connecting takes the latency of both directions.",
			func(d *decoder, v value) func(*weather.Link) {
				t := d.delay(v)
				return func(l *weather.Link) { l.Latency = t }
			}),
		word("jitter", takesDuration, asBefore, "20ms", "The most by which the latency varies; it only adds delay. Order is kept all the same.",
			func(d *decoder, v value) func(*weather.Link) {
				t := d.delay(v)
				return func(l *weather.Link) { l.Jitter = t }
			}),
		word("bandwidth", takesBandwidth, asBefore, "64KiB/s", "How many bytes pass per second. On a stream the sender waits when the buffers are full, as it would for a slow reader; datagrams queue up and are not lost because of it.",
			func(d *decoder, v value) func(*weather.Link) {
				n := d.bandwidth(v)
				return func(l *weather.Link) { l.Bandwidth = n }
			}),
		word("buffer", takesLimit, asBefore, "4KiB", "How many bytes of a stream may be under way or unread before its sender has to wait; none means what SO_SNDBUF and SO_RCVBUF say. Together with bandwidth it simulates a slow reader.",
			func(d *decoder, v value) func(*weather.Link) {
				n := d.limit(v)
				return func(l *weather.Link) { l.Buffer = n }
			}),
		word("slicer", takesSlicer, asBefore, "bytes", "How the bytes of a stream are cut and joined. whole: as they were sent. some: one receive in four gets only a part. often: every other receive does. bytes: every receive gets one byte. headers: what comes after a pause is cut within its first 8 bytes. joined: what is sent within a millisecond arrives together.",
			func(d *decoder, v value) func(*weather.Link) {
				s := d.slicer(v)
				return func(l *weather.Link) { l.Slicer = s }
			}),
		word("slow_close", takesDuration, asBefore, "1s", "How long the end of a stream is delayed after everything else.",
			func(d *decoder, v value) func(*weather.Link) {
				t := d.delay(v)
				return func(l *weather.Link) { l.SlowClose = t }
			}),
		word("down", takesBool, asBefore, "true", "Nothing passes, as when a cable is pulled. The bytes of streams wait, datagrams are lost, and connecting is retried after 1, 2, 4 … seconds, as on Linux, until it fails with ETIMEDOUT. down: false lets everything pass that has been waiting. In both directions it is a partition.",
			func(d *decoder, v value) func(*weather.Link) {
				down := d.boolean(v)
				return func(l *weather.Link) { l.Down = down }
			}),
	}
}

func datagramWords() []key[networkPart] {
	probability := func(set func(*weather.Link, float64)) reader {
		return func(d *decoder, v value) func(*weather.Link) {
			p := d.probability(v)
			return func(l *weather.Link) { set(l, p) }
		}
	}
	return []key[networkPart]{
		word("loss", takesProbability, asBefore, "10%", "The probability that a datagram is lost. Nobody is told.",
			probability(func(l *weather.Link, p float64) { l.Loss = p })),
		word("duplicate", takesProbability, asBefore, "1%", "The probability that a datagram arrives twice.",
			probability(func(l *weather.Link, p float64) { l.Duplicate = p })),
		word("reorder", takesProbability, asBefore, "5%", "The probability that a datagram is overtaken by later ones.",
			probability(func(l *weather.Link, p float64) { l.Reorder = p })),
		word("corrupt", takesProbability, asBefore, "1%", "The probability that a datagram arrives with a wrong byte. On real networks UDP's checksum would catch most of these; here it does not.",
			probability(func(l *weather.Link, p float64) { l.Corrupt = p })),
	}
}

const countedFrom = " They are counted from the beginning of the connection, or from this setting if that is later, separately in each direction."

func endWords() []key[networkPart] {
	limit := func(set func(*weather.Link, int64)) reader {
		return func(d *decoder, v value) func(*weather.Link) {
			n := int64(d.limit(v))
			return func(l *weather.Link) { set(l, n) }
		}
	}
	return []key[networkPart]{
		word("limit_data", takesLimit, asBefore, "500", "After how many bytes both sides of a connection see the end of the stream, whatever else is sent."+countedFrom,
			limit(func(l *weather.Link, n int64) { l.LimitData = n })),
		word("reset_after", takesLimit, asBefore, "500", "After how many bytes a connection breaks: both sides see ECONNRESET."+countedFrom,
			limit(func(l *weather.Link, n int64) { l.ResetAfter = n })),
		word("vanish_after", takesLimit, asBefore, "500", "After how many bytes a connection vanishes: neither side receives anything more from the other, not even its end. The connection is half-open, as when the other machine loses power or a firewall forgets it."+countedFrom,
			limit(func(l *weather.Link, n int64) { l.VanishAfter = n })),
		{name: "reset", takes: "true", doc: "Breaks the connections that are open now: both sides see ECONNRESET, and what is under way is lost. A handler in Lua that is receiving then raises ECONNRESET; use pcall if the scenario intends that. For steps and network.set.",
			example: "reset: true",
			decode:  func(d *decoder, v value, n *networkPart) { d.endNow(v, n, weather.Resets) }},
		{name: "vanish", takes: "true", doc: "Makes the connections that are open now vanish: neither side receives anything more from the other, and what is under way is lost. A handler without a timeout then waits until all clients have ended, when it sees the end of the stream. For steps and network.set.",
			example: "vanish: true",
			decode:  func(d *decoder, v value, n *networkPart) { d.endNow(v, n, weather.Vanishes) }},
	}
}

func linkWords() []key[networkPart] {
	return []key[networkPart]{
		{name: "from", takes: takesActor, doc: "Only what this actor sends. alice[2] is the second instance of a client with count.",
			otherwise: "any sender", example: "from: alice",
			decode: func(d *decoder, v value, n *networkPart) { d.direction(v, n).from = d.linkActor(v) }},
		{name: "to", takes: takesActor, doc: "Only what is sent to this actor.",
			otherwise: "any receiver", example: "to: echo",
			decode: func(d *decoder, v value, n *networkPart) { d.direction(v, n).to = d.linkActor(v) }},
		{name: "between", takes: takesBetween, doc: "Both directions between two actors.",
			otherwise: "what from and to say", example: "between: [alice, echo]",
			decode: func(d *decoder, v value, n *networkPart) { d.betweenActors(v, n) }},
	}
}
