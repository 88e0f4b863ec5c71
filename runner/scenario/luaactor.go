package scenario

import (
	"fmt"
	"slices"
)

// NewServer decodes a call s:server{…}. The result belongs to nobody yet: the
// caller adds it to the Servers of a copy of the scenario, where later calls
// find it. A server without a name gets one. The error is an Errors.
func (s *Scenario) NewServer(c Call) (*Server, error) {
	d, own := s.Program.part(s)
	name, rest := d.actorName(d.nodes(c), "server", d.serverNames())
	d.server(name, c.Pos, value{node: rest, key: "a server"})
	server := own.Servers[len(own.Servers)-1]
	d.checkServer(server)
	return server, d.failed()
}

// NewClient decodes a call s:client{…}, as NewServer does.
func (s *Scenario) NewClient(c Call) (*Client, error) {
	d, own := s.Program.part(s)
	name, rest := d.actorName(d.nodes(c), "client", d.clientNames())
	d.refuseAfter(rest, "s:client")
	d.client(name, c.Pos, value{node: rest, key: "a client"})
	client := own.Clients[len(own.Clients)-1]
	d.checkClient(client)
	return client, d.failed()
}

// NewProcess decodes a call s:process{…}, as NewServer does.
func (s *Scenario) NewProcess(c Call) (*Process, error) {
	d, own := s.Program.part(s)
	name, rest := d.actorName(d.nodes(c), "process", d.processNames())
	d.refuseAfter(rest, "s:process")
	d.process(name, c.Pos, value{node: rest, key: "a process"})
	process := own.Processes[len(own.Processes)-1]
	d.checkReady(process)
	return process, d.failed()
}

// refuseAfter reports the key after, for which the order of calls stands.
func (d *decoder) refuseAfter(n *node, call string) {
	if e := n.find("after"); e != nil {
		d.fail(e.key.pos, "`after` has no use in Lua, where actors start when they are called for").Hint =
			"wait for the others before " + call + ": client:join() or process:wait()"
	}
}

// NewConnection decodes a call s:connect(target, {…}), whose target stands in the
// table as connect. The error is an Errors.
func (s *Scenario) NewConnection(c Call) (*Client, error) {
	d, _ := s.Program.part(s)
	defer d.enter(actorScope(""))()
	client := &Client{Name: "body", Pos: c.Pos, Count: 1}
	n := d.nodes(c)
	d.tables.connection().decode(d, value{node: n, key: "the options"}, c.Pos, client)
	d.checkClient(client)
	return client, d.failed()
}

// part returns a decoder that adds actors to a copy of the scenario.
func (p *Program) part(s *Scenario) (*decoder, *Scenario) {
	own := *s
	own.Servers, own.Clients, own.Processes = slices.Clip(s.Servers), slices.Clip(s.Clients), slices.Clip(s.Processes)
	return p.decoder(&own), &own
}

// actorName takes the name out of the table of an actor, or makes one.
func (d *decoder) actorName(n *node, kind string, taken []string) (name string, rest *node) {
	rest = &node{kind: n.kind, pos: n.pos, lua: true}
	for _, e := range n.entries {
		if e.key.text != "name" {
			rest.entries = append(rest.entries, e)
			continue
		}
		name = d.text(value{e.value, "name", takesText})
		switch {
		case !isName(name):
			d.fail(e.value.pos, "the name of a %s has letters, digits, _ and -, and no digit first; got %s", kind, e.value.describe())
		case slices.Contains(taken, name):
			d.fail(e.value.pos, "a %s is named %s already", kind, quoteName(name))
		}
	}
	if n.find("name") == nil {
		name = freeName(kind, taken)
	}
	return name, rest
}

// freeName returns kind, or kind with the first number that is free from 2.
func freeName(kind string, taken []string) string {
	name := kind
	for i := 2; slices.Contains(taken, name); i++ {
		name = fmt.Sprint(kind, i)
	}
	return name
}

// luaScenarioTable declares the options of a scenario in Lua: those keys of a
// document that do not name actors.
func luaScenarioTable() table[Scenario] {
	t := scenarioTable()
	t.what = "a scenario in Lua"
	t.moved = map[string]string{
		"name":        "the name is the first argument: scenario(name, {…}, function(s) … end)",
		"servers":     "servers are started in the body: s:server{listen = …, handler = …}",
		"clients":     "clients are started in the body: s:client{connect = …, steps = …}",
		"processes":   "processes are started in the body: s:process{command = …}",
		"proxies":     "proxies stand in scenarios in YAML alone",
		"check":       "what must hold stands in the body, with expect",
		"skip_unless": "the body can call s:skip(reason)",
		"setup":       "what is to be set up stands at the beginning of the body: function(s) … end",
		"include":     "what files share they require: local parts = require \"parts\"",
	}
	t.keys = slices.DeleteFunc(t.keys, func(k key[Scenario]) bool { return t.moved[k.name] != "" })
	return t
}

// connectionTable declares the options of s:connect.
func connectionTable() table[Client] {
	t := clientTable()
	t.what, t.none, t.moved = "a connection", "", nil
	t.keys = slices.DeleteFunc(t.keys, func(k key[Client]) bool {
		return k.name != "connect" && k.name != "frame" && k.name != "tls" && k.name != "source"
	})
	return t
}
