package scenario

import "slices"

const (
	takesEndpoint = "an endpoint such as tcp://127.0.0.1:0 or tls://127.0.0.1:0"
	takesTarget   = "the name of a server, NAME.PORT of a process, or an endpoint such as tcp://127.0.0.1:80"
	takesSteps    = "a list of steps"
	takesMode     = "threading or sequential"
	takesSource   = "an address such as 127.0.0.1, or an endpoint such as tcp://127.0.0.1:0"
)

const ignoreDoc = "Messages that its steps ignore, such as heartbeats. expect, expect_any, expect_all, expect_silence, expect_close and recv take the next message that does not match. Ignored messages still appear in the transcript. Needs a frame, or datagrams."

const serverDoc = "An actor that listens and holds a conversation with each connection. It has exactly one of handler, script, steps and connections."

// serverTable declares an entry of servers.
func serverTable() table[Server] {
	return table[Server]{topic: "servers", what: "a server", doc: serverDoc, keys: []key[Server]{
		{name: "listen", takes: takesEndpoint, doc: "Where it listens. Port 0 means a free port, which servers.NAME.port gives; a relative unix path is in the scenario's temporary folder.",
			example: "listen: tcp://127.0.0.1:0",
			needed:  true,
			decode:  func(d *decoder, v value, s *Server) { s.Listen = d.endpoint(v) }},
		{name: "frame", takes: takesFrame, doc: "How its streams are cut into messages. With a frame conn is a stream of messages, without one a socket.",
			otherwise: "no frame", example: `frame: {length: ">I"}`,
			decode: func(d *decoder, v value, s *Server) { s.Frame = d.frame(v) }},
		{name: "tls", takes: takesServerTLS, doc: "TLS settings; TLS starts with the first byte of each connection. With listen: tls:// it may be left out. A script that calls listener:accept() itself gets sockets without TLS, and calls starttls.",
			otherwise: "TLS if listen says tls://", example: "tls: {cert: good}",
			decode: func(d *decoder, v value, s *Server) { s.TLS = d.tls(v, false) }},
		{name: "handshake_fails", takes: takesFails, doc: "Every TLS handshake must fail on this side with exactly this code: TLS_ALERT if the client refuses. Another code, or success, is a failure. There is no conversation then, so the server needs no handler or steps, and the failure of the client that this causes does not count.",
			example: "handshake_fails: TLS_UNKNOWN_CA",
			decode:  func(d *decoder, v value, s *Server) { s.HandshakeFails = &ExpectedCode{v.pos, d.errorCode(v)} }},
		{name: "handler", takes: takesBlock, doc: "Lua that runs as a task for each connection, conn. When it returns, the connection is closed.", one: true,
			example: "handler: for message in conn:messages() do conn:send(message) end",
			decode:  func(d *decoder, v value, s *Server) { s.Handler = d.block(v, d.scope.params...) }},
		{name: "script", takes: takesScript, doc: "Lua, a file or a block, that runs once before the first connection, with listener. It may define handler(conn), whose conn has the frame, or call listener:accept() itself, which returns a socket without one: conn:framed(codec) adds it.", one: true,
			example: "script: server.lua",
			decode:  func(d *decoder, v value, s *Server) { s.Script = d.script(v, "listener") }},
		{name: "steps", takes: takesSteps, doc: "The conversation with each connection.", one: true,
			example: "steps: [{expect: ping}, {send: pong}]",
			decode:  func(d *decoder, v value, s *Server) { s.Steps = d.steps(v) }},
		{name: "connections", takes: takesConnections, doc: "A separate conversation for each connection, in the order in which they arrive. Further connections repeat the last one.", one: true,
			example: "connections: [{steps: [{send: busy}]}, {steps: [{send: welcome}]}]",
			decode:  func(d *decoder, v value, s *Server) { s.Connections = d.conversations(v) }},
		{name: "mode", takes: takesMode, doc: "Whether connections are served at the same time (threading) or one after the other.",
			otherwise: "threading", example: "mode: sequential",
			decode: func(d *decoder, v value, s *Server) { s.Sequential = d.sequential(v) }},
		{name: "backlog", takes: takesCount, doc: "How many connections may wait to be accepted, as in listen(2).",
			otherwise: "the most that the system allows", example: "backlog: 1",
			decode: func(d *decoder, v value, s *Server) { s.Backlog = d.count(v, 1) }},
		{name: "accept", takes: takesCount, doc: "How many connections it accepts. After these the listener stays open and accepts no more; with 0 the server needs no conversation. For a datagram server only 0 is allowed, which means that nobody should send to it.",
			otherwise: "all", example: "accept: 2",
			decode: func(d *decoder, v value, s *Server) { s.Accept = d.count(v, 0) }},
		{name: "ignore", takes: takesMatcher, doc: ignoreDoc,
			otherwise: "every message counts", example: "ignore: {starts_with: PING}",
			decode: func(d *decoder, v value, s *Server) { s.Ignore = d.ignored(v) }},
		{name: "strict", takes: takesStrict, doc: strictKeyDoc + "Here it only applies to this server.",
			otherwise: "that of the scenario", example: "strict: {unaccepted: fail}",
			decode: func(d *decoder, v value, s *Server) { s.Strict = d.strict(v) }},
	},
		moved: map[string]string{
			"cert":    "write tls: {cert: NAME}",
			"connect": "a server has `listen`, a client has `connect`",
			"address": "write listen: tcp://127.0.0.1:0",
			"port":    "the port is a part of listen: tcp://127.0.0.1:0",
			"framing": writeFrame,
			"codec":   writeFrame,
		}}
}

