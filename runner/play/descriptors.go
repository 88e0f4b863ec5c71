package play

import (
	"fmt"

	"sockrun/luaapi/wire/plural"
	"sockrun/runner/outcome"
	"sockrun/runner/positioned"
	"sockrun/runner/scenario"
	"sockrun/runner/world"
	"sockrun/runner/world/real"
)

// ownDescriptors are those that the process needs beside the sockets of a
// scenario: its streams, those of the netpoller, files.
const ownDescriptors = 16

// fitsDescriptors says whether the process may have as many descriptors as
// clients need that are all connected, each as often as count says, and fails
// the scenario if not: else it would break in the middle, in one place or
// another.
func (p *play) fitsDescriptors(clients []*scenario.Client, count func(*scenario.Client) int) bool {
	if p.options.World == world.Simulated {
		return true
	}
	n, most := p.descriptors(clients, count)
	limit := real.MaxDescriptors()
	if most == nil || n+ownDescriptors <= limit {
		return true
	}
	who := "clients." + most.Name
	p.add(&outcome.Failure{
		Verdict: outcome.Error, Who: who, Actor: most.Name, Pos: most.Pos, Code: "EMFILE", Topic: "limits",
		Message: fmt.Sprintf("needs %s, %d of them for sockets that are open at the same time, and this process may have %d",
			plural.Of(n+ownDescriptors, "descriptor"), n, limit),
		Detail: []string{positioned.Hint("call ulimit -n %d before sockrun, as far as the system lets you, or make count smaller", n+ownDescriptors)},
	})
	return false
}

// descriptors is how many sockets are open at one moment, and the client that
// has most of them. Clients that come after others have the descriptors of
// those.
func (p *play) descriptors(clients []*scenario.Client, count func(*scenario.Client) int) (n int, most *scenario.Client) {
	atOnce, highest := len(p.Servers), 0
	for _, c := range clients {
		needs := count(c) * p.descriptorsEach(c)
		if needs > highest {
			highest, most = needs, c
		}
		if len(c.After) == 0 {
			atOnce += needs
		}
	}
	return max(atOnce, len(p.Servers)+highest), most
}

// descriptorsEach is how many each instance of a client needs: one for each end
// that this process has.
func (p *play) descriptorsEach(c *scenario.Client) int {
	if c.Connect == nil {
		return 0
	}
	s := p.Server(c.Connect.Raw)
	if s == nil || s.Sequential || s.Accept >= 0 || s.Script != nil || s.Listen.Template != nil || !s.Listen.Accepts() {
		return 1
	}
	return 2
}
