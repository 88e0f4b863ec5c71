package play

import (
	"errors"
	"fmt"
	"slices"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/runner/declare"
	"sockrun/runner/positioned"
	"sockrun/runner/scenario"
	"sockrun/runner/world"
)

// body is the function that is a scenario in Lua, while it runs: an actor with
// a VM that all other actors of the scenario share, and the stage on which it
// starts them. Only running tasks of the VM may use its fields.
type body struct {
	*actor
	declared int          // scenarios of the file so far
	loaded   bool         // the file has been run to its end
	fn       luaapi.Value // nil until the file has declared it
	over     bool         // it has returned
	conns    []bodyConn   // that were not closed when they were last swept
	full     int          // how many there may be before they are swept
	numbered int          // connections so far
}

// bodyConn is a connection of the body's own, and where it was made.
type bodyConn struct {
	*luaapi.Conn
	pos scenario.Pos
}

// startBody starts the body of a scenario in Lua. The rest of the run waits
// for it as for a client.
func (p *play) startBody() {
	b := p.newBody("body", p.Pos)
	p.countActive(1)
	p.barriers.Seal() // who will come to them is not known, only how many
	b.vm.Start("body", func(t *luaapi.Task) error {
		defer p.countActive(-1)
		t.Label(b.name)
		b.run(t)
		return nil
	})
}

// newBody makes an actor whose VM is a stage.
func (p *play) newBody(name string, pos scenario.Pos) *body {
	b := &body{actor: &actor{play: p, name: name, pos: pos, view: p.world.View(name)}}
	b.body = b
	b.vm = b.newVM(b, func() string { return printer(b.vm.Label(), b.vm.Family()) })
	p.mu.Lock()
	defer p.mu.Unlock()
	p.actors = append(p.actors, b.actor)
	return b
}

// run loads the file again and calls the body. The tasks that it has spawned
// may end before its connections are closed.
func (b *body) run(t *luaapi.Task) {
	err := b.perform(t)
	if err == nil {
		b.findUnjoined(t, b.name)
		b.fail(b.name, append(t.Unjoined(), t.Recorded()...)...)
	}
	b.over = true
	if err == nil {
		for _, c := range b.conns {
			b.part(t, b.name, c.Conn, c.pos)
		}
	}
	b.finish(t, b.name, err, b)
}

func (b *body) perform(t *luaapi.Task) error {
	if err := b.load(t); err != nil {
		return err
	}
	_, err := t.Call(b.fn, t.Scene(b.play.Scenario.Name))
	return err
}

// load loads the file again, which declares the body and what has values of the
// VM.
func (b *body) load(t *luaapi.Task) error {
	if _, err := t.Run(b.play.Program.Chunk); err != nil {
		return err
	}
	if b.loaded = true; b.fn == nil {
		return b.differs()
	}
	t.Globals().Set("vars", t.Value(b.play.varsSeen()))
	return nil
}

// tearDown loads the file again and calls its teardown.
func (b *body) tearDown(t *luaapi.Task) error {
	b.over = true // nobody starts actors any more
	if err := b.load(t); err != nil {
		return err
	}
	_, err := t.Call(b.play.Teardown.Function.(luaapi.Value), t.Globals().Get("vars"))
	return err
}

// differs says that a file does not declare the same each time it is run.
func (b *body) differs() error {
	return positioned.At(b.pos, fmt.Errorf("the file declares other scenarios when it is run again: number %d is not %q", b.play.Index+1, b.play.Title))
}

// Close closes the connections that the body has made.
func (b *body) Close() error {
	for _, c := range b.conns {
		c.Socket.Close()
	}
	return nil
}

// Declare takes up the body when it is the scenario's turn, with the options
// that have values of this VM.
func (b *body) Declare(c luaapi.Call, fn luaapi.Value) error {
	if b.loaded {
		return errors.New("scenarios are declared at the top level of a file")
	}
	b.declared++
	if b.declared-1 != b.play.Index {
		return nil
	}
	again, err := b.play.Program.Scenario(b.play.Index, c.Name, declare.Call(c))
	if err != nil {
		return placed(err)
	}
	if c.Name != b.play.Title {
		return b.differs()
	}
	b.play.Adopt(again)
	b.fn = fn
	return nil
}

