package scenario

import "slices"

// besideName explains a key that stands beside the name of the server, client and
// so on to which it belongs, and says whether there is one behind entry i. It and
// those that follow would be taken for names.
func (d *decoder) besideName(v value, what string, i int) bool {
	name := v.entries[i]
	if i+1 == len(v.entries) || !name.value.isNull() || name.value.text != "" {
		return false
	}
	next := v.entries[i+1].key
	if next.pos.Column != name.key.pos.Column || !slices.Contains(d.keysOf(what), next.text) {
		return false
	}
	e := d.fail(next.pos, "`%s` belongs to `%s`, and stands beside it", next.text, name.key.text).about("yaml")
	e.Hint = "indent it and its neighbours deeper than " + name.key.text + ": " + putSpaces(next.pos.Column+1)
	return true
}

// keysOf are the keys of what has names.
func (d *decoder) keysOf(what string) []string {
	switch what {
	case "a server":
		return d.tables.server().names()
	case "a client":
		return d.tables.client().names()
	case "a process":
		return d.tables.process().names()
	case "a proxy":
		return d.tables.proxy().names()
	case "a frame":
		return d.tables.frame().names()
	}
	return nil
}
