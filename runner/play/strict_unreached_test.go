package play

import (
	"testing"

	"sockrun/runner/scenario"
	"sockrun/runner/steps"
)

// A list of steps that was left early has a finding at the first step that was
// never reached, unless it stands behind a close.
func TestFindSteps(t *testing.T) {
	t.Parallel()
	list := func(verbs ...scenario.Verb) (steps []*scenario.Step) {
		for i, verb := range verbs {
			steps = append(steps, &scenario.Step{Verb: verb, Pos: scenario.Pos{File: "x.yaml", Line: i + 1}})
		}
		return steps
	}
	for name, c := range map[string]struct {
		steps []*scenario.Step
		runs  []int // how far each run has come
		want  int   // the step that was never reached, 0 for none
	}{
		"never run":       {list(scenario.VerbSend, scenario.VerbExpect), nil, 1},
		"left early":      {list(scenario.VerbSend, scenario.VerbExpect, scenario.VerbCheck), []int{1}, 2},
		"the best counts": {list(scenario.VerbSend, scenario.VerbExpect, scenario.VerbCheck), []int{2, 1}, 3},
		"run to its end":  {list(scenario.VerbSend, scenario.VerbExpect), []int{1, 2}, 0},
		"behind a close":  {list(scenario.VerbClose, scenario.VerbExpect), []int{1}, 0},
		"no steps":        {nil, nil, 0},
	} {
		p := &play{Scenario: &scenario.Scenario{}, scene: &steps.Scene{}}
		a := &actor{play: p, kind: "clients", name: "alice"}
		for _, n := range c.runs {
			p.scene.Reached.Note(c.steps, n)
		}
		a.findSteps("", c.steps)
		got := 0
		for _, f := range p.findings {
			got = f.failure.Step
			if f.failure.Pos != c.steps[got-1].Pos || f.level != scenario.LevelFail {
				t.Errorf("%s: %+v", name, f)
			}
		}
		if got != c.want {
			t.Errorf("%s: step %d was never reached, want %d", name, got, c.want)
		}
	}
}
