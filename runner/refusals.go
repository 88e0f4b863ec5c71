package runner

import (
	"net/netip"
	"path/filepath"
	"slices"
	"strings"

	"sockrun/luaapi/host"
	"sockrun/runner/policy"
	"sockrun/runner/scenario"
	"sockrun/runner/world"
)

// Refusals are what scenarios need but may not have, as far as that is known
// before they run: addresses and scripts that are written out. A malformed
// rule in o.Allow is no refusal; Run reports it. Those of a scenario come in the
// order of its file.
func Refusals(scenarios []*scenario.Scenario, o Options) scenario.Errors {
	var all scenario.Errors
	told := map[string]bool{} // what variants and those with a common file lack comes once
	for _, s := range scenarios {
		in := &inspection{Scenario: s, options: &o}
		in.inspect()
		slices.SortStableFunc(in.refused, func(a, b *scenario.Error) int { return a.Pos.Compare(b.Pos) })
		for _, e := range in.refused {
			if text := e.Error(); !told[text] {
				e.Topic = "safety"
				told[text], all = true, append(all, e)
			}
		}
	}
	return all.NamingTopicsOnce()
}

// inspection asks the policy about one scenario.
type inspection struct {
	*scenario.Scenario
	options *Options
	policy  *policy.Policy // made when there is something to ask
	refused scenario.Errors
}

func (in *inspection) inspect() {
	if in.Skip != nil || len(in.Processes) > 0 && in.options.World == world.Simulated {
		return
	}
	for _, include := range in.Includes {
		in.file(include.Pos, include.Path)
	}
	for _, pr := range in.Processes {
		in.process(pr)
	}
	for _, s := range in.Servers {
		if s.Listen.Template == nil {
			in.endpoint(s.Listen, s.Listen.Pos, (*policy.Policy).Bind)
		}
		in.script(s.Script)
	}
	for _, x := range in.Proxies {
		if x.Listen.Template == nil {
			in.endpoint(x.Listen, x.Listen.Pos, (*policy.Policy).Bind)
		}
		in.connect(x.To)
	}
	for _, c := range in.Clients {
		in.connect(c.Connect)
		in.source(c.Source)
		in.steps(c.Steps)
		in.script(c.Script)
	}
	for _, name := range in.Files {
		in.file(name.Pos, name.Raw)
	}
}

// steps asks about what the steps of a client connect to.
func (in *inspection) steps(steps []*scenario.Step) {
	for _, s := range steps {
		in.connect(s.Target)
		in.steps(s.Nested())
	}
}

// process asks about the program of a process, if it is known where it is.
func (in *inspection) process(pr *scenario.Process) {
	program := pr.Command[0]
	if !program.IsLiteral() {
		return
	}
	name := program.Raw
	if strings.Contains(name, "/") && !filepath.IsAbs(name) && pr.Cwd != nil {
		if !pr.Cwd.IsLiteral() {
			return
		}
		name = pr.Cwd.Raw + "/" + name
	}
	in.ask(program.Pos, func(p *policy.Policy) error { return p.Run([]string{name}) })
}

// connect asks about the endpoint of a client, unless it names a server or is
// known only later.
func (in *inspection) connect(t *scenario.Text) {
	if t == nil || !t.IsLiteral() || in.Server(t.Raw) != nil || in.Proxy(t.Raw) != nil {
		return
	}
	if e, err := scenario.ParseEndpoint(t.Raw); err == nil {
		in.endpoint(e, t.Pos, func(p *policy.Policy, a host.Addr) error { return p.Connect(a) })
	}
}

// source asks about the address that a client is bound to, if it is written
// out.
func (in *inspection) source(t *scenario.Text) {
	if t == nil || !t.IsLiteral() {
		return
	}
	if e, err := scenario.ParseSource(t.Raw); err == nil {
		in.endpoint(e, t.Pos, (*policy.Policy).Bind)
	}
}

// endpoint asks about an address, or about looking up its name. Loopback and
// relative unix paths, which lie in the temporary folder, are always allowed.
func (in *inspection) endpoint(e scenario.Endpoint, pos scenario.Pos, question func(*policy.Policy, host.Addr) error) {
	ip, err := netip.ParseAddr(e.Host)
	address := host.Inet(ip, e.Port)
	switch {
	case ip.IsLoopback(), e.Host == "localhost", e.Path != "" && e.Path[0] != '@' && !filepath.IsAbs(e.Path):
		return
	case e.Path != "":
		address = host.UnixPath(scenario.SocketPath(e.Path, ""))
	case err != nil:
		in.ask(pos, func(p *policy.Policy) error { return p.Lookup(e.Host) })
		return
	}
	in.ask(pos, func(p *policy.Policy) error { return question(p, address) })
}

func (in *inspection) script(s *scenario.Script) {
	if s != nil && s.Path != "" {
		in.file(s.Pos, s.Path)
	}
}

// file asks whether a file may be read.
func (in *inspection) file(pos scenario.Pos, path string) {
	in.ask(pos, func(p *policy.Policy) error {
		_, err := p.Read(path)
		return err
	})
}

// ask notes what the policy refuses.
func (in *inspection) ask(pos scenario.Pos, question func(*policy.Policy) error) {
	if in.policy == nil {
		flags := in.options.Allow
		flags.Root, flags.Dir = in.Root, in.Dir
		var err error
		if in.policy, err = policy.Parse(flags); err != nil {
			return
		}
	}
	if err := question(in.policy); err != nil {
		in.refused = append(in.refused, &scenario.Error{Pos: pos, Message: err.Error(), Line: in.Line(pos)})
	}
}
