package play

import (
	"fmt"

	"sockrun/luaapi/wire/barrier"
)

// newBarriers makes the barriers whose number of parties the scenario says;
// the others are made as actors enter them.
func (p *play) newBarriers() *barrier.Set {
	set := barrier.New(p.uncounted)
	for _, b := range p.Barriers {
		set.Declare(b.Name, b.Parties) // cannot fail: names are unique
	}
	return set
}

// uncounted is what who comes to a barrier is told of which nobody knows how
// many meet there.
func (p *play) uncounted(name string) error {
	if p.Program != nil {
		return fmt.Errorf("nobody has said how many meet at the barrier %q, and in Lua nobody knows who is still to start; "+
			"write barrier(%q, 2), or for steps the option barriers = {%s = 2} of the scenario", name, name, name)
	}
	return fmt.Errorf("no step and no Lua of the scenario names the barrier %q; say how many meet there: barriers: {%s: 2}, or barrier(%q, 2)", name, name, name)
}
