package scenario

import (
	"fmt"
	"slices"
	"strings"

	"sockrun/luaapi/chunk"
)

// processPort takes a target of the form NAME.PORT apart. process is nil when
// no process has that name, port when it has none of that name.
func (d *decoder) processPort(target string) (process *Process, port *Port, name string) {
	first, name, _ := strings.Cut(target, ".")
	if process = d.scenario.Process(first); process != nil {
		port = process.Port(name)
	}
	return process, port, name
}

// checkProcessTarget checks a target that begins with the name of a process,
// and returns whether it can be connected to.
func (d *decoder) checkProcessTarget(pos Pos, target string) bool {
	defer d.about("processes.ports")()
	process, port, name := d.processPort(target)
	switch {
	case port != nil:
		return true
	case d.namesMissing:
	case name != "":
		d.noSuchPort(pos, process, name, "write %[1]s.%[2]s")
	case len(process.Ports) == 0:
		d.fail(pos, "%s is a process without ports", quoteName(process.Name)).Hint =
			"give it ports: {NAME: free}, and connect to " + process.Name + ".NAME"
	default:
		d.fail(pos, "%s is a process: name its port", quoteName(process.Name)).Hint =
			"write " + process.Name + "." + process.Ports[0].Name
	}
	return false
}

// checkListens warns of a port that a process may not have opened yet when a client
// connects to it: of one that ends by itself nobody asks whether it is ready. It has
// opened it when it has ended for the background, and will not if that was its end.
func (d *decoder) checkListens(t *Text, c *Client) {
	if t == nil || !t.IsLiteral() {
		return
	}
	process, port, _ := d.processPort(t.Raw)
	if port == nil || process.Exit == nil || port.Kind != PortFree || process.Ready != nil && process.Ready.Kind != "" {
		return
	}
	if leadsTo(d.waiters(), c.Name, process.Name, map[string]bool{}) != nil {
		return
	}
	d.warn(t.Pos, "nothing waits until %s listens, because it has exit and no ready", quoteName(process.Name)).about("processes.ready").Hint =
		fmt.Sprintf("give it ready: {tcp: %s}, or ready: {log: PATTERN} if it serves only one connection; without exit it is stopped at the end", port.Name)
}

// noSuchPort reports a port that a process does not have. elsewhere says how to write
// that of another process which has one of this name.
func (d *decoder) noSuchPort(pos Pos, process *Process, name, elsewhere string) {
	e := d.fail(pos, "process %s has no port %s: %s", quoteName(process.Name), quoteName(name), suggestion(name, process.portNames())).about("processes.ports")
	if port := strings.TrimPrefix(name, "ports."); process.Port(port) != nil {
		e.Hint = "write " + process.Name + "." + port
		return
	}
	if len(process.Ports) == 0 {
		e.Hint = fmt.Sprintf("give it ports: {%s: free}", name)
	}
	for _, other := range d.scenario.Processes {
		if other.Port(name) != nil {
			e.Hint = fmt.Sprintf(elsewhere, other.Name, name)
			if len(process.Ports) == 0 {
				e.Hint = fmt.Sprintf("give it ports: {%s: free} if it listens, or %s for the port of %s", name, e.Hint, other.Name)
			}
			return
		}
	}
}

func (p *Process) portNames() (names []string) {
	for _, port := range p.Ports {
		names = append(names, port.Name)
	}
	return names
}

func (d *decoder) processNames() (names []string) {
	for _, p := range d.scenario.Processes {
		names = append(names, p.Name)
	}
	return names
}

var portPattern = lazily(`^(self|processes\s*\.\s*([A-Za-z_]\w*)|processes\s*\[\s*["']([^"'\\]*)["']\s*\])\s*\.\s*ports\s*\.\s*([A-Za-z_]\w*)`)

