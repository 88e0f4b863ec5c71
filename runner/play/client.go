package play

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/runner/actorname"
	"sockrun/runner/positioned"
	"sockrun/runner/scenario"
	"sockrun/runner/values"
	"sockrun/runner/world"
)

// client is a client while its scenario runs; its instances share a VM.
type client struct {
	*actor
	decl      *scenario.Client
	instances int
	// connections are those that its connect and its steps have made.
	connections int
	running     int            // instances that have not ended; guarded by play.mu
	jobs        []*luaapi.Job  // the instances
	returned    []luaapi.Value // what each has left as its result
	failed      error          // the first that an instance failed with
	refused     bool           // an instance has failed as its server was to let it
	// met are where the instances have connected to last.
	met map[int]destination
}

// startClients starts the clients that come after nobody. The deadline is that of
// the scenario.
func (p *play) startClients(deadline host.Deadline) {
	for _, decl := range p.Clients {
		c := newClient(p.newActor("clients", decl.Name, clientPos(decl)), decl)
		c.sets, c.reads = decl.Sets, decl.Reads
		p.clients = append(p.clients, c)
	}
	for _, c := range p.clients {
		c.countRunning(1) // until it has started, so that nobody takes it for ended
	}
	for _, c := range p.clients {
		err := c.vm.Do(c.String(), func(t *luaapi.Task) error { return c.enlistBy(t, deadline) })
		if err != nil {
			c.fail(c.String(), err)
		}
	}
	p.barriers.Seal()
	p.late = slices.Clone(p.clients)
	if p.fitsDescriptors(p.Clients, p.enlisted) {
		p.startDueClients()
	}
}

// enlisted is how many instances of a client there will be.
func (p *play) enlisted(decl *scenario.Client) int {
	for _, c := range p.clients {
		if c.decl == decl {
			return c.instances
		}
	}
	return 0
}

// declaredCount is how many there will be as far as the file says so.
func declaredCount(decl *scenario.Client) int { return decl.Count }

func newClient(a *actor, decl *scenario.Client) *client {
	return &client{actor: a, decl: decl, met: map[int]destination{}}
}

// startDueClients starts the clients for which all have ended that they come
// after.
func (p *play) startDueClients() {
	p.late = slices.DeleteFunc(p.late, func(c *client) bool {
		due := p.isDue(c)
		if due {
			c.begin()
		}
		return due
	})
}

func (p *play) isDue(c *client) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ending || len(p.failures) > 0 {
		return false
	}
	return !slices.ContainsFunc(c.decl.After, func(name scenario.Name) bool { return !p.hasEnded(name.Name) })
}

// begin starts the instances of a client that has waited for its turn.
func (c *client) begin() {
	_ = c.vm.Do(c.String(), func(t *luaapi.Task) error { c.launch(t); return nil }) // fails in a broken VM, of which the play knows
	c.countRunning(-1)
}

// dropLate forgets the clients whose turn will not come any more.
func (p *play) dropLate() {
	for _, c := range p.late {
		c.countRunning(-1)
	}
	p.late = nil
}

// clientPos is where the client's code is.
func clientPos(decl *scenario.Client) scenario.Pos {
	if decl.Script != nil {
		return decl.Script.Pos
	}
	return decl.Pos
}

// start starts as many instances as the client has, at once.
func (c *client) start(t *luaapi.Task) error {
	if err := c.enlist(t); err != nil {
		return err
	}
	if !c.play.fitsDescriptors([]*scenario.Client{c.decl}, c.play.enlisted) {
		return &suffered{c.String(), errors.New("it has not started")}
	}
	c.launch(t)
	return nil
}

// enlist works out how many instances there will be, whom others may wait for
// at barriers.
func (c *client) enlist(t *luaapi.Task) error {
	count, err := c.count(t)
	if err != nil {
		return err
	}
	c.instances = count
	for i := 1; i <= count && c.body == nil; i++ {
		c.play.barriers.Enter(c.who(i), c.decl.Barriers)
	}
	return nil
}

// enlistBy is enlist before the scenario waits for its deadline itself.
func (c *client) enlistBy(t *luaapi.Task, deadline host.Deadline) error {
	if c.decl.CountOf == nil {
		return c.enlist(t)
	}
	return c.inTime(t, deadline, func() error { return c.enlist(t) })
}

