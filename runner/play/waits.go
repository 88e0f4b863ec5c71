package play

import (
	"cmp"
	"fmt"
	"strings"

	"sockrun/luaapi"
	"sockrun/luaapi/wire/stream"
	"sockrun/runner/outcome"
	"sockrun/runner/scenario"
	"sockrun/runner/world"
)

// waiting is who waits for what, all told.
type waiting struct {
	lines []string
	busy  scenario.Pos // of a script that runs and never waits
	first scenario.Pos // where the first waits, a client before a server
	spins scenario.Pos // where the first receives again and again though its stream has ended
	// answered are the actors whose VM could be asked.
	answered []*actor
}

// waiting asks every actor. Any goroutine may ask in the real world, in the
// simulated one only its tasks.
func (p *play) waiting() (all waiting) {
	now, in := p.world.Elapsed(), p.world.Inspect()
	var servers, clients []scenario.Pos
	for _, a := range p.cast() {
		if a.shares() {
			continue // the body tells of all
		}
		waits, ok := a.ask()
		if !ok {
			all.lines = append(all.lines, a.neverWaits())
			all.busy = a.pos
		} else {
			all.answered = append(all.answered, a)
		}
		if a.kind == "clients" {
			clients = append(clients, places(waits)...)
		} else {
			servers = append(servers, places(waits)...)
		}
		all.spins = cmp.Or(all.spins, spinning(waits))
		all.lines = append(all.lines, p.waitTable(waits, now, in)...)
	}
	all.lines = append(all.lines, p.losses()...)
	all.first = cmp.Or(append(clients, servers...)...)
	all.shorten()
	return all
}

// shorten leaves out the lines that nobody would read any more.
func (w *waiting) shorten() {
	if more := len(w.lines) - maxWaitLines; more > 1 {
		w.lines = append(w.lines[:maxWaitLines], fmt.Sprintf("… and %d more lines like these", more))
	}
}

// places are the positions of waits that have one.
func places(waits []luaapi.Wait) (list []scenario.Pos) {
	for _, w := range waits {
		if w.Line > 0 {
			list = append(list, scenario.Pos{File: w.File, Line: w.Line})
		}
	}
	return list
}

// spinning is where the first receives that does not notice the end of its
// stream.
func spinning(waits []luaapi.Wait) (pos scenario.Pos) {
	for _, w := range waits {
		if stream.EndNote(w.Ends) != "" {
			return scenario.Pos{File: w.File, Line: w.Line}
		}
	}
	return pos
}

// overTime says that the scenario's time is over, and who waits for what. It
// points to a script that never waits, or not for what will come, else to the
// first that waits.
func (p *play) overTime(w waiting) *outcome.Failure {
	return &outcome.Failure{
		Verdict: outcome.Timeout, Who: TheScenario, Message: "not done after " + p.shownTimeout(),
		Pos: cmp.Or(w.busy, w.spins, w.first, p.Pos), Detail: append(w.lines, p.lasting()...), Topic: "durations",
	}
}

// doing says for what a task waits: "waits in recv 127.0.0.1:4000".
func doing(w luaapi.Wait) string {
	text := "waits in " + w.Op
	if strings.HasPrefix(w.Op, "to ") || strings.HasPrefix(w.Op, "for ") { // no call of Lua
		text = "waits " + w.Op
	}
	if w.Name != "" {
		text += " " + w.Name
	}
	return text
}

// endLate stops a scenario which its world has not ended in time. One whose
// time is known to be over is only slow to end, as on a busy machine.
func (p *play) endLate(why string) {
	if cause := p.cause(); cause != nil && isOverTime(cause) {
		p.beginEnd()
		return
	}
	p.endWith(p.unresponsive(why))
}

// unresponsive is overTime when the world itself did not say so: some task
// keeps it from going on. In the simulated world no VM can be asked then.
func (p *play) unresponsive(why string) *outcome.Failure {
	if p.options.World == world.Real {
		return p.overTime(p.waiting())
	}
	for _, a := range p.cast() {
		a.setBusy()
	}
	return &outcome.Failure{
		Verdict: outcome.Timeout, Who: TheScenario, Pos: p.Pos,
		Message: "not done after " + p.shownTimeout() + ": " + why,
	}
}
