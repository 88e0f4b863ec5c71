package scenario

import (
	"slices"
	"strings"

	"sockrun/runner/weather"
)

const (
	takesProxies       = "a map from names to proxies"
	takesProxyEndpoint = "an endpoint such as tcp://127.0.0.1:0"
	takesBehind        = "the name of a server, NAME.PORT of a process, or an endpoint such as tcp://127.0.0.1:8080"
)

const proxyDoc = "An actor between clients and a server, a process or another machine, which applies weather to what passes through it. Unlike network:, it works on real sockets as well as in the simulated world. Only scenarios in YAML have proxies. " +
	"Clients connect to it by its name, and take over the frame and the TLS of the server behind it; programs can be given proxies.NAME.port. TLS passes through unchanged: the transcript of the proxy shows encrypted bytes, which no seed controls, so --verify reports a difference. " +
	"Weather is drawn from --seed, separately for each connection. If the target cannot be reached, the connection is reset. For datagrams a proxy keeps track of 1024 clients; when one more comes, the one that has been silent longest is forgotten, and appears as a new client if it sends again. In the check, proxies.NAME has address, host, port, connections, failed, upstream and downstream (bytes), and lost (datagrams)."

// proxyTable declares an entry of proxies.
func proxyTable() table[Proxy] {
	weatherOf := func(name, doc string, into func(*Proxy) **Network) key[Proxy] {
		return key[Proxy]{name: name, takes: takesNetwork, doc: doc + " It takes the keys of network, except from, to, between and links.",
			otherwise: "all passes at once and as it was sent", example: name + ": {latency: 50ms, slicer: bytes}",
			decode: func(d *decoder, v value, p *Proxy) { *into(p) = d.proxyWeather(v) }}
	}
	return table[Proxy]{topic: "proxies", what: "a proxy", doc: proxyDoc, keys: []key[Proxy]{
		{name: "listen", takes: takesProxyEndpoint, doc: "Where clients connect to: tcp://, udp:// or unix://. Port 0 is a free port.", needed: true,
			example: "listen: tcp://127.0.0.1:0",
			decode:  func(d *decoder, v value, p *Proxy) { p.Listen = d.proxyEndpoint(v) }},
		{name: "to", takes: takesBehind, doc: "What is behind it. It may hold {{ vars.NAME }}.", needed: true,
			example: "to: echo",
			decode:  func(d *decoder, v value, p *Proxy) { p.To = d.startTemplate(v) }},
		weatherOf("network", "The weather in both directions.", func(p *Proxy) **Network { return &p.Network }),
		weatherOf("upstream", "The weather on the way to the server, besides what network says.", func(p *Proxy) **Network { return &p.Upstream }),
		weatherOf("downstream", "The weather on the way back, besides what network says.", func(p *Proxy) **Network { return &p.Downstream }),
	}, moved: map[string]string{
		"connect":   "write to: and the name of a server",
		"target":    "write to: and the name of a server",
		"upstreams": "write upstream: {latency: 50ms}",
		"latency":   "write network: {latency: 50ms}",
		"weather":   "write network: storm",
		"tls":       "TLS passes through a proxy untouched: the server and the client have `tls`",
		"frame":     "a proxy carries bytes: the server and the client have `frame`",
		"handler":   "a proxy has no conversation of its own: a server has `handler`",
		"toxics":    "write network: {latency: 50ms}",
	}}
}

// proxyLinkTable declares the weather of a proxy: the words of network but for
// those that are about other links, or about connections that stand.
func proxyLinkTable() table[networkPart] {
	t := networkTable()
	t.what = "the weather of a proxy"
	t.keys = slices.DeleteFunc(t.keys, func(k key[networkPart]) bool {
		return slices.Contains([]string{"links", "from", "to", "between", "reset", "vanish"}, k.name)
	})
	t.moved["upstream"], t.moved["downstream"] = "upstream stands beside network", "downstream stands beside network"
	for _, word := range []string{"from", "to", "between", "links"} {
		t.moved[word] = "a proxy has `upstream` for the way to the server and `downstream` for the way back"
	}
	return t
}

// proxyWeather decodes what a proxy does to what crosses it.
func (d *decoder) proxyWeather(v value) *Network {
	defer d.about("network")()
	defer d.enter(startScope())()
	part := &networkPart{pos: v.pos}
	n := &Network{Pos: v.pos, src: d.sourceOf(v.pos), parts: []*networkPart{part}}
	if v.kind == scalarNode && !v.isNull() {
		word := d.tables.proxyLink().find(weather.All)
		word.decode(d, value{v.node, word.name, takesNetwork}, part)
		return n
	}
	v.takes = takesNetwork
	if d.tables.proxyLink().decode(d, v.weatherFirst(), v.pos, part) {
		d.checkSays(v, part, d.tables.proxyLink())
	}
	return n
}

// proxyEndpoint reads where a proxy listens.
func (d *decoder) proxyEndpoint(v value) Endpoint {
	e := d.endpoint(v)
	switch {
	case e.IsTLS():
		d.fail(v.pos, "TLS passes through a proxy untouched").about("proxies.listen").Hint = "write tcp://, and tls:// where the server listens"
	case e.Network == "unixgram" || e.Network == "seqpacket":
		d.fail(v.pos, "a proxy listens on tcp://, udp:// or unix://, got %s", e.Network).about("proxies.listen")
	}
	return e
}

func (d *decoder) proxy(name string, at Pos, v value) {
	v.takes = "a map with listen and to"
	p := &Proxy{Name: name, Pos: at}
	d.scenario.Proxies = append(d.scenario.Proxies, p)
	defer d.about("proxies")()
	d.tables.proxy().decode(d, v, at, p)
}

// checkProxies checks where proxies lead, when all actors are known.
func (d *decoder) checkProxies() {
	for _, p := range d.scenario.Proxies {
		for _, other := range []struct {
			kind  string
			names []string
		}{{"a server", d.serverNames()}, {"a client", d.clientNames()}, {"a process", d.processNames()}} {
			if slices.Contains(other.names, p.Name) {
				d.fail(p.Pos, "%s is the name of %s already", quoteName(p.Name), other.kind).about("proxies")
			}
		}
		d.checkBehind(p)
	}
}

func (d *decoder) checkBehind(p *Proxy) {
	if p.To == nil || !p.To.IsLiteral() {
		return
	}
	defer d.about("proxies.to")()
	to := p.To.Raw
	if d.scenario.Proxy(to) != nil {
		d.fail(p.To.Pos, "a proxy cannot lead to another proxy").Hint = "put all weather into one"
		return
	}
	server := d.scenario.Server(to)
	if server == nil {
		d.destination(p.To, nil)
	}
	carries, behind := p.Listen, Endpoint{Network: "tcp"}
	if server != nil {
		behind = server.Listen
	} else if process, port, _ := d.processPort(to); port != nil {
		behind.Network = process.Network(port)
	} else if e, err := ParseEndpoint(to); strings.Contains(to, "://") && err == nil {
		behind = e
	}
	if carries.Network != "" && behind.Network != "" && carries.IsStream() != behind.IsStream() {
		d.fail(p.To.Pos, "the proxy listens on %s, and what is behind it on %s: both must carry streams, or both datagrams", carries.Network, behind.Network)
	}
}

func (d *decoder) proxyNames() (names []string) {
	for _, p := range d.scenario.Proxies {
		names = append(names, p.Name)
	}
	return names
}
