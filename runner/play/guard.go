package play

import (
	"sockrun/runner/fault"
	"sockrun/runner/outcome"
)

// guarded calls fn and makes a failure of the scenario of a Go panic in it, so
// that all that was started is shut down nevertheless.
func (p *play) guarded(who string, fn func()) {
	defer func() {
		if v := recover(); v != nil {
			broke := fault.Of(v)
			p.add(&outcome.Failure{Verdict: outcome.Error, Who: who, Pos: p.Pos, Message: broke.What(), Detail: []string{broke.Report()}})
		}
	}()
	fn()
}

// spawn starts fn as a task of the world that is no task of a VM.
func (p *play) spawn(name string, fn func()) {
	p.world.Go(name, func() { p.guarded(name, fn) })
}
