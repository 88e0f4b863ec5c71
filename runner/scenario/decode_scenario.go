package scenario

import (
	"slices"
	"strings"
)

const (
	takesTags      = "a list of names such as [tcp, slow]"
	takesVars      = "a map from names to values"
	takesServers   = "a map from names to servers"
	takesClients   = "a map from names to clients"
	takesProcesses = "a map from names to processes"
	takesFrames    = "a map from names to frames"
	takesChecks    = "a Lua expression or a list of them"
	takesReason    = "the reason, in a few words"
)

const scenarioDoc = "One document of a scenario file: who takes part, what they say to each other, and what must hold at the end."

// scenarioTable declares a document.
func scenarioTable() table[Scenario] {
	return table[Scenario]{topic: "scenario", what: "a scenario", doc: scenarioDoc, keys: []key[Scenario]{
		{name: "name", takes: takesText, doc: "What the scenario is called in reports and by --run.",
			otherwise: "the name of the file, followed by a number if it has several documents", example: "name: ping is answered",
			decode: func(d *decoder, v value, s *Scenario) { s.Name = d.title(v) }},
		{name: "tags", takes: takesTags, doc: "Names by which --tags chooses scenarios.",
			otherwise: "no tags", example: "tags: [tcp, framing]",
			decode: func(d *decoder, v value, s *Scenario) {
				d.each(v, func(tag value) { s.Tags = append(s.Tags, d.text(tag)) })
			}},
		{name: "timeout", takes: takesDuration, doc: "How long the scenario may take. After that its verdict is timeout, and the report says who waited for what.",
			otherwise: "10s", example: "timeout: 5s",
			decode: func(d *decoder, v value, s *Scenario) { s.Timeout = d.duration(v, 1) }},
		{name: "grace", takes: takesDuration, doc: "How long handlers may take to return once all clients have ended and they see the end of their streams.",
			otherwise: "1s", example: "grace: 3s",
			decode: func(d *decoder, v value, s *Scenario) { s.Grace = d.duration(v, 1) }},
		{name: "serial", takes: takesBool, doc: "Whether it runs alone, without other scenarios at the same time. For scenarios that measure time, or need a fixed port or much of the machine.",
			otherwise: "false", example: "serial: true",
			decode: func(d *decoder, v value, s *Scenario) { s.Serial = d.boolean(v) }},
		{name: "vars", takes: takesVars, doc: "Variables. Every actor starts with a copy of its own, as vars.NAME in Lua and {{ vars.NAME }} in text; --var NAME=VALUE replaces a text, a number or a boolean with one of the same type. vars.tmp is the temporary folder of the scenario, vars.dir the folder of its file. A variable is no template: {{ }} in it stays as it is.",
			example: "vars: {greeting: hello, limit: 3}",
			decode:  func(d *decoder, v value, s *Scenario) { d.vars(v) }},
		{name: "matrix", takes: takesMatrix, doc: "Variables with several values. The scenario runs once for each combination of them, at most 10000; the last variable changes fastest. Each combination is a result of its own, with the values after its name, as in \"ping [tls=true, size=10]\", which --run sees too. --var NAME=VALUE runs only that value, whether it is in the list or not.",
			example: "matrix: {size: [1, 1000], mode: [fast, safe]}",
			decode:  func(d *decoder, v value, s *Scenario) { d.matrix(v) }},
		{name: "frames", takes: takesFrames, doc: "Frames that servers and clients use by name.",
			example: `frames: {message: {length: ">I"}}`,
			decode:  func(d *decoder, v value, s *Scenario) { d.declareFrames(v) }},
		{name: "certs", takes: takesCerts, doc: "Throw-away certificates, each with a key of its own, that tls and starttls use by name. They exist before setup; programs find them as vars.tmp/NAME.pem and vars.tmp/NAME.key.",
			example: "certs: {ca: {ca: true}, good: {issuer: ca}, bad: {issuer: ca, not_after: -1h}}",
			decode:  func(d *decoder, v value, s *Scenario) { d.declareCerts(v) }},
		{name: "setup", takes: takesBlock, doc: "Lua that runs before everything else. What it stores in vars is there for all actors, and for listen, connect and command. It may take as long as timeout; if it fails, nothing else starts.",
			example: "setup: vars.token = hex.encode(os.urandom(8))",
			decode:  func(d *decoder, v value, s *Scenario) { s.Setup = d.setupBlock(v) }},
		{name: "teardown", takes: takesBlock, doc: "Lua that runs after everything else, when all sockets are closed and all processes have ended. It always runs, even if the scenario or setup has failed, timed out or was interrupted. It sees vars as setup left them, and may take as long as timeout. If only teardown fails, the scenario does not pass. In a scenario in Lua it is a function that takes vars and runs in a VM of its own, for which the file is loaded again: it does not see variables that the body has set.",
			example: "teardown: os.remove(vars.tmp .. \"/state\")",
			decode:  func(d *decoder, v value, s *Scenario) { s.Teardown, s.TeardownVars = d.ownBlock(v) }},
		{name: "sequences", takes: takesSequences, doc: "Lists of steps that actors run by name, with the step run. Their Lua and text see what the actor sees. A sequence may run others, but not itself.",
			example: "sequences: {login: [{send: alice}, {expect: welcome}]}",
			decode:  func(d *decoder, v value, s *Scenario) { d.declareSequences(v) }},
		{name: "include", takes: takesInclude, doc: "Files with vars, frames, certs and sequences, which can be used as if they stood in this file. Paths are relative to the folder of the including file. What this file declares itself wins; if two included files declare the same name, this file must declare it. A file with only these keys is a part, not a scenario: it is skipped when a folder is run.",
			example: "include: common.yaml",
			decode:  func(d *decoder, v value, s *Scenario) {}}, // see compose
		{name: "servers", takes: takesServers, doc: "Actors that listen. All listen before any client starts.",
			example: `servers: {echo: {listen: "tcp://127.0.0.1:0", handler: "conn:send(conn:recv(99))"}}`,
			decode:  func(d *decoder, v value, s *Scenario) { d.named(v, "a server", d.server) }},
		{name: "clients", takes: takesClients, doc: "Actors that connect. The scenario ends when all clients and all handlers of connections have ended.",
			example: "clients: {alice: {connect: echo, steps: [{send: hello}, {expect: hello}]}}",
			decode:  func(d *decoder, v value, s *Scenario) { d.named(v, "a client", d.client) }},
		{name: "processes", takes: takesProcesses, doc: "Actors that are programs of the system, such as the server under test. Needs --allow-run.",
			example: "processes: {redis: {command: [redis-server, --port, \"{{ self.ports.resp }}\"], ports: {resp: free}}}",
			decode:  func(d *decoder, v value, s *Scenario) { d.named(v, "a process", d.process) }},
		{name: "proxies", takes: takesProxies, doc: "Actors between clients and a server, a process or another machine that make weather, also on real sockets. They listen as soon as the servers do.",
			example: "proxies: {slow: {listen: \"tcp://127.0.0.1:0\", to: echo, network: {latency: 50ms}}}",
			decode:  func(d *decoder, v value, s *Scenario) { d.named(v, "a proxy", d.proxy) }},
		{name: "barriers", takes: takesBarriers, doc: "How many actors meet at a barrier, if that is not the number of actors that name it. In a scenario in Lua actors start one after the other and are not counted, so barriers = {start = 2} or barrier(\"start\", 2) must give the number.",
			otherwise: "as many as name it", example: "barriers: {start: 3}",
			decode: func(d *decoder, v value, s *Scenario) { d.named(v, "a barrier", d.barrier) }},
		{name: "network", takes: takesNetwork, doc: "What the simulated network does to traffic once setup has run: how streams are cut, how long everything takes, which datagrams are lost. On real sockets a scenario with weather is skipped.",
			otherwise: "what --weather says", example: "network: {latency: 50ms, loss: 10%}",
			decode: func(d *decoder, v value, s *Scenario) {
				defer d.enter(startScope())()
				s.Network = d.network(v, true)
			}},
		{name: "check", takes: takesChecks, doc: "Lua expressions that must be true when all actors have ended. servers.NAME, clients.NAME and processes.NAME hold the results of each; see sockrun docs scope.",
			example: "check: servers.echo.connections == 3",
			decode:  func(d *decoder, v value, s *Scenario) { d.checks(v) }},
		{name: "skip", takes: takesReason, doc: "Skips the scenario, for this reason.",
			example: "skip: waits for the new parser",
			decode:  func(d *decoder, v value, s *Scenario) { s.Skip = d.skip(v) }},
		{name: "skip_unless", takes: takesExpression, doc: "Skips the scenario unless this Lua expression is true, before anything starts. A second value, such as pcall returns, is the reason.",
			example: "skip_unless: pcall(socket.socket, socket.AF_INET6)",
			decode: func(d *decoder, v value, s *Scenario) {
				defer d.enter(startScope())()
				s.SkipUnless = d.expression(v)
			}},
		{name: "strict", takes: takesStrict, doc: strictKeyDoc + "Each can fail the scenario, warn or be off.",
			otherwise: strictOtherwise, example: "strict: {unread: warn}",
			decode: func(d *decoder, v value, s *Scenario) { s.Strict = d.strict(v) }},
	}, moved: map[string]string{
		"steps":   "steps belong to a client or a server",
		"listen":  "listen belongs to a server: servers: {NAME: {listen: …}}",
		"connect": "connect belongs to a client: clients: {NAME: {connect: …}}",
		"handler": "handler belongs to a server: servers: {NAME: {handler: …}}",
		"command": "command belongs to a process: processes: {NAME: {command: …}}",
		"import":  "write include: FILE",
		"weather": "write network: {weather: storm}",
		"latency": "write network: {latency: 50ms}",
		"loss":    "write network: {loss: 10%}",
		"server":  "write servers: {NAME: {listen: …}}",
		"client":  "write clients: {NAME: {connect: …}}",
		"proxy":   "write proxies: {NAME: {listen: …, to: …}}",
	}}
}

