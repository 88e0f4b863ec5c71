package runner

import (
	"fmt"
	"sockrun/luaapi"
	"sockrun/runner/scenario"
	"time"
)

// waits lists what every task waits for, of the VMs that can tell.
func (p *play) waits() []luaapi.Wait {
	var all []luaapi.Wait
	for _, a := range p.actors() {
		all = append(all, a.waits()...)
	}
	return all
}

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

// overTime says that the scenario's time is over, and who waits for what.
func (p *play) overTime(waits []luaapi.Wait) *Failure {
	f := &Failure{Verdict: Timeout, Who: "scenario", Pos: p.Pos, Message: fmt.Sprintf("not done after %v", p.timeout())}
	for _, w := range waits {
		if w.Line > 0 { // the first that waits in a script
			f.Pos = scenario.Pos{File: w.File, Line: w.Line}
			break
		}
	}
	f.Detail = waitTable(waits, p.world.Elapsed())
	return f
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
