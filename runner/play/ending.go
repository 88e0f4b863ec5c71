package play

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"sockrun/luaapi/host"
	"sockrun/runner/outcome"
)

// await waits until the clients have ended, something has failed, nobody can go
// on any more, or time is over.
func (p *play) await(deadline host.Deadline) {
	defer p.dropLate()
	for !p.over() {
		p.startDue()
		p.startDueClients()
		dead, err := p.lookout.park(deadline)
		if dead == nil && err == nil {
			continue
		}
		if dead != nil || host.IsTimeout(err) {
			w := p.waiting()
			p.addKept(w.answered)
			if dead != nil {
				p.add(p.deadlocked(dead, w))
			} else {
				p.add(p.overTime(w))
			}
		}
		return
	}
}

// addKept reports what actors keep for their end while they wait: assertions that
// did not hold, and the spawned tasks that have failed while those who could join
// them wait for something else. It comes before the report of a timeout, of which
// it is likely to be the cause.
func (p *play) addKept(actors []*actor) {
	for _, a := range actors {
		for _, failed := range append(a.vm.TakeRecorded(), a.vm.TakeFailed()...) {
			a.report(failed.Root, failed.Err)
		}
	}
}

// cast returns the actors so far. Any goroutine may ask.
func (p *play) cast() []*actor {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.actors)
}

// serversSoFar returns the servers so far. Any goroutine may ask.
func (p *play) serversSoFar() []*server {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.servers)
}

// over says whether there is nothing more to wait for.
func (p *play) over() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	done := p.active == 0 && !slices.ContainsFunc(p.processes.all(), (*process).unfinished)
	return done || len(p.failures) > 0 || p.ending
}

// settle gives those who still run time to end by themselves. When nothing has
// failed, all clients have ended, and handlers see the ends of their streams.
// When something has, there is a moment in which what others suffer from it can
// show, or who kept them waiting; not so when the scenario has run out of time:
// nobody is gone then, so nobody suffers from that.
func (p *play) settle(deadline host.Deadline) {
	switch cause := p.cause(); {
	case p.isEnding():
	case cause == nil:
		p.findLeftOpen((*actor).isClient)
		p.until(func() bool { return !p.proxiesCarry() }, p.options.TimeScale.Of(p.Grace), deadline) // who is to be connected yet
		p.landDatagrams(deadline)
		for _, s := range p.servers {
			s.stopAccepting()
		}
		p.world.CutOff() // who waits for clients that are gone sees the end, whatever the weather
		if !p.until(p.allIsDone, p.options.TimeScale.Of(p.Grace), deadline) {
			p.overstayed(deadline)
		}
	case isOverTime(cause):
		p.findBusy()
	default:
		if cause.Verdict == outcome.Timeout {
			p.findBusy()
		}
		p.until(func() bool { return p.quiet() && !p.lostPeer() }, p.options.TimeScale.Of(suffering), deadline)
		if !p.idle() {
			p.addKept(slices.DeleteFunc(p.cast(), (*actor).shares)) // the body keeps what is of its VM
		}
	}
}

// landDatagrams waits until what clients have sent to datagram servers has
// arrived: a handler that saw the end before it would have to see it in another
// connection. Whoever sends on and on is not waited for.
func (p *play) landDatagrams(deadline host.Deadline) {
	if !slices.ContainsFunc(p.servers, (*server).routes) {
		return
	}
	grace := p.options.TimeScale.Of(p.Grace)
	last := host.After(p.world, p.world.LastArrival()-p.world.Elapsed()+grace)
	p.until(func() bool { return !p.isCarrying() }, grace, host.Earlier(last, deadline))
}

// pause is how long until waits before it looks again.
const pause = 5 * time.Millisecond

// until waits for a condition, and says whether it came about within patience
// and before the deadline. Patience is counted in short pauses: on a machine
// that is too busy they get longer, as those who are waited for get slower.
func (p *play) until(condition func() bool, patience time.Duration, deadline host.Deadline) bool {
	for !condition() && !p.isEnding() {
		next := host.After(p.world, pause)
		if patience <= 0 || host.Earlier(next, deadline) != next {
			return false
		}
		switch err := p.changed.Park(next); {
		case host.IsTimeout(err) && !p.isCarrying(): // nobody can do without what is under way
			patience -= pause
		case host.IsTimeout(err):
		case err != nil:
			return true // the world has ended
		}
	}
	return true
}

// quiet says whether no client and no handler runs any more.
func (p *play) quiet() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.active+p.handlers == 0
}

// allIsDone says whether nobody has anything to do any more, and nothing is
// under way that would change it.
func (p *play) allIsDone() bool { return p.idle() && !p.isCarrying() }

// isCarrying says whether something is under way, as far as anybody knows.
func (p *play) isCarrying() bool { return p.world.IsCarrying() || p.proxiesCarry() }

// idle says whether every actor has ended, or only waits for connections.
func (p *play) idle() bool {
	for _, s := range p.serversSoFar() {
		if !s.idle() {
			return false
		}
	}
	return p.quiet()
}

// overstayed reports the handlers that did not return in their grace, or
// before the scenario's own time was over.
func (p *play) overstayed(deadline host.Deadline) {
	w := p.waiting()
	if host.Earlier(host.After(p.world, pause), deadline) == deadline {
		p.addKept(w.answered)
		p.add(p.overTime(w))
		return
	}
	f := &outcome.Failure{Verdict: outcome.Timeout, Who: TheScenario, Pos: cmp.Or(w.spins, p.Pos),
		Message: fmt.Sprintf("all clients have ended, but not every server within %s", p.options.TimeScale.Shown(p.Grace))}
	f.Detail, f.Topic = w.lines, "scenario.grace"
	p.addKept(w.answered)
	p.add(f)
}

// beginEnd stops everything: sockets are closed, Lua is interrupted, and what
// fails from now on is not reported.
func (p *play) beginEnd() {
	p.mu.Lock()
	p.ending = true
	p.mu.Unlock()
	p.stop()
	p.world.End()
}

func (p *play) isEnding() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.ending
}

func (p *play) setDone(s *server) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s.done = true
	p.changed.Unpark()
}

func (p *play) isDone(s *server) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return s.done
}

// countActive changes how many clients, bodies and blocks have not ended.
func (p *play) countActive(by int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.addActive(by)
}

// addActive is countActive with mu.
func (p *play) addActive(by int) {
	p.active += by
	if by < 0 {
		p.changed.Unpark()
	}
}

// countHandlers changes how many conversations of servers have not ended. Nobody
// waits for one while there are clients and nothing has failed: a scenario may have
// very many, one after the other.
func (p *play) countHandlers(by int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.handlers += by
	if by < 0 && (p.active == 0 || len(p.failures) > 0) {
		p.changed.Unpark()
	}
}
