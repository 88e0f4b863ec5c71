package scenario

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
			otherwise: "the name of the file", example: "name: ping is answered",
			decode: func(d *decoder, v value, s *Scenario) { s.Name = d.title(v) }},
		{name: "tags", takes: takesTags, doc: "Names by which --tags chooses scenarios.",
			otherwise: "no tags", example: "tags: [tcp, framing]",
			decode: func(d *decoder, v value, s *Scenario) {
				d.each(v, func(tag value) { s.Tags = append(s.Tags, d.text(tag)) })
			}},
		{name: "timeout", takes: takesDuration, doc: "How long the scenario may take. When it is over the verdict is timeout, and the report says who waited for what.",
			otherwise: "10s", example: "timeout: 5s",
			decode: func(d *decoder, v value, s *Scenario) { s.Timeout = d.duration(v, 1) }},
		{name: "vars", takes: takesVars, doc: "Variables. Every actor starts with a copy of its own, as vars.NAME in Lua and {{ vars.NAME }} in text; --var replaces a value. vars.tmp is the temporary folder of the scenario, vars.dir the folder of its file.",
			example: "vars: {greeting: hello, limit: 3}",
			decode:  func(d *decoder, v value, s *Scenario) { d.vars(v) }},
		{name: "frames", takes: takesFrames, doc: "Frames that servers and clients use by name.",
			example: `frames: {message: {length: ">I"}}`,
			decode:  func(d *decoder, v value, s *Scenario) { d.declareFrames(v) }},
		{name: "servers", takes: takesServers, doc: "Actors that listen. All listen before any client starts.",
			example: `servers: {echo: {listen: "tcp://127.0.0.1:0", handler: "conn:send(conn:recv(99))"}}`,
			decode:  func(d *decoder, v value, s *Scenario) { d.named(v, "a server", d.server) }},
		{name: "clients", takes: takesClients, doc: "Actors that connect. The scenario ends when all clients and all handlers of connections have ended.",
			example: "clients: {alice: {connect: echo, steps: [{send: hello}, {expect: hello}]}}",
			decode:  func(d *decoder, v value, s *Scenario) { d.named(v, "a client", d.client) }},
		{name: "processes", takes: takesProcesses, doc: "Actors that are programs of the system, such as the server under test. Needs --allow-run.",
			example: "processes: {redis: {command: [redis-server, --port, \"{{ self.ports.resp }}\"], ports: {resp: free}}}",
			decode:  func(d *decoder, v value, s *Scenario) { d.named(v, "a process", d.process) }},
		{name: "barriers", takes: takesBarriers, doc: "How many meet at a barrier, where that is not the number of actors that name it.",
			otherwise: "as many as name it", example: "barriers: {start: 3}",
			decode: func(d *decoder, v value, s *Scenario) { d.named(v, "a barrier", d.barrier) }},
		{name: "check", takes: takesChecks, doc: "Lua expressions that must hold when all actors have ended. servers.NAME, clients.NAME and processes.NAME say what became of each.",
			example: "check: servers.echo.connections == 3",
			decode:  func(d *decoder, v value, s *Scenario) { d.checks(v) }},
		{name: "skip", takes: takesReason, doc: "Skips the scenario, for this reason.",
			example: "skip: waits for the new parser",
			decode:  func(d *decoder, v value, s *Scenario) { s.Skip = d.skip(v) }},
		{name: "skip_unless", takes: takesExpression, doc: "Skips the scenario unless this holds before anything starts; a second value, as pcall gives it, is the reason.",
			example: "skip_unless: pcall(socket.socket, socket.AF_INET6)",
			decode: func(d *decoder, v value, s *Scenario) {
				defer d.enter(startScope())()
				s.SkipUnless = d.expression(v)
			}},
		{name: "strict", takes: takesStrict, doc: strictKeyDoc + "Each can fail the scenario, warn or be off.",
			otherwise: strictOtherwise, example: "strict: {unread: warn}",
			decode: func(d *decoder, v value, s *Scenario) { s.Strict = d.strict(v) }},
	}, later: []string{
		"certs", "sequences", "include", "matrix", "serial",
		"setup", "teardown", "grace",
	}, moved: map[string]string{
		"steps":   "steps belong to a client or a server",
		"listen":  "listen belongs to a server: servers: {NAME: {listen: …}}",
		"connect": "connect belongs to a client: clients: {NAME: {connect: …}}",
		"handler": "handler belongs to a server: servers: {NAME: {handler: …}}",
		"command": "command belongs to a process: processes: {NAME: {command: …}}",
		"server":  "write servers: {NAME: {listen: …}}",
		"client":  "write clients: {NAME: {connect: …}}",
	}}
}

// document decodes a document into d.scenario.
func (d *decoder) document(n *node) {
	s := d.scenario
	s.Pos, s.Timeout = n.pos, DefaultTimeout
	s.Frames = map[string]*Frame{}
	d.frames = map[string]*declaredFrame{}
	if n.kind != mapNode {
		if n.kind != brokenNode {
			defer d.about("scenario")()
			d.fail(n.pos, "a scenario is a map with keys such as name, servers and clients, got %s", n.describe())
		}
		return
	}
	table, v := d.tables.scenario, value{node: framesFirst(n), key: "a scenario"}
	table.decode(d, v, n.pos, s)
	if n.find("servers") == nil && n.find("clients") == nil && n.find("processes") == nil && !table.hasUnknown(v) {
		d.fail(n.pos, "a scenario needs `clients`, `servers` or `processes`").about("scenario")
	}
	d.checkTargets()
	d.checkProcesses()
	d.checkBarriers()
	d.checkNames()
}

// framesFirst returns a mapping whose frames come before what uses them.
func framesFirst(n *node) *node {
	sorted := *n
	sorted.entries = nil
	for _, e := range n.entries {
		if e.key.text == "frames" {
			sorted.entries = append([]entry{e}, sorted.entries...)
		} else {
			sorted.entries = append(sorted.entries, e)
		}
	}
	return &sorted
}

// title takes text that is not empty.
func (d *decoder) title(v value) string {
	text := d.text(v)
	if text == "" && v.kind == scalarNode && !v.isNull() {
		d.fail(v.pos, "%s is empty", v.key)
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
			d.scenario.Checks = append(d.scenario.Checks, d.expression(element))
		})
		return
	}
	d.scenario.Checks = append(d.scenario.Checks, d.expression(v))
}
