package runner

import (
	"cmp"
	"fmt"
	"net/netip"
	"path/filepath"
	"strconv"
	"strings"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/runner/scenario"
	"sockrun/runner/world"
)

// client is a client while its scenario runs; its instances share a VM.
type client struct {
	*actor
	decl      *scenario.Client
	instances int
	running   int            // instances that have not ended; guarded by play.mu
	jobs      []*luaapi.Job  // the instances
	left      []luaapi.Value // what each has left as its result
	failed    error          // the first that an instance failed with
}

func (p *play) startClients() {
	for _, decl := range p.Clients {
		c := &client{actor: p.newActor("clients", decl.Name, clientPos(decl)), decl: decl}
		c.sets = decl.Sets
		p.clients = append(p.clients, c)
	}
	for _, c := range p.clients {
		c.countRunning(1) // so that await does not see a moment without clients
	}
	for _, c := range p.clients {
		if err := c.vm.Do(c.String(), c.start); err != nil {
			c.fail(c.String(), err)
		}
		c.countRunning(-1)
	}
	p.barriers.Seal()
}

// clientPos is where the client's code is.
func clientPos(decl *scenario.Client) scenario.Pos {
	if decl.Script != nil {
		return decl.Script.Pos
	}
	return decl.Pos
}

// start starts as many instances as the client has.
func (c *client) start(t *luaapi.Task) error {
	count, err := c.count(t)
	c.instances = count
	for i := 1; err == nil && i <= count; i++ {
		c.countRunning(1)
		if c.body == nil {
			c.play.barriers.Enter(c.who(i), c.decl.Barriers)
		}
		job := t.Go(c.who(i), func(t *luaapi.Task) error {
			defer c.countRunning(-1)
			c.instance(t, i)
			c.play.barriers.Leave(c.who(i))
			return nil
		})
		c.jobs, c.left = append(c.jobs, job), append(c.left, luaapi.Nil)
	}
	return err
}

// countRunning changes how many instances have not ended.
func (c *client) countRunning(by int) {
	c.play.count(&c.running, by)
	c.play.count(&c.play.active, by)
}

func (c *client) count(t *luaapi.Task) (int, error) {
	if c.decl.CountOf == nil {
		return c.decl.Count, nil
	}
	c.populate(t, t.Globals(), 1)
	s, err := text(t, c.decl.CountOf)
	if err != nil {
		return 0, err
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		return 0, at(c.decl.CountOf.Pos, fmt.Errorf("count must be a number of 1 or more, got %q", s))
	}
	return n, nil
}

func (c *client) who(i int) string { return c.kind + "." + c.label(i) }

// label is the name by which an instance is told from the others.
func (c *client) label(i int) string {
	if c.instances > 1 {
		return fmt.Sprintf("%s[%d]", c.name, i)
	}
	return c.name
}

// instance is one of the client's conversations.
func (c *client) instance(t *luaapi.Task, index int) {
	scope := t.NewScope()
	c.enter(t, scope)
	c.populate(t, scope, index)
	conn, err := c.connect(t, index)
	if err == nil {
		c.showAddress(t, scope, conn)
		err = c.converse(t, conn, scope)
	}
	c.keep(scope)
	c.left[index-1] = scope.Get("result")
	c.failed = cmp.Or(c.failed, err)
	if err == nil {
		c.part(t, c.who(index), conn, lastOf(c.decl.Steps, clientPos(c.decl)))
	}
	if conn == nil {
		c.finish(t, c.who(index), err, nil)
		return
	}
	c.finish(t, c.who(index), err, conn.Socket)
}

// showAddress lets the instance's Lua see where it has connected from.
func (c *client) showAddress(t *luaapi.Task, scope *luaapi.Scope, conn *luaapi.Conn) {
	if conn == nil {
		return
	}
	if addr, err := conn.Socket.Socket.LocalAddr(); err == nil {
		luaapi.SetField(scope.Get("self"), "address", t.Value(addr))
	}
}

func (c *client) converse(t *luaapi.Task, conn *luaapi.Conn, scope *luaapi.Scope) error {
	if c.decl.Script == nil {
		return c.play.steps(t, c.decl.Steps, conn, scope)
	}
	return c.runOn(t, c.decl.Script.Lua(), scope, conn)
}

