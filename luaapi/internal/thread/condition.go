package thread

import (
	"slices"

	"sockrun/luaapi/host"
)

// Condition is what tasks of a VM wait for until another makes it true, as
// sync.Cond with the baton for its lock. The zero value is ready for use. All
// methods are called with the baton.
type Condition struct{ waiting []host.Parker }

// Wait waits until met says so; the record of the wait has op. Errors are those
// of State.Park: then it may not be met.
func (c *Condition) Wait(s *State, op string, met func() bool) error {
	for !met() {
		p := s.NewParker()
		c.waiting = append(c.waiting, p)
		if err := s.Park(p, op, nil, host.Forever); err != nil {
			c.waiting = slices.DeleteFunc(c.waiting, func(q host.Parker) bool { return q == p })
			return err
		}
	}
	return nil
}

// Changed wakes all who wait, to look again.
func (c *Condition) Changed() {
	for _, p := range c.waiting {
		p.Unpark()
	}
	c.waiting = nil
}