// document decodes a document into d.scenario.
func (d *decoder) document(n *node) {
	s := d.scenario
	s.Pos, s.Timeout, s.Grace = n.pos, DefaultTimeout, defaultGrace
	s.Frames = map[string]*Frame{}
	d.namesMissing = s.Part // whoever includes it may have them
	d.frames = map[string]*declaredFrame{}
	if n.kind != mapNode {
		if n.kind != brokenNode {
			defer d.about("scenario")()
			d.fail(n.pos, "a scenario is a map with keys such as name, servers and clients, got %s", n.describe()).Hint = keepOut
		}
		return
	}
	table := d.tables.scenario()
	if !s.Part && d.isForeign(n, table) {
		return
	}
	v := value{node: d.compose(n).first("frames", "certs", "sequences"), key: "a scenario"}
	if table.isMisnamed(v, "include") {
		d.namesMissing, d.framesMissing = true, true
	}
	table.decode(d, v, n.pos, s)
	s.Title = s.Name
	d.addMatrix()
	d.checkUnused()
	if !s.Part && !n.hasActors() && !table.hasUnknown(v) {
		d.fail(n.pos, "a scenario needs `clients`, `servers` or `processes`").about("scenario")
	}
	d.checkTargets()
	d.checkProxies()
	d.checkProcesses()
	d.checkAfter()
	d.checkBarriers()
	d.checkNetworks()
	d.checkNames()
}

