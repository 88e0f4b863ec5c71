package scenario

import "slices"

const (
	takesEndpoint = "an endpoint such as tcp://127.0.0.1:0 or tls://127.0.0.1:0"
	takesTarget   = "the name of a server, NAME.PORT of a process, or an endpoint such as tcp://127.0.0.1:80"
	takesSteps    = "a list of steps"
	takesMode     = "threading or sequential"
	takesSource   = "an address such as 127.0.0.1, or an endpoint such as tcp://127.0.0.1:0"
)

const ignoreDoc = "Messages that its steps pass over, such as heartbeats: expect, expect_any, expect_all, expect_silence, expect_close and recv take the next one that does not match. They still stand in the transcript. It needs a frame, or datagrams."

const serverDoc = "An actor that listens and holds a conversation with each connection. It has one of handler, script, steps and connections."

// serverTable declares an entry of servers.
func serverTable() table[Server] {
	return table[Server]{topic: "servers", what: "a server", doc: serverDoc, keys: []key[Server]{
		{name: "listen", takes: takesEndpoint, doc: "Where it listens. Port 0 is a free port, servers.NAME.port says which; a relative unix path lies in the scenario's temporary folder.",
			example: "listen: tcp://127.0.0.1:0",
			needed:  true,
			decode:  func(d *decoder, v value, s *Server) { s.Listen = d.endpoint(v) }},
		{name: "frame", takes: takesFrame, doc: "How its streams are cut into messages. With it conn is a stream of messages, without it a socket.",
			otherwise: "no frame", example: `frame: {length: ">I"}`,
			decode: func(d *decoder, v value, s *Server) { s.Frame = d.frame(v) }},
		{name: "tls", takes: takesServerTLS, doc: "TLS from the first byte of each connection, and how. listen: tls:// does not need it. A script that calls listener:accept() itself gets sockets without, and calls starttls.",
			otherwise: "TLS if listen says tls://", example: "tls: {cert: good}",
			decode: func(d *decoder, v value, s *Server) { s.TLS = d.tls(v, false) }},
		{name: "handshake_fails", takes: takesFails, doc: "Each handshake must fail on this side, for exactly this reason: TLS_ALERT when the client refuses. Any other reason, or none, is a failure. There is no conversation then, so the server needs none, and that its client fails for it is no failure.",
			example: "handshake_fails: TLS_UNKNOWN_CA",
			decode:  func(d *decoder, v value, s *Server) { s.HandshakeFails = &ExpectedCode{v.pos, d.errorCode(v)} }},
		{name: "handler", takes: takesBlock, doc: "Lua that is run as a task for each connection, conn. When it returns the connection is closed.", one: true,
			example: "handler: for message in conn:messages() do conn:send(message) end",
			decode:  func(d *decoder, v value, s *Server) { s.Handler = d.block(v, d.scope.params...) }},
		{name: "script", takes: takesScript, doc: "Lua, a file or a block, that is run once before the first connection, with listener. It may define handler(conn), whose conn has the frame as elsewhere, or call listener:accept() itself, which gives a bare socket: conn:framed(codec) puts a frame on it.", one: true,
			example: "script: server.lua",
			decode:  func(d *decoder, v value, s *Server) { s.Script = d.script(v, "listener") }},
		{name: "steps", takes: takesSteps, doc: "The conversation with each connection.", one: true,
			example: "steps: [{expect: ping}, {send: pong}]",
			decode:  func(d *decoder, v value, s *Server) { s.Steps = d.steps(v) }},
		{name: "connections", takes: takesConnections, doc: "A conversation of its own for each connection, in the order in which they come. The last one is that of all further connections too.", one: true,
			example: "connections: [{steps: [{send: busy}]}, {steps: [{send: welcome}]}]",
			decode:  func(d *decoder, v value, s *Server) { s.Connections = d.conversations(v) }},
		{name: "mode", takes: takesMode, doc: "Whether connections are served at the same time (threading) or one after the other.",
			otherwise: "threading", example: "mode: sequential",
			decode: func(d *decoder, v value, s *Server) { s.Sequential = d.sequential(v) }},
		{name: "backlog", takes: takesCount, doc: "How many connections may wait to be accepted, as in listen(2).",
			otherwise: "the most that the system allows", example: "backlog: 1",
			decode: func(d *decoder, v value, s *Server) { s.Backlog = d.count(v, 1) }},
		{name: "accept", takes: takesCount, doc: "How many connections it accepts. After these the listener stays open and accepts no more; with 0 the server needs no conversation. A server of datagrams has no connections: it takes only 0, for nobody who is to send anything.",
			otherwise: "all", example: "accept: 2",
			decode: func(d *decoder, v value, s *Server) { s.Accept = d.count(v, 0) }},
		{name: "ignore", takes: takesMatcher, doc: ignoreDoc,
			otherwise: "every message counts", example: "ignore: {starts_with: PING}",
			decode: func(d *decoder, v value, s *Server) { s.Ignore = d.ignored(v) }},
		{name: "strict", takes: takesStrict, doc: strictKeyDoc + "This is for what concerns the server alone.",
			otherwise: "that of the scenario", example: "strict: {unaccepted: fail}",
			decode: func(d *decoder, v value, s *Server) { s.Strict = d.strict(v) }},
	},
		moved: map[string]string{
			"cert":    "write tls: {cert: NAME}",
			"connect": "a server has `listen`, a client has `connect`",
			"address": "write listen: tcp://127.0.0.1:0",
			"port":    "the port is a part of listen: tcp://127.0.0.1:0",
		}}
}

