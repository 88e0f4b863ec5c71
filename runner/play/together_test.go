package play

import (
	"errors"
	"testing"

	"sockrun/luaapi/host"
	"sockrun/runner/scenario"
	"sockrun/runner/world"
)

// hasty ends the scenario as soon as something has failed.
type hasty struct{ play *play }

func (h hasty) Park(host.Deadline) error { return nil }
func (h hasty) Unpark()                  { h.play.ending = true }

// An actor may have several failures at its end, of which the first ends the
// scenario. That keeps none of the others out of the report.
func TestFailuresOfOneEndAreReportedTogether(t *testing.T) {
	t.Parallel()
	p := &play{Scenario: &scenario.Scenario{}, world: &world.World{}, options: &Options{World: world.Real}}
	p.changed = hasty{p}
	a := &actor{play: p, name: "body"}
	a.fail("body", errors.New("the first"), errors.New("the second"), &suffered{"body", errors.New("what came of them")})
	if len(p.failures) != 2 {
		t.Errorf("%d failures are reported, want the first and the second", len(p.failures))
	}
	a.fail("body", errors.New("after the end"))
	if len(p.failures) != 2 {
		t.Errorf("%d failures are reported, want none from after the end", len(p.failures))
	}
}
