package scenario

import "sockrun/runner/weather"

// Proxy is an actor that stands between clients and what they connect to.
type Proxy struct {
	Name string
	Pos  Pos
	// Listen is where clients connect to.
	Listen Endpoint
	// To is the name of a server, NAME.PORT of a process, or an endpoint.
	To *Text
	// Network is the weather in both directions, Upstream and Downstream that on
	// the way to To and back besides. nil for none.
	Network, Upstream, Downstream *Network
}

// Proxy returns the proxy of that name, or nil.
func (s *Scenario) Proxy(name string) *Proxy {
	for _, p := range s.Proxies {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// behind is to what a target leads: what is behind a proxy of that name, else
// itself.
func (s *Scenario) behind(target string) string {
	if p := s.Proxy(target); p != nil && p.To != nil && p.To.IsLiteral() {
		return p.To.Raw
	}
	return target
}

// Change changes a link as the network map says, whatever it says of between
// whom. text gives what a template says. A nil Network changes nothing.
func (n *Network) Change(link *weather.Link, text func(*Text) (string, error)) error {
	if n == nil {
		return nil
	}
	changes, err := n.Changes(text)
	if err != nil {
		return err
	}
	for _, c := range changes {
		for _, r := range c.Rules {
			r.Change(link)
		}
	}
	return nil
}
