package world

import (
	"time"

	"sockrun/luaapi/host"
	"sockrun/runner/world/chopped"
)

// Delivered says how the network has delivered what a socket of a chopped world
// received last; the zero Delivery in other worlds.
func Delivered(s host.Socket) chopped.Delivery {
	if s, ok := s.(*socket); ok {
		if base, ok := s.Socket.(*chopped.Socket); ok {
			return base.Delivered()
		}
	}
	return chopped.Delivery{}
}

// SendsSlowly is host.Unhurried's.
func (s *socket) SendsSlowly() bool {
	base, ok := s.Socket.(host.Unhurried)
	return ok && base.SendsSlowly()
}

// NewParker returns a place where a task of the actor waits. In a chopped world
// its sockets hold nothing back meanwhile.
func (v *View) NewParker() host.Parker {
	p := v.World.NewParker()
	if base, ok := v.Base.(*chopped.World); ok {
		return parker{p, base, v.name}
	}
	return p
}

type parker struct {
	host.Parker
	world *chopped.World
	actor string
}

// shortWait is how long a task may wait for the clock, as in a sleep, without
// what its actor holds back being sent: nobody else has to do anything for that.
const shortWait = 100 * time.Millisecond

func (p parker) Park(d host.Deadline) error {
	if d <= 0 || time.Duration(d)-p.world.Elapsed() > shortWait {
		p.world.Release(p.actor)
	}
	return p.Parker.Park(d)
}

// Held is what Held asks.
func (p parker) Held() bool { return Held(p.Parker) }
