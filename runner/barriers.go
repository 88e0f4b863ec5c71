package runner

import (
	"errors"

	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/barrier"
)

// newBarriers makes the barriers whose number of parties the scenario says;
// the others are made as actors enter them.
func (p *play) newBarriers() *barrier.Set {
	set := barrier.New()
	for _, b := range p.Barriers {
		set.Declare(b.Name, b.Parties) // cannot fail: names are unique
	}
	return set
}

// barrier waits at the barrier of a step.
func (do *performer) barrier() error {
	err := do.task.Barrier(do.step.Name, do.deadline(0))
	var broken *host.Error
	if !errors.As(err, &broken) {
		return err
	}
	return &positioned{pos: do.step.Pos, err: broken, timeout: host.IsTimeout(err)}
}
