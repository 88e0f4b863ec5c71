package runner

import (
	"fmt"
	"runtime/debug"
	"strings"
)

// guarded calls fn and makes a failure of the scenario of a Go panic in it, so
// that all that was started is shut down nevertheless.
func (p *play) guarded(who string, fn func()) {
	defer func() {
		if v := recover(); v != nil {
			p.add(&Failure{
				Verdict: Error, Who: who, Pos: p.Pos, Message: fmt.Sprintf("internal error: %v", v),
				Detail: append([]string{"please report it with these lines:"}, strings.Split(strings.TrimSpace(string(debug.Stack())), "\n")...),
			})
		}
	}()
	fn()
}

// spawn starts fn as a task of the world that is no task of a VM.
func (p *play) spawn(name string, fn func()) {
	p.world.Go(name, func() { p.guarded(name, fn) })
}
