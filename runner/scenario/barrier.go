package scenario

import (
	"maps"
	"slices"

	"sockrun/luaapi/wire/spell"
)

// Barrier is a place whose number of parties the scenario says.
type Barrier struct {
	Name    string
	Pos     Pos
	Parties int // 1 or more
}

const (
	takesBarriers = "a map from names of barriers to how many meet there"
	takesBarrier  = "the name of a barrier"
)

// barrier decodes an entry of barriers.
func (d *decoder) barrier(name string, at Pos, v value) {
	v.key, v.takes = "the barrier "+name, takesCount
	d.scenario.Barriers = append(d.scenario.Barriers, Barrier{Name: name, Pos: at, Parties: d.count(v, 1)})
}

// barrierStep takes the name of a barrier that a step waits at.
func (d *decoder) barrierStep(v value) string {
	name := d.title(v)
	if name != "" {
		d.scope.reach(name, v.pos)
	}
	return name
}

// reach notes that the actor of the scope comes to a barrier.
func (s *scope) reach(name string, pos Pos) {
	if _, known := s.barriers[name]; !known {
		if s.barriers == nil {
			s.barriers = map[string]Pos{}
		}
		s.barriers[name] = pos
	}
}

var barrierPattern = lazily(`^barrier\s*\(?\s*(?:"([^"\\]*)"|'([^'\\]*)')\s*(,)?`)

// barrierNames returns the barriers that steps and Lua of the scope name as
// literals, sorted.
func (s *scope) barrierNames() []string {
	for _, u := range s.uses {
		for _, g := range u.globals {
			if g.Name != "barrier" {
				continue
			}
			var found []string
			if at := u.index(g); at >= 0 {
				found = barrierPattern().FindStringSubmatch(u.code[at:])
			}
			if found == nil {
				s.anyBarrier = true
				continue
			}
			if found[3] != "" { // it says itself how many meet
				continue
			}
			s.reach(found[1]+found[2], u.position(g, 0))
		}
	}
	return slices.Sorted(maps.Keys(s.barriers))
}

// meeting is what is known of a barrier when all actors have been read.
type meeting struct {
	pos    Pos
	actor  string
	actors int
	many   bool // a template says how many
}

// checkBarriers reports barriers at which somebody would wait for nobody.
func (d *decoder) checkBarriers() {
	met, any := d.meetings()
	for _, b := range d.scenario.Barriers {
		if met[b.Name] == nil && !any {
			d.warn(b.Pos, "nobody comes to the barrier %s: %s", quoteName(b.Name), suggestion(b.Name, slices.Sorted(maps.Keys(met))))
		}
		delete(met, b.Name)
	}
	if d.namesMissing || slices.ContainsFunc(d.scopes, func(s *scope) bool { return s.broken }) {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(met)) {
		d.warnOfLate(name)
		if m := met[name]; m.actors == 1 && !m.many {
			e := d.fail(m.pos, "only %s comes to the barrier %s: it would wait for nobody", m.actor, quoteName(name)).about("steps.barrier")
			e.Hint = "name it in another actor, or say how many meet there: barriers: {" + name + ": 2}"
			if near := spell.Nearest(name, slices.DeleteFunc(slices.Sorted(maps.Keys(met)), func(n string) bool { return n == name })); near != "" {
				e.Hint = "did you mean " + near + "?"
			}
		}
	}
}

// warnOfLate tells of a client that comes to a barrier only when another has ended,
// which waits for it there: neither ever goes on.
func (d *decoder) warnOfLate(barrier string) {
	all := d.waiters()
	for _, late := range d.scenario.Clients {
		for _, after := range late.After {
			early := slices.IndexFunc(d.scenario.Clients, func(c *Client) bool { return c.Name == after.Name })
			if early < 0 || !slices.Contains(late.Barriers, barrier) || !slices.Contains(d.scenario.Clients[early].Barriers, barrier) ||
				leadsTo(all, after.Name, late.Name, map[string]bool{}) != nil || // a circle, which is told of itself
				givesUp(d.scenario.Clients[early].Steps, barrier) {
				continue
			}
			d.warn(after.Pos, "%s would wait at the barrier %s for %s, which starts when it has ended", quoteName(after.Name), quoteName(barrier), quoteName(late.Name)).about("clients.after").Hint =
				"leave out after, or the barrier"
		}
	}
}

// givesUp says whether one of the steps is to fail at a barrier: nobody is meant to
// come in time.
func givesUp(steps []*Step, barrier string) bool {
	return slices.ContainsFunc(steps, func(s *Step) bool {
		return s.Verb == VerbBarrier && s.Name == barrier && s.Fails != "" || givesUp(s.Nested(), barrier)
	})
}

// meetings collects who comes to which barrier. any says that some Lua works
// the name out when it runs.
func (d *decoder) meetings() (met map[string]*meeting, any bool) {
	met = map[string]*meeting{}
	add := func(actor string, names []string, count int) {
		for _, name := range names {
			m := met[name]
			if m == nil {
				m = &meeting{actor: actor, pos: d.reachedAt(actor, name)}
				met[name] = m
			}
			m.actors += count
			m.many = m.many || count == 0
		}
	}
	for _, s := range d.scenario.Servers {
		add("servers."+s.Name, s.Barriers, 1)
	}
	for _, c := range d.scenario.Clients {
		add("clients."+c.Name, c.Barriers, c.Count)
	}
	any = slices.ContainsFunc(d.scopes, func(s *scope) bool { return s.anyBarrier })
	return met, any
}

// reachedAt returns where an actor comes to a barrier.
func (d *decoder) reachedAt(actor, name string) Pos {
	for _, s := range d.scopes {
		if s.actor == actor {
			return s.barriers[name]
		}
	}
	return d.scenario.Pos
}
