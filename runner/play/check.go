package play

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"sockrun/luaapi"
	"sockrun/luaapi/wire/plural"
	"sockrun/runner/outcome"
	"sockrun/runner/positioned"
	"sockrun/runner/scenario"
	"sockrun/runner/steps"
)

// check evaluates the conditions at the end, in a VM of their own.
func (p *play) check() {
	if len(p.Checks) == 0 || p.cause() != nil || !p.showVars() {
		return
	}
	elapsed := (p.world.Elapsed() - p.began).Seconds()
	a := p.newActor("check", "check", p.Checks[0].Pos)
	err := a.vm.Do("check", func(t *luaapi.Task) error {
		g := t.Globals()
		g.Set("elapsed", t.Value(elapsed))
		g.Set("vars", t.Value(luaapi.Strict{Name: "vars", Map: p.varsSeen()}))
		g.Set("processes", t.Value(luaapi.Strict{Name: "processes", Map: p.processesSeen()}))
		g.Set("proxies", t.Value(luaapi.Strict{Name: "proxies", Map: p.proxiesSeen()}))
		g.Set("servers", t.Value(luaapi.Strict{Name: "servers", Map: p.serversSeen(t)}))
		g.Set("clients", t.Value(luaapi.Strict{Name: "clients", Map: p.clientsSeen(t)}))
		a.checkAll(t, p.Checks)
		return nil
	})
	if err != nil {
		a.fail("check", err)
	}
}

// checkAll evaluates conditions, each of them unless there is no more time.
func (a *actor) checkAll(t *luaapi.Task, conditions []*scenario.Lua) {
	p := a.play
	limit := p.timeLimit()
	for _, l := range conditions {
		err := a.inTime(t, limit, func() error { return steps.Check(t, "does not hold", l, luaapi.Nil) })
		if err != nil {
			a.fail("check", p.withMessages(l, p.withSignals(l, err)))
		}
		if isLate(err) {
			return
		}
	}
}

// showVars has the actors show their variables, if any condition may look at
// them. It says whether all could.
func (p *play) showVars() bool {
	if !slices.ContainsFunc(p.Checks, func(l *scenario.Lua) bool { return strings.Contains(l.Code, "vars") }) {
		return true
	}
	for _, a := range p.cast() {
		if !a.showVars() {
			a.setBusy()
			p.add(&outcome.Failure{Verdict: outcome.Timeout, Who: "check", Pos: a.pos, Message: a.neverWaits() + ": its vars cannot be looked at"})
			return false
		}
	}
	return true
}

// withSignals adds to a condition about the exit code of a process that it has
// none, since a signal has ended it.
func (p *play) withSignals(l *scenario.Lua, err error) error {
	var unmet *positioned.Error
	if !errors.As(err, &unmet) || !unmet.Failed {
		return err
	}
	for _, pr := range p.processes.all() {
		ex := pr.execution()
		if ex == nil || !strings.Contains(l.Code, pr.String()+".exit_code") || !pr.isGone(ex) || ex.exit.Signal == "" {
			continue
		}
		unmet.Detail = append(unmet.Detail, pr.signalled(ex))
	}
	return err
}

// messagesOf finds whose messages a condition is about.
var messagesOf = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\b((?:clients|servers)\.\w+)\.messages\[`) })

// withMessages adds to a condition that asks for a message beyond the last how
// many there are.
func (p *play) withMessages(l *scenario.Lua, err error) error {
	var script *luaapi.Error
	if !errors.As(err, &script) || !strings.HasPrefix(script.Message, "attempt to index a nil value") {
		return err
	}
	for _, named := range messagesOf().FindAllStringSubmatch(l.Code, -1) {
		for _, a := range p.cast() {
			if a.String() == named[1] {
				entries, dropped := a.view.Messages()
				script.Detail = append(script.Detail, fmt.Sprintf("%s has %s, counted from 1", a, plural.Of(len(entries)+dropped, "message")))
			}
		}
	}
	return err
}

func (p *play) serversSeen(t *luaapi.Task) luaapi.Map {
	var m luaapi.Map
	for _, s := range p.servers {
		seen := append(s.describe(), luaapi.Pair{Key: "connections", Value: s.served()})
		m = append(m, luaapi.Pair{Key: s.name, Value: luaapi.Strict{Name: s.String(), Map: append(seen, s.seen(t)...)}})
	}
	return m
}

func (p *play) clientsSeen(t *luaapi.Task) luaapi.Map {
	var m luaapi.Map
	for _, c := range p.clients {
		seen := luaapi.Map{{Key: "connections", Value: c.connected()}}
		m = append(m, luaapi.Pair{Key: c.name, Value: luaapi.Strict{Name: c.String(), Map: append(seen, c.seen(t)...)}})
	}
	return m
}

// seen is what the check sees of an actor.
func (a *actor) seen(t *luaapi.Task) luaapi.Map {
	return append(a.totals(), luaapi.Map{a.messages(t), {Key: "vars", Value: a.vars}, {Key: "result", Value: a.result}, {Key: "results", Value: a.results}}...)
}

// totals is what has happened to an actor, in numbers.
func (a *actor) totals() luaapi.Map {
	sum := a.view.Totals()
	return luaapi.Map{
		{Key: "sent", Value: sum.Sent}, {Key: "received", Value: sum.Received},
		{Key: "bytes_sent", Value: sum.BytesSent}, {Key: "bytes_received", Value: sum.BytesReceived},
		{Key: "errors", Value: a.errors},
	}
}