const clientDoc = "An actor that connects, and holds its side of a conversation. It starts when all servers listen and all processes are ready."

// clientTable declares an entry of clients.
func clientTable() table[Client] {
	return table[Client]{topic: "clients", what: "a client", doc: clientDoc, keys: []key[Client]{
		{name: "connect", takes: takesTarget, doc: "What it connects to: the name of a server, whose frame it takes over, or of a proxy before one, NAME.PORT for the port of a process, over UDP when ready: {udp: PORT} of the process names it and over TCP otherwise, or an endpoint. It may hold {{ vars.NAME }} and {{ processes.NAME.ports.PORT }}.",
			otherwise: "a step, a script or Lua connects", example: "connect: echo",
			decode: func(d *decoder, v value, c *Client) { c.Connect = d.target(v) }},
		{name: "frame", takes: takesFrame, doc: "How its stream is cut into messages; none for no frame.",
			otherwise: "the frame of the server that connect names, seen from the other side", example: `frame: {delimiter: "\r\n"}`,
			decode: func(d *decoder, v value, c *Client) { c.Frame = d.frame(v) }},
		{name: "tls", takes: takesTLS, doc: "TLS from the first byte of its connection, and how; none for no TLS.",
			otherwise: "that of the server that connect names, seen from the other side; TLS if connect says tls://", example: "tls: {ca: ca}",
			decode: func(d *decoder, v value, c *Client) { c.TLS = d.tls(v, true) }},
		{name: "script", takes: takesScript, doc: "Lua, a file or a block, that is run with conn.", one: true,
			example: "script: client.lua",
			decode:  func(d *decoder, v value, c *Client) { c.Script = d.script(v, d.scope.params...) }},
		{name: "steps", takes: takesSteps, doc: "Its side of the conversation.", one: true,
			example: "steps: [{send: ping}, {expect: pong}]",
			decode:  func(d *decoder, v value, c *Client) { c.Steps = d.steps(v) }},
		{name: "count", takes: takesCount, doc: "How many of it run at the same time; self.index says which one it is, from 1. It may be {{ vars.NAME }}.",
			otherwise: "1", example: "count: 3",
			decode: func(d *decoder, v value, c *Client) { d.clientCount(v, c) }},
		{name: "after", takes: takesActors, doc: "Clients and processes that must have ended before it starts.",
			otherwise: "it starts with the others", example: "after: alice",
			decode: func(d *decoder, v value, c *Client) { c.After = d.actorNames(v) }},
		{name: "source", takes: takesSource, doc: "The address that it connects from, which is bound before connect. It may hold {{ vars.NAME }} and {{ self.index }}: with a port or a path, each of count clients needs its own.",
			otherwise: "what the system chooses", example: "source: 127.0.0.1",
			decode: func(d *decoder, v value, c *Client) { c.Source = d.source(v) }},
		{name: "ignore", takes: takesMatcher, doc: ignoreDoc,
			otherwise: "every message counts", example: "ignore: {equal: heartbeat}",
			decode: func(d *decoder, v value, c *Client) { c.Ignore = d.ignored(v) }},
		{name: "strict", takes: takesStrict, doc: strictKeyDoc + "This is for what concerns the client alone.",
			otherwise: "that of the scenario", example: "strict: {unread: off}",
			decode: func(d *decoder, v value, c *Client) { c.Strict = d.strict(v) }},
	}, none: "a client needs `steps` or `script`",
		moved: map[string]string{
			"handshake_fails": "a client's step says fails: the step connect, or the first that receives",
			"listen":          "a server has `listen`, a client has `connect`",
			"handler":         "a handler belongs to a server; a client has `steps` or `script`",
			"lua":             "write script: | and the Lua below it",
		}}
}

