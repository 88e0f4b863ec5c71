package scenario

import (
	"strings"

	"sockrun/luaapi/wire/spell"
)

// keepOut is what to do about a file that is no scenario.
const keepOut = "in a folder every *.yaml and *.yml file is read, except hidden ones: keep other files out of it, or name the files or folders that hold scenarios"

// isForeign says whether a document is that of another program, such as a
// workflow, and reports it in one error: each of its keys would be another one.
func (d *decoder) isForeign(n *node, t table[Scenario]) bool {
	var others []string
	for _, e := range n.entries {
		switch name := e.key.text; {
		case d.isMeant(e.key, t):
			return false
		case t.find(name) == nil:
			others = append(others, quoteName(name))
		}
	}
	if len(others) == 0 {
		return false
	}
	more := ""
	if len(others) > 3 {
		others, more = others[:3], " and others"
	}
	e := d.fail(n.pos, "this seems to be no scenario: it has no `clients`, `servers` or `processes`, but %s%s", strings.Join(others, ", "), more)
	e.Hint = keepOut
	e.about("scenario")
	return true
}

// isMeant says whether only who writes a scenario writes a key: that of its
// actors, or one that is wrong in a way that is told where it is looked up.
func (d *decoder) isMeant(key *node, t table[Scenario]) bool {
	switch key.text {
	case "servers", "clients", "processes", "proxies":
		return true
	}
	if t.find(key.text) != nil {
		return false
	}
	names := t.names()
	return t.moved[key.text] != "" || spell.Nearest(key.text, names) != "" || d.isMiswritten(key, names)
}

// isMiswritten says whether there is more or less in a key than its name.
func (d *decoder) isMiswritten(key *node, names []string) bool {
	before := len(d.errs)
	wrong := d.invisible(key) || d.gluedKey(key, names)
	d.errs = d.errs[:before]
	return wrong
}