// What to write for words of other tools.
const (
	writeFrame   = "write frame: and a frame, or the name of one under frames"
	writeConnect = "write connect: and the name of the server"
	writeCount   = "write count: 3 for three of them at the same time; steps are repeated by repeat: {times: 3, steps: […]}"
)

const clientDoc = "An actor that connects and holds its side of a conversation. It starts when all servers listen and all processes are ready."

// clientTable declares an entry of clients.
func clientTable() table[Client] {
	return table[Client]{topic: "clients", what: "a client", doc: clientDoc, keys: []key[Client]{
		{name: "connect", takes: takesTarget, doc: "What it connects to: the name of a server or of a proxy, NAME.PORT for a port of a process, or an endpoint. From a server the client takes over the frame. NAME.PORT means TCP, unless ready: {udp: PORT} of the process says UDP. It may contain {{ vars.NAME }} and {{ processes.NAME.ports.PORT }}.",
			otherwise: "a step, a script or Lua connects", example: "connect: echo",
			decode: func(d *decoder, v value, c *Client) { c.Connect = d.target(v) }},
		{name: "frame", takes: takesFrame, doc: "How its stream is cut into messages; none means no frame.",
			otherwise: "the frame of the server that it connects to, with send and recv swapped", example: `frame: {delimiter: "\r\n"}`,
			decode: func(d *decoder, v value, c *Client) { c.Frame = d.frame(v) }},
		{name: "tls", takes: takesTLS, doc: "TLS settings; TLS starts with the first byte of the connection. none means no TLS.",
			otherwise: "TLS if the server that it connects to has TLS, or if connect says tls://", example: "tls: {ca: ca}",
			decode: func(d *decoder, v value, c *Client) { c.TLS = d.tls(v, true) }},
		{name: "script", takes: takesScript, doc: "Lua, a file or a block, that runs with conn.", one: true,
			example: "script: client.lua",
			decode:  func(d *decoder, v value, c *Client) { c.Script = d.script(v, d.scope.params...) }},
		{name: "steps", takes: takesSteps, doc: "Its side of the conversation.", one: true,
			example: "steps: [{send: ping}, {expect: pong}]",
			decode:  func(d *decoder, v value, c *Client) { c.Steps = d.steps(v) }},
		{name: "count", takes: takesCount, doc: "How many instances of the client run at the same time. self.index is the number of each, from 1. It may be {{ vars.NAME }}.",
			otherwise: "1", example: "count: 3",
			decode: func(d *decoder, v value, c *Client) { d.clientCount(v, c) }},
		{name: "after", takes: takesActors, doc: "Clients and processes that must have ended before this client starts.",
			otherwise: "it starts with the others", example: "after: alice",
			decode: func(d *decoder, v value, c *Client) { c.After = d.actorNames(v) }},
		{name: "source", takes: takesSource, doc: "The local address that it connects from, which is bound before connect. It may contain {{ vars.NAME }} and {{ self.index }}; a port or a path must differ for each of count clients.",
			otherwise: "what the system chooses", example: "source: 127.0.0.1",
			decode: func(d *decoder, v value, c *Client) { c.Source = d.source(v) }},
		{name: "ignore", takes: takesMatcher, doc: ignoreDoc,
			otherwise: "every message counts", example: "ignore: {equal: heartbeat}",
			decode: func(d *decoder, v value, c *Client) { c.Ignore = d.ignored(v) }},
		{name: "strict", takes: takesStrict, doc: strictKeyDoc + "Here it only applies to this client.",
			otherwise: "that of the scenario", example: "strict: {unread: off}",
			decode: func(d *decoder, v value, c *Client) { c.Strict = d.strict(v) }},
	}, none: "a client needs `steps` or `script`",
		moved: map[string]string{
			"server":          writeConnect,
			"target":          writeConnect,
			"to":              writeConnect,
			"instances":       writeCount,
			"repeat":          writeCount,
			"framing":         writeFrame,
			"codec":           writeFrame,
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
	s.misnamed = table.hasUnknown(v)
	d.checkIgnore("servers", v)
	d.checkAccept(v, s)
	if s.Accept != 0 && s.HandshakeFails == nil && table.chosen(v.node) == nil && !s.misnamed {
		d.fail(at, "a server needs `handler`, `script`, `steps` or `connections`")
	}
}

// checkAccept reports a number of connections where there are none.
func (d *decoder) checkAccept(v value, s *Server) {
	e := s.Listen
	if s.Accept <= 0 || e.Template != nil || e.Network == "" || e.Accepts() {
		return
	}
	d.fail(v.find("accept").key.pos, "`accept` counts connections, and on %s there are none: the server answers everybody who sends", e.Network).about("servers.accept").Hint = "leave it out, or write accept: 0 if nobody should send anything"
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
