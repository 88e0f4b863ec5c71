package play

import "sockrun/runner/world"

// countAbandoned counts the VMs of the tasks that had to be abandoned, in every
// run of a scenario, also in those that nobody tells about. A VM counts once, and
// the simulated world too: one of its tasks runs, and keeps the others from
// their end.
func (p *play) countAbandoned(stuck []string) {
	if len(stuck) == 0 {
		return
	}
	n := 0
	for _, a := range p.cast() {
		if !a.shares() && a.vm.Alive() {
			n++
		}
	}
	if p.options.World == world.Simulated {
		n = 1
	}
	p.options.Common.Abandoned.Add(int64(max(n, 1)))
}
