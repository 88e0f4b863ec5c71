package scenario

import (
	"errors"
	"net/netip"
	"strings"
)

// ParseSource parses what a client binds before it connects: an endpoint, or an
// IP address, whose port the system chooses and whose Network is empty. The error says how to
// write either.
func ParseSource(text string) (Endpoint, error) {
	if ip, err := netip.ParseAddr(strings.Trim(text, "[]")); err == nil {
		return Endpoint{Host: ip.String()}, nil
	}
	if !strings.ContainsAny(text, ":/") {
		return Endpoint{}, errors.New("a source is an address such as 127.0.0.1, or an endpoint such as tcp://127.0.0.1:0")
	}
	return ParseEndpoint(text)
}

// source reads the address of a client, which each instance works out when it
// connects.
func (d *decoder) source(v value) *Text {
	defer d.enterInner(newScope(nil, "vars", "self", "servers", "processes", "proxies"))()
	if !d.scalar(v) {
		return nil
	}
	return d.template(v)
}

// checkSource checks a source that is written out.
func (d *decoder) checkSource(c *Client) {
	if c.Source == nil || !c.Source.IsLiteral() {
		return
	}
	defer d.about("clients.source")()
	source, err := ParseSource(c.Source.Raw)
	source = source.bare()
	switch {
	case err != nil:
		d.fail(c.Source.Pos, "%s", err).about("addresses")
	case c.Connect == nil && !connects(c.Steps):
		d.fail(c.Source.Pos, "`source` is where connect begins, and this client has none").Hint = "Lua that connects can bind its sockets before"
	case c.Count > 1 && (source.Port != 0 || source.Path != ""):
		d.fail(c.Source.Pos, "%d clients cannot all connect from %s", c.Count, source).Hint =
			"write {{ self.index }} in it, or leave the port to the system: port 0"
	default:
		d.checkWay(c, source)
	}
}

// checkWay checks that what a client connects to can be reached from its source.
func (d *decoder) checkWay(c *Client, source Endpoint) {
	switch target, known := d.targetOf(c); {
	case !known:
	case source.Network != "" && source.Network != target.Network:
		d.fail(c.Source.Pos, "a client that connects by %s cannot do so from %s", target.Network, source)
	case target.Path == "" && !sameFamily(source.Host, target.Host):
		d.fail(c.Source.Pos, "nothing can be connected from %s to %s: one is IPv4, the other IPv6", source.Host, target.Host)
	case source.Network == "" && target.Path != "":
		d.fail(c.Source.Pos, "a client that connects by %s has a path for its source, such as %s://alice.sock", target.Network, target.Network)
	}
}

// sameFamily says whether two hosts may be of one family. Names may be of any.
func sameFamily(a, b string) bool {
	one, err := netip.ParseAddr(a)
	other, otherErr := netip.ParseAddr(b)
	return err != nil || otherErr != nil || one.Is4() == other.Is4()
}

// targetOf returns where a client connects to as far as that is written in the
// file.
func (d *decoder) targetOf(c *Client) (target Endpoint, known bool) {
	if c.Connect == nil || !c.Connect.IsLiteral() {
		return target, false
	}
	if s := d.scenario.Server(c.Connect.Raw); s != nil {
		return s.Listen.bare(), s.Listen.Template == nil && s.Listen.Network != ""
	}
	if process, port, _ := d.processPort(c.Connect.Raw); port != nil {
		return Endpoint{Network: process.Network(port), Host: "127.0.0.1"}, true
	}
	target, err := ParseEndpoint(c.Connect.Raw)
	return target.bare(), err == nil
}

// bare is the endpoint as its socket sees it: TLS begins later.
func (e Endpoint) bare() Endpoint {
	if e.IsTLS() {
		e.Network = "tcp"
	}
	return e
}
