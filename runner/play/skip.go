package play

import (
	"sockrun/luaapi"
	"sockrun/runner/outcome"
	"sockrun/runner/scenario"
	"sockrun/runner/world"
)

// noPrograms is why scenarios with processes are skipped in simulated worlds.
const noPrograms = "the simulated world runs no programs"

// skips says whether the scenario is not to run here, and records why.
func (p *play) skips() bool {
	if p.Skip != nil {
		p.add(&outcome.Failure{Verdict: outcome.Skipped, Who: TheScenario, Pos: p.Skip.Pos, Message: p.Skip.Reason})
		return true
	}
	if len(p.Processes) > 0 && p.options.World == world.Simulated {
		p.add(&outcome.Failure{Verdict: outcome.Skipped, Who: TheScenario, Pos: p.Processes[0].Pos, Message: noPrograms})
		return true
	}
	if p.WeatherAt != (scenario.Pos{}) && p.options.World == world.Real {
		p.add(&outcome.Failure{Verdict: outcome.Skipped, Who: TheScenario, Pos: p.WeatherAt, Message: noWeather})
		return true
	}
	return p.SkipUnless != nil && p.unmet(p.SkipUnless)
}

// unmet evaluates the condition of skip_unless in a VM of its own. The second
// value of a condition that does not hold is the reason, as pcall gives it.
// What the policy refuses is no reason: it is told as the permission that the
// scenario lacks.
func (p *play) unmet(l *scenario.Lua) bool {
	a := p.newActor("skip_unless", "skip_unless", l.Pos)
	var results []luaapi.Value
	err := a.vm.Do("skip_unless", func(t *luaapi.Task) (err error) {
		t.Globals().Set("vars", t.Value(luaapi.Strict{Name: "vars", Map: p.varsSeen()}))
		err = a.inTime(t, p.timeLimit(), func() error {
			results, err = t.Run(l.Chunk)
			return err
		})
		for _, left := range t.LeftOpen() { // it was only a trial
			_ = left.Socket.Close()
		}
		return err
	})
	switch {
	case err != nil:
		a.fail("skip_unless", err)
		return true
	case len(results) > 0 && luaapi.Truthy(results[0]):
		return false
	}
	reason := "skip_unless: " + l.Code
	if len(results) > 1 {
		reason = luaapi.Reason(results[1])
	}
	f := &outcome.Failure{Verdict: outcome.Skipped, Who: "skip_unless", Pos: l.Pos, Message: reason}
	if p.world.Refused() != nil {
		f.Verdict, f.Denied = outcome.Error, true
	}
	p.add(f)
	return true
}