// connect connects to the target; without one there is no connection.
func (c *client) connect(t *luaapi.Task, index int) (*luaapi.Conn, error) {
	if c.decl.Connect == nil {
		return nil, nil
	}
	target, err := text(t, c.decl.Connect)
	if err != nil {
		return nil, err
	}
	if err := c.awaitTarget(t, target); err != nil {
		return nil, at(c.decl.Connect.Pos, err)
	}
	addr, kind, f, err := c.target(target)
	if err != nil {
		return nil, at(c.decl.Connect.Pos, err)
	}
	s, err := c.view.Socket(addr.Family, kind, 0)
	if err != nil {
		return nil, at(c.decl.Connect.Pos, host.NewError("socket", "", 0, err))
	}
	noDelay(s)
	world.LogOf(s).SetName(c.label(index), "")
	conn, err := c.conn(t, s, f, target, 0)
	if err == nil {
		err = c.returnAddress(s, index)
	}
	if err != nil {
		s.Close()
		return nil, err
	}
	if err := conn.Socket.Connect(addr); err != nil {
		return conn, at(c.decl.Connect.Pos, host.NewError("connect", addr.String(), 0, err))
	}
	return conn, nil
}

// returnAddress gives a unix datagram socket the name without which nobody can
// answer it: the system gives one to other sockets only.
func (c *client) returnAddress(s host.Socket, index int) error {
	if k := s.Kind(); k.Family != host.UNIX || k.Accepts() {
		return nil
	}
	path := filepath.Join(c.play.temp.path, fmt.Sprintf("%s-%d.sock", c.name, index))
	if err := s.Bind(host.UnixPath(path)); err != nil {
		return at(c.decl.Connect.Pos, host.NewError("bind", path, 0, err))
	}
	return nil
}

// awaitTarget waits for a process that starts later than the clients.
func (c *client) awaitTarget(t *luaapi.Task, target string) error {
	name, _, _ := strings.Cut(target, ".")
	if pr := c.play.process(name); pr != nil {
		t.SetPlace(c.decl.Connect.Pos.File, c.decl.Connect.Pos.Line, 0)
		return pr.await(t)
	}
	return nil
}

// target says where a name or an endpoint leads, and with which frame.
func (c *client) target(name string) (host.Addr, host.Type, *scenario.Frame, error) {
	for _, s := range c.play.servers {
		if s.name == name {
			f := c.decl.Frame
			if f == nil {
				f = s.decl.Frame.Swapped()
			}
			return reachable(s.addr), s.listener.Kind().Type, f, nil
		}
	}
	if process, port, found := strings.Cut(name, "."); found && c.play.process(process) != nil {
		n := c.play.process(process).port(port)
		if n == 0 {
			return host.Addr{}, 0, nil, fmt.Errorf("process %s has told no port %s", process, port)
		}
		return host.Inet(loopback(), n), host.Stream, c.decl.Frame, nil
	}
	endpoint, err := scenario.ParseEndpoint(name)
	if err != nil {
		return host.Addr{}, 0, nil, err
	}
	addr, kind, err := c.play.resolve(endpoint)
	return addr, kind, c.decl.Frame, err
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
	s, err := text(t, e.Template)
	if err != nil {
		return e, err
	}
	filled, err := scenario.ParseEndpoint(s)
	if err != nil {
		return e, at(e.Pos, err)
	}
	return filled, nil
}

// resolve turns an endpoint into an address and a socket type. Relative unix
// paths lie in the temporary folder.
func (p *play) resolve(e scenario.Endpoint) (host.Addr, host.Type, error) {
	kind := host.Stream
	switch {
	case !e.Accepts():
		kind = host.Datagram
	case !e.IsStream():
		kind = host.SeqPacket
	}
	if e.Path != "" {
		return host.UnixPath(socketPath(e.Path, p.temp.path)), kind, nil
	}
	if ip, err := netip.ParseAddr(e.Host); err == nil {
		return host.Inet(ip, e.Port), kind, nil
	}
	found, err := p.world.Lookup(e.Host, 0, host.Forever)
	if err != nil {
		return host.Addr{}, kind, host.NewError("lookup", e.Host, 0, err)
	}
	found[0].Port = e.Port
	return found[0], kind, nil
}

// socketPath is where a unix endpoint is: "@" begins an abstract name, and a
// relative path lies in the temporary folder.
func socketPath(path, temp string) string {
	if name, ok := strings.CutPrefix(path, "@"); ok {
		return "\x00" + name
	}
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(temp, path)
}
