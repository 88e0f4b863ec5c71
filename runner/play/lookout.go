package play

import (
	"time"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/runner/deadlock"
	"sockrun/runner/outcome"
	"sockrun/runner/world"
)

// How often the lookout looks while tasks run, and at most while all wait but
// somebody is about to go on.
const (
	lookEvery  = 15 * time.Millisecond
	lookAtMost = 240 * time.Millisecond
	lookAgain  = 2 * time.Millisecond // after a look at which all waited
)

// lookout finds out that a scenario can never go on. In the real world it looks
// at the records of waits while tasks run, which costs them nothing. Once all
// wait, and one of them for a moment or for somebody outside, it sleeps until a
// task goes on. In the simulated world the scheduler tells it.
type lookout struct {
	play  *play
	alarm luaapi.Alarm

	asleep bool
	next   host.Deadline // when to look; Forever for in a while
	pause  time.Duration // before the look after that
	took   time.Duration // by the last picture: many waits make it large
	rested uint64        // how often tasks had gone on at the last look at which all waited

	// Of the last look at which nobody could go on:
	suspected bool
	since     time.Duration // nothing has changed
	moves     uint64
	progress  int64
}

func newLookout(p *play) *lookout {
	l := &lookout{play: p}
	l.alarm.Ring = func() { p.changed.Unpark() }
	return l
}

// park waits until something has changed that the play heeds, as Park does. It
// returns a picture when no task can ever go on.
func (l *lookout) park(deadline host.Deadline) (dead *painter, err error) {
	p := l.play
	if p.options.World == world.Simulated {
		stalled, err := p.world.ParkWatching(p.changed, deadline)
		if stalled {
			dead, _ = p.picture()
		}
		return dead, err
	}
	until := deadline
	if !l.asleep {
		if l.next == host.Forever {
			l.pause = max(lookEvery, 10*l.took)
			l.next = host.After(p.world, l.pause)
		}
		until = host.Earlier(deadline, l.next)
	}
	err = p.changed.Park(until)
	if host.IsTimeout(err) && until != deadline {
		return l.look(), nil
	}
	l.asleep, l.next = false, host.Forever
	return nil, err
}

// look looks once and says when to look again.
func (l *lookout) look() (dead *painter) {
	p, before := l.play, l.suspected
	l.suspected, l.next = false, host.Forever
	if p.processes.act() || p.world.HasRun() || len(p.proxies) > 0 {
		l.asleep = true
		return nil
	}
	if !p.rest().Quiet {
		return nil
	}
	l.alarm.Set() // before anything is looked at, so that nothing is missed
	rest := p.rest()
	if rest.Timed {
		l.asleep = true
		return nil
	}
	if rest.Moves != l.rested { // those that are busy wait all at once now and then: no picture is made of them
		l.rested, l.next = rest.Moves, host.After(p.world, lookAgain)
		return nil
	}
	began := p.world.Elapsed()
	painted, ok := p.picture()
	l.took = p.world.Elapsed() - began
	if !ok || !rest.Quiet || p.rest() != rest {
		return nil
	}
	return l.judge(painted, rest.Moves, before)
}

// judge takes a picture in which all wait.
func (l *lookout) judge(painted *painter, moves uint64, suspected bool) (dead *painter) {
	switch verdict, settle := painted.paint.Judge(); verdict {
	case deadlock.Waits:
		l.asleep = true
	case deadlock.GoesOn:
		l.next, l.pause = host.After(l.play.world, l.pause), min(2*l.pause, lookAtMost)
	case deadlock.Deadlocked:
		return l.suspect(painted, moves, suspected, settle)
	}
	return nil
}

// suspect takes a picture in which nobody can go on, and returns it when it has
// stayed the same for long enough.
func (l *lookout) suspect(painted *painter, moves uint64, before bool, settle time.Duration) (dead *painter) {
	p, progress := l.play, painted.progress()
	now := p.world.Elapsed()
	if !before || l.moves != moves || l.progress != progress {
		l.since = now
	}
	l.suspected, l.moves, l.progress = true, moves, progress
	if left := settle - (now - l.since); left > 0 {
		l.next = host.After(p.world, left)
		return nil
	}
	if p.changed.Park(host.DontWait) == nil { // an actor has ended just before: others may start
		return nil
	}
	return painted
}

// rest is how all VMs of the scenario are, as if they were one.
func (p *play) rest() (all luaapi.Rest) {
	all.Quiet = true
	for _, a := range p.cast() {
		if a.shares() {
			continue // the body tells of all
		}
		rest := a.vm.Rest()
		if !rest.Quiet {
			return luaapi.Rest{}
		}
		all.Timed = all.Timed || rest.Timed
		all.Moves += rest.Moves
	}
	return all
}

// act says whether a program runs, or is about to: it may do anything.
func (r *roster) act() bool {
	for _, pr := range r.all() {
		pr.play.mu.Lock()
		acts := pr.begun && !pr.ended
		pr.play.mu.Unlock()
		if acts {
			return true
		}
	}
	return false
}

// deadlocked says that nobody can go on, and who waits for whom.
func (p *play) deadlocked(dead *painter, w waiting) *outcome.Failure {
	f := p.overTime(w)
	sentence, at := dead.sentence()
	f.Message, f.Topic = "deadlock: "+sentence, "deadlocks"
	if trouble := dead.trouble(); trouble != "" {
		f.Message, f.Topic = f.Message+"; "+trouble, "weather"
	}
	if at.Line > 0 {
		f.Pos = at
	}
	return f
}