// Start starts an actor that shares the body's VM.
func (b *body) Start(t *luaapi.Task, kind luaapi.ActorKind, c luaapi.Call) (luaapi.Actor, error) {
	if b.over {
		return nil, errors.New("the body has returned, and starts nothing any more")
	}
	switch kind {
	case luaapi.ServerActor:
		return b.server(t, c)
	case luaapi.ClientActor:
		return b.client(t, c)
	}
	return b.process(t, c)
}

// member makes an actor that shares the body's VM.
func (b *body) member(kind, name string, pos scenario.Pos) *actor {
	p := b.play
	a := &actor{play: p, kind: kind, name: name, pos: pos, view: p.world.View(name), vm: b.vm, body: b}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.actors = append(p.actors, a)
	return a
}

// grow lets add put an actor on a list of the scenario, at which goroutines look
// that have no baton.
func (p *play) grow(add func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	add()
}

func (b *body) server(t *luaapi.Task, c luaapi.Call) (luaapi.Actor, error) {
	p := b.play
	decl, err := p.NewServer(declare.Call(c))
	if err != nil {
		return nil, placed(err)
	}
	s := &server{actor: b.member("servers", decl.Name, serverPos(decl)), decl: decl}
	if err := s.listen(t, host.Forever); err != nil {
		return nil, err
	}
	p.grow(func() { p.Scenario.Servers, p.servers = append(p.Scenario.Servers, decl), append(p.servers, s) })
	t.Go(s.String(), s.run)
	return s, nil
}

func (b *body) client(t *luaapi.Task, c luaapi.Call) (luaapi.Actor, error) {
	p := b.play
	decl, err := p.NewClient(declare.Call(c))
	if err != nil {
		return nil, placed(err)
	}
	cl := newClient(b.member("clients", decl.Name, clientPos(decl)), decl)
	p.grow(func() { p.Scenario.Clients, p.clients = append(p.Scenario.Clients, decl), append(p.clients, cl) })
	return cl, cl.start(t)
}

// process starts a process and waits until it is ready. One that fails has
// failed the scenario already.
func (b *body) process(t *luaapi.Task, c luaapi.Call) (luaapi.Actor, error) {
	p := b.play
	decl, err := p.NewProcess(declare.Call(c))
	if err != nil {
		return nil, placed(err)
	}
	if p.options.World == world.Simulated {
		return nil, &skipped{noPrograms}
	}
	pr := &process{actor: b.member("processes", decl.Name, decl.Pos), decl: decl}
	if err := pr.openPorts(); err != nil {
		pr.closePorts()
		return nil, err
	}
	p.grow(func() { p.Scenario.Processes = append(p.Scenario.Processes, decl) })
	p.processes.add(pr)
	p.startDue()
	if err := pr.await(t); err != nil {
		return nil, err
	}
	if !pr.isReady() {
		return nil, &suffered{pr.String(), errors.New("it is not ready")}
	}
	return pr, nil
}

// Connect makes a connection of the body's own.
func (b *body) Connect(t *luaapi.Task, c luaapi.Call) (*luaapi.Conn, error) {
	decl, err := b.play.NewConnection(declare.Call(c))
	if err != nil {
		return nil, placed(err)
	}
	if b.over {
		return nil, errors.New("the body has returned, and its connections are closed")
	}
	b.numbered++
	conn, err := newClient(b.actor, decl).connect(t, b.numbered)
	if conn != nil {
		b.keepConn(bodyConn{conn, decl.Pos})
	}
	if err != nil {
		return nil, err
	}
	return conn, nil
}

// keepConn keeps a connection, which the end of the body closes.
func (b *body) keepConn(c bodyConn) {
	if len(b.conns) >= b.full {
		b.conns = slices.DeleteFunc(b.conns, func(c bodyConn) bool { return c.Socket.Closed() })
		b.full = max(2*len(b.conns), 16)
	}
	b.conns = append(b.conns, c)
}

// Skip ends the body with the reason why the scenario does not run here.
func (b *body) Skip(_ luaapi.Call, reason string) error { return &skipped{reason} }

// skipped is the reason for which a body has called s:skip.
type skipped struct{ reason string }

func (s *skipped) Error() string { return s.reason }
