package scenario

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"sockrun/luaapi/chunk"
	"sockrun/luaapi/wire/spell"
)

// luaNames are the globals of every VM: those of Lua, then our modules.
const luaNames = `
_G _VERSION assert collectgarbage coroutine debug dofile error getfenv getmetatable io ipairs
load loadfile loadstring math newproxy next os package pairs pcall print rawequal rawget rawset
require select setfenv setmetatable string table tonumber tostring type unpack xpcall
barrier base64 bit codec expect frame hashlib hex hmac int64 json log network socket socketserver struct
subprocess task time tls verify zlib arg`

// elsewhere says where names are known that are not known everywhere.
func elsewhere(name string) string {
	switch name {
	case "conn":
		return "steps, handlers and scripts of an actor"
	case "value":
		return "matchers of expect"
	case "listener":
		return "the script of a server"
	case "self", "result":
		return "the Lua of an actor"
	case "servers", "processes", "proxies":
		return "the Lua of an actor and the check at the end"
	case "clients", "elapsed":
		return "the check at the end"
	}
	return ""
}

var everyLuaName = sync.OnceValue(func() []string {
	return slices.Sorted(slices.Values(strings.Fields(luaNames)))
})

// isLuaName says whether every VM has a global of that name.
func isLuaName(name string) bool {
	_, ok := slices.BinarySearch(everyLuaName(), name)
	return ok
}

// checkNames reports the names in expressions that nothing defines. In blocks of
// Lua it warns only of slips: to read a name that nobody has set is no mistake
// there.
func (d *decoder) checkNames() {
	for _, s := range d.scopes {
		known := s.defined()
		known.globals = append(known.globals, s.names...)
		for _, u := range s.uses {
			if !u.options.Expression {
				d.warnOfSlips(u, known)
				continue
			}
			for _, g := range u.globals {
				d.checkName(u, g, known)
				d.checkPort(s, u, g)
				d.checkActorField(s, u, g)
			}
		}
	}
}

// warnOfSlips warns of names that differ little from one that is known, where they
// are called or a field of them is asked for.
func (d *decoder) warnOfSlips(u *luaUse, known defined) {
	for _, g := range u.globals {
		if known.hasOrMay(g) || !u.needs(g) {
			continue
		}
		near := spell.Nearest(g.Name, slices.Concat(u.options.Params, known.globals, strings.Fields(luaNames)))
		if near != "" {
			d.warn(u.position(g, 0), "nothing defines %s: did you mean `%s`?", quoteName(g.Name), near).about("scope")
		}
	}
}

// hasOrMay says whether a global is defined, or may be by what nobody sees.
func (all *defined) hasOrMay(g chunk.Global) bool {
	return !all.allGlobals || g.Assigned || slices.Contains(all.globals, g.Name) || isLuaName(g.Name)
}

func (d *decoder) checkName(u *luaUse, g chunk.Global, known defined) {
	if known.hasOrMay(g) {
		d.checkMember(u, g, known)
		return
	}
	d.unknownName(u, g, slices.Concat(u.options.Params, known.globals, strings.Fields(luaNames)))
}

func (d *decoder) unknownName(u *luaUse, g chunk.Global, known []string) {
	pos := u.position(g, 0)
	if where := elsewhere(g.Name); where != "" {
		d.fail(pos, "%s is known in %s only", quoteName(g.Name), where).about("scope")
		return
	}
	e := d.fail(pos, "unknown name %s", quoteName(g.Name)).about("scope")
	e.Hint = cmp.Or(d.nameHint(u, g, known), spell.Elsewhere(g.Name)) // what other Luas have
	if near := spell.Nearest(g.Name, known); near != "" {
		e.Message += ": did you mean `" + near + "`?"
	}
	if slices.ContainsFunc(d.scenario.Vars, func(v Var) bool { return v.Name == g.Name }) {
		e.Message, e.Hint = "unknown name "+quoteName(g.Name), "variables are fields of vars: write vars."+g.Name
	}
}

// checkMember reports a field of vars, servers and so on that does not exist.
func (d *decoder) checkMember(u *luaUse, g chunk.Global, in defined) {
	known, message := d.members(g.Name, in)
	if d.namesMissing || message == "" {
		return
	}
	m, ok := u.member(g)
	if !ok || m.set || slices.Contains(known, m.name) {
		return
	}
	pos := u.position(g, m.offset)
	d.fail(pos, "%s %s: %s", message, quoteName(m.name), suggestion(m.name, known)).about("scope")
}

// members returns the fields that a global has, and what to say of others;
// "" when nobody can know.
func (d *decoder) members(global string, in defined) (known []string, message string) {
	switch global {
	case "vars":
		for _, v := range d.scenario.Vars {
			known = append(known, v.Name)
		}
		known = append(known, d.setVars...)
		if in.allVars && !d.setsUnseen {
			message = "vars has no"
		}
		return slices.Concat(known, in.vars, []string{"tmp", "dir"}), message
	case "servers":
		return d.serverNames(), "no server is named"
	case "clients":
		return d.clientNames(), "no client is named"
	case "proxies":
		return d.proxyNames(), "no proxy is named"
	case "processes":
		return d.processNames(), "no process is named"
	}
	return nil, ""
}

func (d *decoder) clientNames() []string {
	var names []string
	for _, c := range d.scenario.Clients {
		names = append(names, c.Name)
	}
	return names
}

func (d *decoder) serverNames() []string {
	var names []string
	for _, s := range d.scenario.Servers {
		names = append(names, s.Name)
	}
	return names
}
