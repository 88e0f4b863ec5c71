package play

import (
	"testing"
	"time"

	"sockrun/luaapi/host"
	"sockrun/runner/outcome"
	"sockrun/runner/scenario"
	"sockrun/runner/world"
)

// A simulated world whose tasks take turns is not stopped as one that stands
// still is, but not for ever.
func TestStandstill(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		turns int // how many of the ticks come after a turn
		ticks int // until it is over
		why   string
	}{
		{"stands still", 0, looks, neverWaited},
		{"turns for long", 4 * looks, 5 * looks, neverWaited},
		{"turns for ever", farthest * looks, farthest * looks, timeless},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := &play{world: world.New(world.Simulated, world.Options{})}
			defer p.world.Close(0)
			ticks, looked, told := make(chan time.Time), 0, make(chan string, 1)
			turn := func() { p.world.Main(func() { _ = p.world.NewParker().Park(host.After(p.world, 1)) }) }
			turn()
			go func() {
				why, _ := p.awaitStandstill(ticks, nil)
				told <- why
			}()
			for {
				if looked < c.turns {
					turn()
				}
				select {
				case ticks <- time.Time{}:
					looked++
					continue
				case why := <-told:
					if why != c.why || looked > c.ticks || looked < c.ticks-1 { // a look may see the next turn already
						t.Errorf("over after %d ticks, since %s; want %d, since %s", looked, why, c.ticks, c.why)
					}
				}
				return
			}
		})
	}
}

// The end of a scenario whose time is over may take long on a busy machine; that
// is no second failure.
func TestLateEnd(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		first *outcome.Failure
		want  int
	}{
		{&outcome.Failure{Verdict: outcome.Timeout, Who: TheScenario}, 1},
		{&outcome.Failure{Verdict: outcome.Failed, Who: "clients.alice"}, 2},
	} {
		p := &play{Scenario: &scenario.Scenario{Timeout: time.Second}, options: &Options{World: world.Simulated}, stop: func() {}}
		p.world = world.New(world.Simulated, world.Options{})
		p.add(c.first)
		p.endLate(neverWaited)
		if len(p.failures) != c.want || !p.isEnding() {
			t.Errorf("after %s of %s there are %d failures, want %d", c.first.Verdict, c.first.Who, len(p.failures), c.want)
		}
	}
}
