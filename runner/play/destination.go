package play

import (
	"fmt"
	"net/netip"
	"strings"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/runner/positioned"
	"sockrun/runner/scenario"
	"sockrun/runner/values"
	"sockrun/runner/world"
)

// destination is where a client connects to.
type destination struct {
	addr   host.Addr
	kind   host.Type
	frame  *scenario.Frame
	server *server // nil when it is none of the scenario's
	host   string  // as it is written, "" for a server's or a process's
	tls    bool    // it says that connections begin with TLS
}

// target says where a name or an endpoint leads, and with which frame. Before
// what is behind a proxy that is the proxy.
func (c *client) target(name string, look lookup) (dest destination, err error) {
	x := c.play.proxy(name)
	if x == nil {
		return c.play.destination(name, c.decl.Frame, look)
	}
	dest, err = c.play.destination(x.to, c.decl.Frame, look)
	dest.addr, dest.kind = reachable(x.addr), x.listener.Kind().Type
	return dest, err
}

// destination is target for what is no proxy, and for a client with a frame of
// its own, or nil.
func (p *play) destination(name string, own *scenario.Frame, look lookup) (dest destination, err error) {
	for _, s := range p.servers {
		if s.name == name {
			f := own
			if f == nil {
				f = s.decl.Frame.Swapped()
			}
			return destination{addr: reachable(s.addr), kind: s.listener.Kind().Type, frame: f, server: s, tls: s.tls != nil}, nil
		}
	}
	if process, port, found := strings.Cut(name, "."); found && p.process(process) != nil {
		return p.process(process).destination(port, own)
	}
	endpoint, err := scenario.ParseEndpoint(name)
	if err != nil {
		return dest, err
	}
	dest = destination{frame: own, host: endpoint.Host, tls: endpoint.IsTLS()}
	dest.addr, dest.kind, err = p.resolve(endpoint, look)
	return dest, err
}

// destination is one of the ports of the process.
func (pr *process) destination(port string, own *scenario.Frame) (dest destination, err error) {
	n := pr.port(port)
	if n == 0 {
		return dest, fmt.Errorf("process %s has told no port %s", pr.name, port)
	}
	dest = destination{addr: host.Inet(loopback(), n), kind: host.Stream, frame: own}
	if pr.decl.Network(pr.decl.Port(port)) == "udp" {
		dest.kind = host.Datagram
	}
	return dest, nil
}

// reachable turns the address of a server that listens everywhere into one
// that can be connected to.
func reachable(a host.Addr) host.Addr {
	switch {
	case a.IP == netip.IPv4Unspecified():
		a.IP = netip.AddrFrom4([4]byte{127, 0, 0, 1})
	case a.IP == netip.IPv6Unspecified():
		a.IP = netip.IPv6Loopback()
	}
	return a
}

// endpoint fills in the template of an endpoint.
func (p *play) endpoint(t *luaapi.Task, e scenario.Endpoint) (scenario.Endpoint, error) {
	if e.Template == nil {
		return e, nil
	}
	s, err := values.Text(t, e.Template)
	if err != nil {
		return e, err
	}
	filled, err := scenario.ParseEndpoint(s)
	if err != nil {
		return e, positioned.At(e.Pos, err)
	}
	return filled, nil
}

// resolve turns an endpoint into an address and a socket type. Relative unix
// paths lie in the temporary folder.
func (p *play) resolve(e scenario.Endpoint, look lookup) (host.Addr, host.Type, error) {
	kind := host.Stream
	switch {
	case !e.Accepts():
		kind = host.Datagram
	case !e.IsStream():
		kind = host.SeqPacket
	}
	if e.Path != "" {
		return host.UnixPath(scenario.SocketPath(e.Path, p.temp.path)), kind, nil
	}
	if ip, err := netip.ParseAddr(e.Host); err == nil {
		return host.Inet(ip, e.Port), kind, nil
	}
	found, err := look(e.Host)
	if err != nil {
		return host.Addr{}, kind, host.NewError("lookup", e.Host, 0, err)
	}
	found[0].Port = e.Port
	return found[0], kind, nil
}

// lookup looks a host up for whoever resolves an endpoint, which may take long.
type lookup func(name string) ([]host.Addr, error)

// lookup is for those who have no baton.
func (p *play) lookup(name string) ([]host.Addr, error) {
	return p.world.Lookup(name, 0, host.Forever)
}

// lookupBy is for a task, whose VM runs others meanwhile. In the simulated world
// nobody waits for it.
func (p *play) lookupBy(t *luaapi.Task, d host.Deadline) lookup {
	if p.options.World == world.Simulated {
		return p.lookup
	}
	return func(name string) (found []host.Addr, err error) {
		err = t.Wait("lookup", nil, d, func(limit host.Deadline) error {
			found, err = p.world.Lookup(name, 0, limit)
			return err
		})
		return found, err
	}
}
