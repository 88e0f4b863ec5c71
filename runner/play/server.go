package play

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"syscall"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/runner/positioned"
	"sockrun/runner/scenario"
	"sockrun/runner/steps"
)

// server is a server while its scenario runs.
type server struct {
	*actor
	decl        *scenario.Server
	listener    host.Socket
	addr        host.Addr
	tls         *scenario.TLS // nil when connections do not begin with TLS
	connections int
	refusals    int   // connections whose handshake a client of the scenario has refused
	refusal     error // how the last of them failed
	done        bool  // the script or the accept loop has ended; guarded by play.mu

	peers peers // of a datagram server

	mu      sync.Mutex
	pending []unserved // connections that were waiting when the clients had ended
}

// describe is what scripts see as servers.NAME.
func (s *server) describe() luaapi.Map { return placeOf(s.addr) }

// placeOf is what scripts see of where an actor listens.
func placeOf(addr host.Addr) luaapi.Map {
	m := luaapi.Map{{Key: "address", Value: addr}}
	if addr.Path != "" {
		m = append(m, luaapi.Pair{Key: "path", Value: addr.Path})
	}
	if addr.IP.IsValid() {
		m = append(m, luaapi.Pair{Key: "host", Value: addr.IP.String()}, luaapi.Pair{Key: "port", Value: addr.Port})
	}
	return m
}

// bindServers binds every listener before any actor runs. It says whether all of
// them stand.
func (p *play) bindServers() bool {
	for _, decl := range p.Servers {
		s := &server{actor: p.newActor("servers", decl.Name, serverPos(decl)), decl: decl}
		s.sets, s.reads = decl.Sets, decl.Reads
		p.servers = append(p.servers, s)
		p.barriers.Enter(s.String(), decl.Barriers)
	}
	limit := p.timeLimit()
	for _, s := range p.servers {
		if err := s.vm.Do(s.String(), func(t *luaapi.Task) error { return s.listen(t, limit) }); err != nil {
			f := p.failure(s.String(), err)
			f.Message = fmt.Sprintf("listen on %s: %s", s.decl.Listen, f.Message)
			f.Pos = s.decl.Listen.Pos
			p.add(f)
			return false
		}
	}
	return true
}

// startServers has the servers run, whose Lua may look at all proxies by then.
func (p *play) startServers() {
	for _, s := range p.servers {
		s.vm.Start(s.String(), s.run)
	}
}

// serverPos is where the server's code is.
func serverPos(decl *scenario.Server) scenario.Pos {
	switch {
	case decl.Script != nil:
		return decl.Script.Pos
	case decl.Handler != nil:
		return decl.Handler.Pos
	}
	return decl.Pos
}

// listen binds the server's socket. Where that is, is known by the deadline.
func (s *server) listen(t *luaapi.Task, d host.Deadline) error {
	p := s.play
	endpoint, err := s.endpoint(t, d)
	if err != nil {
		return err
	}
	addr, kind, err := p.resolve(endpoint, p.lookupBy(t, d))
	if err != nil {
		return err
	}
	if s.tls = s.decl.TLS; s.tls == nil && endpoint.IsTLS() {
		s.tls = &scenario.TLS{Pos: s.decl.Listen.Pos}
	}
	if s.listener, err = s.view.Socket(addr.Family, kind, 0); err != nil {
		return host.NewError("socket", "", 0, err)
	}
	if s.decl.Script == nil { // else its listener is the script's, and as the system makes it
		host.NoDelay(s.listener) // what it accepts is the same
	}
	s.addr, err = listenOn(s.listener, addr, cmp.Or(s.decl.Backlog, backlog))
	return p.listens(s.String(), addr, kind, err)
}

// endpoint is where the server is to listen.
func (s *server) endpoint(t *luaapi.Task, d host.Deadline) (e scenario.Endpoint, err error) {
	if s.decl.Listen.Template == nil {
		return s.decl.Listen, nil
	}
	s.prepare(t)
	err = s.inTime(t, d, func() error {
		e, err = s.play.endpoint(t, s.decl.Listen)
		return err
	})
	return e, err
}