// checkPort reports a port in self.ports.PORT or processes.NAME.ports.PORT
// that does not exist.
func (d *decoder) checkPort(s *scope, u *luaUse, g chunk.Global) {
	at := u.index(g)
	if d.namesMissing || at < 0 || g.Name != "self" && g.Name != "processes" {
		return
	}
	m := portPattern().FindStringSubmatchIndex(u.code[at:])
	if m == nil {
		d.checkSelf(s, u, g, at)
		return
	}
	part := func(i int) string {
		if m[2*i] < 0 {
			return ""
		}
		return u.code[at+m[2*i] : at+m[2*i+1]]
	}
	process := s.self
	if g.Name == "processes" {
		process = d.scenario.Process(part(2) + part(3))
	}
	if name := part(4); process != nil && process.Port(name) == nil {
		d.noSuchPort(u.position(g, m[8]), process, name, "write processes.%s.ports.%s")
	}
}

var selfPattern = lazily(`^self\s*\.\s*([A-Za-z_]\w*)`)

// checkSelf reports a field in self.FIELD that a process does not have.
func (d *decoder) checkSelf(s *scope, u *luaUse, g chunk.Global, at int) {
	fields := []string{"name", "index", "address", "ports"}
	m := selfPattern().FindStringSubmatchIndex(u.code[at:])
	if s.self == nil || g.Name != "self" || m == nil {
		return
	}
	name := u.code[at+m[2] : at+m[3]]
	if slices.Contains(fields, name) {
		return
	}
	e := d.fail(u.position(g, m[2]), "self has no %s: %s", quoteName(name), suggestion(name, fields)).about("processes.ports")
	if ports := s.self.portNames(); name == "port" && len(ports) > 0 {
		e.Hint = "write self.ports." + ports[0]
	}
}

// checkProcesses checks what processes say of others, and works out who is to
// be ready before whom.
func (d *decoder) checkProcesses() {
	for _, p := range d.scenario.Processes {
		d.checkReady(p)
	}
	d.setNeeds()
}

// checkReady checks a readiness that names a port of the process.
func (d *decoder) checkReady(p *Process) {
	if p.Ready == nil || p.Ready.Target == nil || p.Ready.Kind == ReadyUnix || !p.Ready.Target.IsLiteral() {
		return
	}
	target := p.Ready.Target.Raw
	if isIdentifier(target) && p.Port(target) == nil && !d.namesMissing {
		d.noSuchPort(p.Ready.Target.Pos, p, target, portOfOther)
		return
	}
	if _, err := ParseTarget(target); err != nil && p.Port(target) == nil {
		e := d.fail(p.Ready.Target.Pos, "%s", err).about("addresses")
		if other, port, name := d.processPort(target); port != nil {
			e.Hint = fmt.Sprintf(portOfOther, other.Name, name)
		}
	}
}

// portOfOther is how a process names the port of another.
const portOfOther = `write "{{ processes.%s.ports.%s }}"`

// setNeeds fills in Process.Needs. Those that name each other's ports, such as
// the nodes of a cluster, start together.
func (d *decoder) setNeeds() {
	named := map[string][]string{}
	for _, s := range d.scopes {
		if s.self != nil {
			named[s.self.Name] = s.processesNamed()
		}
	}
	for _, p := range d.scenario.Processes {
		for _, other := range named[p.Name] {
			if d.scenario.Process(other) != nil && !reaches(named, other, p.Name, map[string]bool{}) {
				p.Needs = append(p.Needs, other)
			}
		}
	}
}

// processesNamed are the processes that the Lua of a scope names, each once.
func (s *scope) processesNamed() (names []string) {
	for _, u := range s.uses {
		for _, g := range u.globals {
			if m, ok := u.member(g); ok && g.Name == "processes" && !slices.Contains(names, m.name) {
				names = append(names, m.name)
			}
		}
	}
	return names
}

// reaches says whether a name leads to another, or is it.
func reaches(named map[string][]string, from, to string, seen map[string]bool) bool {
	if from == to {
		return true
	}
	seen[from] = true
	for _, next := range named[from] {
		if !seen[next] && reaches(named, next, to, seen) {
			return true
		}
	}
	return false
}