// launch starts the instances, which may be too many for the memory: then those
// that are left are not started.
func (c *client) launch(t *luaapi.Task) {
	for i := 1; i <= c.instances && !c.play.isEnding(); i++ {
		c.countRunning(1)
		job := t.Go(c.who(i), (&instance{client: c, index: i}).run)
		c.jobs, c.returned = append(c.jobs, job), append(c.returned, luaapi.Nil)
	}
}

// countRunning changes how many instances have not ended.
func (c *client) countRunning(by int) {
	c.play.mu.Lock()
	defer c.play.mu.Unlock()
	c.running += by
	c.play.addActive(by)
}

func (c *client) count(t *luaapi.Task) (int, error) {
	if c.decl.CountOf == nil {
		return c.decl.Count, nil
	}
	c.populate(t, t.Globals(), 1)
	s, err := values.Text(t, c.decl.CountOf)
	if err != nil {
		return 0, err
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > scenario.MaxInstances {
		return 0, positioned.At(c.decl.CountOf.Pos, fmt.Errorf("count must be a number from 1 to %d, got %q", scenario.MaxInstances, s))
	}
	return n, nil
}

func (c *client) who(i int) string { return c.kind + "." + c.label(i) }

// label is the name by which an instance is told from the others.
func (c *client) label(i int) string {
	if c.instances > 1 {
		return actorname.Instance(c.name, i)
	}
	return c.name
}

// closer closes a connection, if there is one.
func closer(conn *luaapi.Conn) io.Closer {
	if conn == nil {
		return nil
	}
	return conn.Socket
}

// showAddress lets the instance's Lua see where it has connected from.
func (c *client) showAddress(t *luaapi.Task, scope *luaapi.Scope, conn *luaapi.Conn) {
	if conn == nil || !c.mayRead("self") {
		return
	}
	if addr, err := conn.Socket.Socket.LocalAddr(); err == nil {
		luaapi.SetField(scope.Get("self"), "address", t.Value(addr))
	}
}

// connect connects to the client's own target; without one there is no
// connection.
func (c *client) connect(t *luaapi.Task, index int) (*luaapi.Conn, error) {
	if c.decl.Connect == nil {
		return nil, nil
	}
	target, err := values.Text(t, c.decl.Connect)
	if err != nil {
		return nil, err
	}
	return c.connectTo(t, c.decl.Connect.Pos, target, index, host.Forever)
}

// connectTo connects to a target, which stands at pos. With an error there may be
// a connection all the same, which has failed.
func (c *client) connectTo(t *luaapi.Task, pos scenario.Pos, target string, index int, d host.Deadline) (*luaapi.Conn, error) {
	if err := c.awaitTarget(t, pos, target); err != nil {
		return nil, positioned.At(pos, err)
	}
	dest, err := c.target(target, c.play.lookupBy(t, d))
	if err != nil {
		return nil, positioned.At(pos, err)
	}
	conn, err := c.socket(t, dest.addr.Family, dest.kind, dest.frame, target, index)
	if err != nil {
		return nil, positioned.InPlace(pos, err)
	}
	if err := conn.Socket.ConnectBy(dest.addr, d); err != nil {
		return conn, positioned.At(pos, host.NewError("connect", dest.addr.String(), 0, err))
	}
	c.connections++
	c.met[index] = dest
	if err := c.secure(conn, dest, d); err != nil {
		return conn, positioned.At(pos, err)
	}
	return conn, nil
}

// connected is how many connections there were; of those that a script makes
// only the script knows.
func (c *client) connected() int {
	if c.decl.Script != nil && c.decl.Connect == nil {
		return c.instances
	}
	return c.connections
}

// socket makes a socket for a connection to a target.
func (c *client) socket(t *luaapi.Task, family host.Family, kind host.Type, f *scenario.Frame, target string, index int) (*luaapi.Conn, error) {
	s, err := c.view.Socket(family, kind, 0)
	if err != nil {
		return nil, host.NewError("socket", "", 0, err)
	}
	host.NoDelay(s)
	world.SetName(s, c.label(index))
	conn, err := c.conn(t, s, f, target, 0)
	if err == nil {
		err = c.bind(t, s)
	}
	if err != nil {
		s.Close()
		return nil, err
	}
	return conn, nil
}

// awaitTarget waits for a process that starts later than the clients.
func (c *client) awaitTarget(t *luaapi.Task, pos scenario.Pos, target string) error {
	name, _, _ := strings.Cut(target, ".")
	if pr := c.play.process(name); pr != nil {
		t.SetPlace(pos.File, pos.Line, 0)
		return pr.await(t)
	}
	return nil
}
