package scenario

import (
	"slices"

	"sockrun/luaapi/chunk"
)

// nameHint says how Lua reaches what a name that it does not know is elsewhere
// in the file; "" for a name that is nothing there. known is what it does know.
func (d *decoder) nameHint(u *luaUse, g chunk.Global, known []string) string {
	sees := func(name string) bool { return slices.Contains(known, name) }
	switch name := g.Name; {
	case (name == "certs" || name == "cert") && len(d.scenario.Certs) > 0:
		return "write the path of its file: {{ vars.tmp }}/" + d.certMeant(u, g) + ".pem; its key is in " + d.certMeant(u, g) + ".key beside it"
	case name == "tmp", name == "dir":
		return "write vars." + name
	case (name == "index" || name == "name") && sees("result"):
		return "write self." + name
	case name == "ports" && sees("result"):
		return "write processes.NAME.ports.PORT"
	case name == "ports" && sees("self"):
		return "write self.ports.PORT"
	case name == "env":
		return "write os.getenv(\"NAME\"), which --allow-env allows"
	case name == "matrix":
		return "what a matrix sets is in vars: write vars.NAME"
	case sees("servers") && slices.Contains(d.serverNames(), name):
		return "write servers." + name
	case sees("clients") && slices.Contains(d.clientNames(), name):
		return "write clients." + name
	case sees("processes") && slices.Contains(d.processNames(), name):
		return "write processes." + name
	}
	return ""
}

// certMeant is the certificate that the code names behind a global, NAME when
// there is none of that name.
func (d *decoder) certMeant(u *luaUse, g chunk.Global) string {
	m, _ := u.member(g)
	if slices.ContainsFunc(d.scenario.Certs, func(c *Cert) bool { return c.Name == m.name }) {
		return m.name
	}
	return "NAME"
}