func (d *decoder) server(name string, at Pos, v value) {
	defer d.enter(actorScope("servers." + name))()
	v.takes = "a map with listen and handler"
	s := &Server{Name: name, Pos: at, Accept: NoLimit}
	defer func() {
		s.Barriers = d.scope.barrierNames()
		s.Sets, s.Reads = d.scope.seen()
	}()
	d.scenario.Servers = append(d.scenario.Servers, s)
	defer d.about("servers")()
	table := d.tables.server()
	if !table.decode(d, v, at, s) {
		return
	}
	d.checkIgnore("servers", v)
	d.checkAccept(v, s)
	if s.Accept != 0 && s.HandshakeFails == nil && table.chosen(v.node) == nil && !table.hasUnknown(v) {
		d.fail(at, "a server needs `handler`, `script`, `steps` or `connections`")
	}
}

// checkAccept reports a number of connections where there are none.
func (d *decoder) checkAccept(v value, s *Server) {
	e := s.Listen
	if s.Accept <= 0 || e.Template != nil || e.Network == "" || e.Accepts() {
		return
	}
	d.fail(v.find("accept").key.pos, "`accept` counts connections, and the server listens on %s, where it converses with all who send", e.Network).about("servers.accept").Hint = "leave it out, or write accept: 0 if nobody is to send anything"
}

func (d *decoder) client(name string, at Pos, v value) {
	defer d.enter(actorScope("clients." + name))()
	v.takes = "a map with connect and steps"
	c := &Client{Name: name, Pos: at, Count: 1}
	defer func() {
		c.Barriers = d.scope.barrierNames()
		c.Sets, c.Reads = d.scope.seen()
	}()
	d.scenario.Clients = append(d.scenario.Clients, c)
	defer d.about("clients")()
	table := d.tables.client()
	d.checkIgnore("clients", v)
	if table.decode(d, v, at, c) && c.Connect == nil && !table.hasUnknown(v) {
		d.checkConnects(c)
	}
}

// checkConnects reports a client whose steps need a connection that nothing
// has made by then.
func (d *decoder) checkConnects(c *Client) {
	first := firstUse(c.Steps)
	if first == nil || first.Verb == VerbConnect {
		return
	}
	e := d.fail(c.Pos, "a client with `%s` needs `connect`", first.Verb).about("clients.connect")
	e.Hint = "add connect: and the name of a server, or tcp://127.0.0.1:80"
	if connects(c.Steps) {
		e.Hint = "the step connect must come before"
	}
}

// firstUse returns the first step that uses or makes a connection, or nil.
func firstUse(steps []*Step) *Step {
	for _, s := range steps {
		switch s.Verb {
		case "", VerbLua, VerbCheck, VerbSleep, VerbBarrier, VerbNetwork:
		case VerbRepeat, VerbRun:
			if first := firstUse(s.Nested()); first != nil {
				return first
			}
		default:
			return s
		}
	}
	return nil
}

// connects says whether there is a step that connects.
func connects(steps []*Step) bool {
	return slices.ContainsFunc(steps, func(s *Step) bool { return s.Verb == VerbConnect || connects(s.Nested()) })
}

// startTemplate reads text that is worked out before the actors start, when
// there are only vars.
func (d *decoder) startTemplate(v value) *Text {
	defer d.enter(startScope())()
	if !d.scalar(v) {
		return nil
	}
	return d.template(v)
}

// target reads what a client connects to, which is worked out when all that it
// may need is ready.
func (d *decoder) target(v value) *Text {
	defer d.enterInner(newScope(nil, "vars", "servers", "processes", "proxies"))()
	if !d.scalar(v) {
		return nil
	}
	return d.template(v)
}

func (d *decoder) clientCount(v value, c *Client) {
	text := d.startTemplate(v)
	switch {
	case text == nil:
	case text.IsLiteral():
		if c.Count = d.count(v, 1); c.Count > MaxInstances {
			d.fail(v.pos, "count must be at most %d, got %d", MaxInstances, c.Count).about("limits")
		}
	default:
		c.Count, c.CountOf = 0, text
	}
}

func (d *decoder) sequential(v value) bool {
	if v.kind != scalarNode || v.text != "threading" && v.text != "sequential" {
		d.wrongType(v)
	}
	return v.text == "sequential"
}

// endpoint reads an address to listen on.
func (d *decoder) endpoint(v value) Endpoint {
	text := d.startTemplate(v)
	if text == nil || !text.IsLiteral() {
		return Endpoint{Pos: v.pos, Template: text}
	}
	e, err := ParseEndpoint(text.Raw)
	if err != nil {
		d.fail(v.pos, "%s", err).about("addresses")
	}
	e.Pos = v.pos
	return e
}
