package runner

import (
	"cmp"
	"fmt"
	"sockrun/luaapi"
	"sockrun/runner/scenario"
	"sockrun/runner/world"
	"time"
)

func (p *play) actors() []*actor {
	var list []*actor
	for _, s := range p.servers {
		list = append(list, s.actor)
	}
	for _, c := range p.clients {
		list = append(list, c.actor)
	}
	return list
}

// overTime says that the scenario's time is over, and who waits for what. It
// points to a script that never waits, else to the first that waits.
func (p *play) overTime() *Failure {
	f := &Failure{Verdict: Timeout, Who: "scenario", Pos: p.Pos, Message: fmt.Sprintf("not done after %v", p.timeout())}
	now := p.world.Elapsed()
	var waiting, busy *scenario.Pos
	for _, a := range p.actors() {
		waits, ok := a.waits()
		if !ok {
			f.Detail = append(f.Detail, fmt.Sprintf("%s runs and never waits", a))
			busy = &a.pos
		}
		for _, w := range waits {
			if waiting == nil && w.Line > 0 {
				waiting = &scenario.Pos{File: w.File, Line: w.Line}
			}
		}
		f.Detail = append(f.Detail, waitTable(waits, now)...)
	}
	if pos := cmp.Or(busy, waiting); pos != nil {
		f.Pos = *pos
	}
	return f
}

// stillWaiting says for every task what it waits for.
func (p *play) stillWaiting() (lines []string) {
	for _, a := range p.actors() {
		waits, _ := a.waits()
		lines = append(lines, waitTable(waits, p.world.Elapsed())...)
	}
	return lines
}

// waitTable says for each task what it waits for, since when, and where.
func waitTable(waits []luaapi.Wait, now time.Duration) []string {
	var lines []string
	for _, w := range waits {
		line := fmt.Sprintf("%s waits in %s", w.Task, w.Op)
		if s, ok := w.Object.(fmt.Stringer); ok {
			line += " " + s.String()
		}
		line += fmt.Sprintf(" for %v", (now - w.Since).Round(time.Millisecond))
		if w.Line > 0 {
			line += fmt.Sprintf(" at %s:%d", w.File, w.Line)
		}
		lines = append(lines, line)
	}
	return lines
}

// unresponsive is overTime when the world itself did not say so: some task
// keeps it from going on. In the simulated world no VM can be asked then.
func (p *play) unresponsive() *Failure {
	if p.options.World == world.Real {
		return p.overTime()
	}
	return &Failure{
		Verdict: Timeout, Who: "scenario", Pos: p.Pos,
		Message: fmt.Sprintf("not done after %v: a script runs and never waits", p.timeout()),
	}
}