// hasActors says whether there are entries under one of the keys for actors, or what
// is told to be wrong there.
func (n *node) hasActors() bool {
	return slices.ContainsFunc([]string{"servers", "clients", "processes"}, func(key string) bool {
		e := n.find(key)
		return e != nil && (e.value.kind != mapNode || len(e.value.entries) > 0)
	})
}

// first returns a mapping whose entries of these keys come first, in this
// order: others depend on them.
func (n *node) first(keys ...string) *node {
	sorted := *n
	sorted.entries = nil
	for _, key := range keys {
		if e := n.find(key); e != nil {
			sorted.entries = append(sorted.entries, *e)
		}
	}
	for _, e := range n.entries {
		if !slices.Contains(keys, e.key.text) {
			sorted.entries = append(sorted.entries, e)
		}
	}
	return &sorted
}

// title takes text that is not empty, and no template.
func (d *decoder) title(v value) string {
	text := d.text(v)
	switch {
	case v.kind != scalarNode || v.isNull():
	case strings.TrimSpace(text) == "":
		d.fail(v.pos, "%s is empty", v.key)
	case hasBraces(text):
		d.warn(v.pos, "%s is no template: {{ }} stays as it is", v.key).about("scenario." + v.key)
	}
	return text
}

// skip takes a reason: whoever reads the report wants to know it.
func (d *decoder) skip(v value) *Skip {
	if v.kind == scalarNode && v.style == plainStyle && (v.text == "true" || v.text == "false") {
		d.wrongType(v)
		return nil
	}
	return &Skip{Pos: v.pos, Reason: d.title(v)}
}

// checks decodes the conditions at the end.
func (d *decoder) checks(v value) {
	defer d.enter(checkScope())()
	if v.kind == listNode {
		d.each(v, func(element value) {
			element.takes = takesExpression
			d.scenario.Checks = append(d.scenario.Checks, d.condition(element))
		})
		return
	}
	d.scenario.Checks = append(d.scenario.Checks, d.condition(v))
}