// run runs the script, or the loop that accepts connections, to its end.
func (s *server) run(t *luaapi.Task) error {
	s.prepare(t)
	s.enter(t, s.own)
	s.finish(t, s.String(), s.serve(t), nil)
	s.play.setDone(s)
	return nil
}

func (s *server) serve(t *luaapi.Task) error {
	switch {
	case s.decl.Script != nil:
		return s.runScript(t)
	case !s.decl.Listen.Accepts() && s.decl.Listen.Template == nil:
		return s.serveDatagrams(t)
	}
	return s.acceptLoop(t, t.Conn(s.listener, nil, nil, 0), nil)
}

// runScript runs the script once; if it defines a handler, connections are
// accepted for it.
func (s *server) runScript(t *luaapi.Task) error {
	listener := t.Conn(s.listener, nil, nil, 0)
	if err := s.runOn(t, s.decl.Script.Lua(), s.own, listener); err != nil {
		return err
	}
	handler := s.own.Get("handler")
	if handler == luaapi.Nil {
		s.keep(s.own, 1)
		s.play.barriers.Leave(s.String())
		return nil
	}
	return s.acceptLoop(t, listener, func(t *luaapi.Task, conn *luaapi.Conn, _ int) error {
		_, err := t.Call(handler, conn.Value())
		return err
	})
}

// conversation is what a server does with one connection, whose number counts
// from 1; nil for what it declares.
type conversation func(t *luaapi.Task, conn *luaapi.Conn, index int) error

// converse runs the declared handler or steps.
func (s *server) converse(t *luaapi.Task, conn *luaapi.Conn, index int) error {
	if s.decl.Handler != nil {
		return s.runOn(t, s.decl.Handler, s.own, conn)
	}
	return s.follow(t, conn, s.decl.StepsOf(index))
}

// follow performs steps with a connection.
func (s *server) follow(t *luaapi.Task, conn *luaapi.Conn, list []*scenario.Step) error {
	do := &steps.Performer{Scene: s.play.scene, Task: t, Conn: conn, Scope: s.own, Ignore: s.decl.Ignore, StartTLS: s.handshake}
	return do.All(list)
}

// acceptLoop accepts connections, each for a task of its own. When the
// listener is closed it serves those that were still waiting.
func (s *server) acceptLoop(t *luaapi.Task, listener *luaapi.Conn, talk conversation) error {
	for !s.hasEnough() {
		accepted, _, err := listener.Socket.Accept()
		if err != nil {
			s.servePending(t, talk)
			return s.acceptError(err)
		}
		s.serveConnection(t, accepted, talk)
		s.acceptRest(t, talk)
	}
	return nil
}

// acceptRest accepts all who wait at the listener by now. The tasks of those
// who were accepted before would be first each time that it gave the baton
// away, and the queue of the system, which drops whom it has no room for, would
// grow as fast as they talk.
func (s *server) acceptRest(t *luaapi.Task, talk conversation) {
	for !s.decl.Sequential && !s.hasEnough() {
		accepted, _, err := s.listener.Accept(host.DontWait)
		if err != nil {
			return
		}
		s.serveConnection(t, accepted, talk)
	}
}

// acceptError drops the errors by which a listener's end shows.
func (s *server) acceptError(err error) error {
	if errors.Is(err, syscall.EBADF) || errors.Is(err, host.ErrEnded) {
		return nil
	}
	return positioned.At(s.decl.Listen.Pos, host.NewError("accept", s.addr.String(), 0, err))
}

// serveConnection hands an accepted socket to its conversation, in a task of
// its own unless the server is sequential.
func (s *server) serveConnection(t *luaapi.Task, accepted host.Socket, talk conversation) {
	s.connections++
	if len(s.play.Processes) > 0 { // they may have told ports by now
		s.own.Set("processes", t.Value(s.play.processesValue()))
	}
	who := "servers." + s.name + " connection " + strconv.Itoa(s.connections)
	index := s.connections
	if s.decl.Script != nil {
		host.NoDelay(accepted)
	}
	s.play.countHandlers(1)
	c := &serving{server: s, who: who, index: index, accepted: accepted, talk: talk}
	if s.decl.Sequential {
		c.run(t)
		return
	}
	t.Go(who, c.run)
}
