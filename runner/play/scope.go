package play

import (
	"slices"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/runner/scenario"
)

// populate gives a scope what the design promises to be in it, as far as the
// actor's Lua may look at it: most look at little of it.
func (a *actor) populate(t *luaapi.Task, scope *luaapi.Scope, index int) {
	scope.Set("vars", a.varsValue(t))
	for _, global := range []struct {
		name string
		make func() luaapi.Map
	}{
		{"self", func() luaapi.Map { return a.self(index) }},
		{"servers", a.play.serversValue},
		{"processes", a.play.processesValue},
		{"proxies", a.play.proxiesValue},
	} {
		if a.mayRead(global.name) {
			scope.Set(global.name, t.Value(luaapi.Strict{Name: global.name, Map: global.make()}))
		}
	}
}

// mayRead says whether the actor's Lua may look at a name of the scope. Where
// actors share a VM nobody has seen what it looks at.
func (a *actor) mayRead(name string) bool {
	return a.body != nil || a.reads == nil || slices.Contains(a.reads, name)
}

func (a *actor) self(index int) luaapi.Map {
	self := luaapi.Map{{Key: "name", Value: a.name}, {Key: "index", Value: index}, {Key: "address", Value: a.address()}}
	if pr := a.play.process(a.name); pr != nil && pr.actor == a {
		self = append(self, pr.describe()...)
	}
	return self
}

func (p *play) serversValue() luaapi.Map {
	servers := luaapi.Map{}
	for _, s := range p.servers {
		servers = append(servers, luaapi.Pair{Key: s.name, Value: luaapi.Strict{Name: s.String(), Map: s.describe()}})
	}
	return servers
}

// address is what the actor's Lua sees of itself: where a server listens. That
// of a client is set when it has connected.
func (a *actor) address() any {
	for _, s := range a.play.servers {
		if s.actor == a && s.addr != (host.Addr{}) {
			return s.addr
		}
	}
	return nil
}

// varsValue is a fresh copy of the scenario's vars, but for actors that share a
// VM. Where all is known that the actor may set, reading anything else raises.
func (a *actor) varsValue(t *luaapi.Task) luaapi.Value {
	if a.body != nil {
		return t.Globals().Get("vars") // one for all
	}
	if a.sets == nil {
		return t.Value(a.play.varsSeen())
	}
	return t.Value(luaapi.Strict{Name: "vars", Map: a.play.varsSeen().With(a.sets...)})
}

// varsSeen is what actors start with as vars.
func (p *play) varsSeen() luaapi.Map {
	return append(luaapi.Map{{Key: "tmp", Value: p.temp.path}}, VarsOf(p.Scenario)...)
}

// VarsOf are the vars of a scenario that has no temporary folder, as it starts.
func VarsOf(s *scenario.Scenario) luaapi.Map {
	m := luaapi.Map{{Key: "dir", Value: s.Dir}}
	for _, v := range s.Vars {
		m = append(m, luaapi.Pair{Key: v.Name, Value: toLua(v.Value)})
	}
	return m
}

func toLua(v any) any {
	switch v := v.(type) {
	case scenario.List:
		list := make([]any, len(v))
		for i := range v {
			list[i] = toLua(v[i])
		}
		return list
	case scenario.Map:
		m := make(luaapi.Map, len(v))
		for i := range v {
			m[i] = luaapi.Pair{Key: v[i].Key, Value: toLua(v[i].Value)}
		}
		return m
	}
	return v
}
