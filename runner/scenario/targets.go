package scenario

import (
	"slices"
	"strings"
)

// checkTargets reports what clients connect to in vain, and steps that cannot
// know where a message ends.
func (d *decoder) checkTargets() {
	for _, s := range d.scenario.Servers {
		d.checkServer(s)
	}
	for _, c := range d.scenario.Clients {
		d.checkClient(c)
	}
}

func (d *decoder) checkServer(s *Server) {
	s.checkTLS(d)
	at := course{open: true, wire: wires(s.Listen, s.Frame)}
	all := s.conversations()
	frame := framing{s.Frame, s.Frame != nil || !s.misnamed}
	d.checkCut(s.Frame, at.wire, "")
	d.checkWire("servers", s.Ignore, at, slices.Concat(all...))
	d.checkIgnored(s.Ignore, frame, slices.Concat(all...))
	for _, steps := range all {
		d.follow(steps, at, nil)
		d.checkMessages(steps, frame, nil)
	}
}

func (d *decoder) checkClient(c *Client) {
	d.checkSource(c)
	at := course{closed: true, wire: anyWire}
	if c.Connect != nil {
		at = course{open: true, wire: d.destination(c.Connect, c.Frame)}
		d.checkListens(c.Connect, c)
		d.checkCut(c.Frame, at.wire, d.orDatagrams(c.Connect))
		d.checkWire("clients", c.Ignore, at, c.Steps)
	}
	d.follow(c.Steps, at, c)
	frame := d.scenario.connected(c, c.Connect)
	d.checkIgnored(c.Ignore, frame, c.Steps)
	d.checkMessages(c.Steps, frame, c)
}

// cuts says whether the frame cuts a stream into messages. It accepts nil.
func (f *Frame) cuts() bool { return f != nil && f.Kind != FrameNone }

// wires says what travels on connections of an endpoint that have a frame.
func wires(e Endpoint, f *Frame) wire {
	switch {
	case e.Template != nil || e.Network == "": // of a broken one
		return anyWire
	case !e.IsStream():
		return datagrams
	case f.cuts():
		return messages
	}
	return bareStream
}

// destination checks a target and says what travels on connections to it, for
// a client with a frame of its own, or nil.
func (d *decoder) destination(t *Text, own *Frame) wire {
	if t == nil || !t.IsLiteral() {
		d.checkAddressTarget(t)
		return anyWire
	}
	target := t.Raw
	if server := d.scenario.Server(target); server != nil {
		if own == nil {
			own = server.Frame
		}
		return wires(server.Listen, own)
	}
	if p := d.scenario.Proxy(target); p != nil {
		return wires(p.Listen, own)
	}
	if process, port, _ := d.processPort(target); process != nil {
		if d.checkProcessTarget(t.Pos, target) {
			return wires(Endpoint{Network: process.Network(port)}, own)
		}
		return anyWire
	}
	if !strings.Contains(target, ":") && !strings.Contains(target, "/") {
		d.unknownTarget(t.Pos, target)
		return anyWire
	}
	e, err := ParseEndpoint(target)
	switch {
	case err != nil:
		d.fail(t.Pos, "%s", err).about("addresses")
		return anyWire
	case e.Port == 0 && e.Path == "":
		d.fail(t.Pos, "nothing can be connected to port 0").about("clients.connect").Hint = "a server of this file is reached by its name"
	}
	return wires(e, own)
}

var addressTarget = lazily(`^\{\{\s*(?:servers|proxies)\.(\w+)\.(?:address|port)\s*\}\}$`)

// checkAddressTarget reports a target that is the address of a server, and so
// lacks the network.
func (d *decoder) checkAddressTarget(t *Text) {
	if t == nil || !strings.HasPrefix(t.Raw, "{{") {
		return
	}
	if m := addressTarget().FindStringSubmatch(t.Raw); m != nil {
		d.fail(t.Pos, "a server is reached by its name").about("clients.connect").Hint = "write connect: " + m[1]
	}
}

func (d *decoder) unknownTarget(pos Pos, target string) {
	name, inside, dotted := strings.Cut(target, ".")
	switch {
	case d.namesMissing:
	case dotted && (name == "servers" || name == "proxies" || name == "processes"):
		d.fail(pos, "%s is how Lua names it", quoteName(target)).about("clients.connect").Hint =
			"write connect: " + strings.Replace(inside, ".ports.", ".", 1)
	case dotted:
		d.fail(pos, "no process is named %s: %s", quoteName(name), suggestion(name, d.processNames())).about("clients.connect")
	default:
		known := slices.Concat(d.serverNames(), d.proxyNames())
		for _, p := range d.scenario.Processes {
			for _, port := range p.Ports {
				known = append(known, p.Name+"."+port.Name)
			}
		}
		d.fail(pos, "no server is named %s: %s", quoteName(target), suggestion(target, known)).about("clients.connect")
	}
}
