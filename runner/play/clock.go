package play

import (
	"slices"
	"time"

	"sockrun/runner/world"
)

// How often a simulated world is looked at in the time that a script may run
// without a wait, and how many times as long it may take in all.
const (
	looks    = 8
	farthest = 6
)

// The reasons for which a simulated world is stopped from outside.
const (
	neverWaited = "a script runs and never waits"
	timeless    = "its tasks run on and on, and hardly any simulated time passes"
)

// watch returns a channel that tells when the scenario has had more time than
// all of its limits allow, and why its world has not ended it. A simulated world
// has a clock of its own, by which a scenario comes to the same on a slow
// machine. So what counts there is how long one task runs without a wait.
func (p *play) watch() (over <-chan string, stop func()) {
	limit, end := p.timeout()+p.patience()+2*p.options.TimeScale.Of(grace), awaitTick
	if p.options.World == world.Simulated {
		limit, end = limit/looks+1, p.awaitStandstill
	}
	late, stopped := make(chan string, 1), make(chan struct{})
	go func() {
		ticks := time.NewTicker(limit)
		defer ticks.Stop()
		if why, over := end(ticks.C, stopped); over {
			late <- why
		}
	}()
	return late, func() { close(stopped) }
}

// awaitTick waits for a tick; it is not over when it was stopped before that.
func awaitTick(ticks <-chan time.Time, stopped <-chan struct{}) (why string, over bool) {
	select {
	case <-ticks:
		return "", true
	case <-stopped:
		return "", false
	}
}

// awaitStandstill waits, looking at each tick, until no task of a simulated
// world has got its turn for so many looks, or for as long as all may take.
func (p *play) awaitStandstill(ticks <-chan time.Time, stopped <-chan struct{}) (why string, over bool) {
	still, last := 0, p.world.Turns()
	for range looks * farthest {
		if _, ticked := awaitTick(ticks, stopped); !ticked {
			return "", false
		}
		if now := p.world.Turns(); now != last {
			still, last = 0, now
		} else if still++; still == looks {
			return neverWaited, true
		}
	}
	return timeless, true
}

// endedByWallClock says whether the clock on the wall has ended a scenario that
// has another, or Lua in it.
func (p *play) endedByWallClock() bool {
	spun := func(a *actor) bool { return a.vm.Spun() }
	return p.options.World == world.Simulated && (p.outOfTime || slices.ContainsFunc(p.cast(), spun))
}
