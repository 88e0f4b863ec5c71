package play

import (
	"errors"
	"syscall"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/runner/declare"
	"sockrun/runner/positioned"
	"sockrun/runner/scenario"
	"sockrun/runner/values"
	"sockrun/runner/weather"
	"sockrun/runner/world"
)

// noWeather is why scenarios with weather are skipped on real sockets.
const noWeather = "weather needs the simulated network: run it with --sim"

// beginWeather brings about the weather that the scenario begins with. It says
// whether all is well.
func (p *play) beginWeather() bool {
	if p.Network == nil {
		return true
	}
	if err := p.changeWeather(p.Network, p.startText); err != nil {
		p.add(p.failure(TheScenario, err))
		return false
	}
	return true
}

// startText works out a template over vars, before there are actors.
func (p *play) startText(tx *scenario.Text) (result string, err error) {
	a := p.newActor("", "network", tx.Pos)
	failed := a.vm.Do("network", func(t *luaapi.Task) error {
		t.Globals().Set("vars", t.Value(luaapi.Strict{Name: "vars", Map: p.varsSeen()}))
		return a.inTime(t, p.timeLimit(), func() error {
			result, err = values.Text(t, tx)
			return err
		})
	})
	return result, failed
}

// changeWeather changes the weather from now on. text works templates out.
func (p *play) changeWeather(n *scenario.Network, text func(*scenario.Text) (string, error)) error {
	changes, err := n.Changes(text)
	if wrong, ok := errors.AsType[scenario.Errors](err); ok {
		return positioned.At(wrong[0].Pos, placed(err))
	} else if err != nil {
		return err
	}
	var rules []weather.Rule
	for _, c := range changes {
		rules = append(rules, c.Rules...)
	}
	if err := p.world.Change(rules...); err != nil {
		return err
	}
	for _, c := range changes {
		if c.End != weather.Stands {
			err = errors.Join(err, p.world.Break(c.From, c.To, c.End))
		}
	}
	return err
}

// setWeather changes the weather as a script asks for it.
func (p *play) setWeather(c luaapi.Call) error {
	if !p.world.HasWeather() {
		e := host.NewError(c.Name, "", 0, syscall.EOPNOTSUPP)
		e.Message, e.Cause = world.ErrNoWeather.Error(), world.ErrNoWeather
		return e
	}
	n, err := p.NewNetwork(declare.Call(c))
	if err != nil {
		return placed(err)
	}
	return p.changeWeather(n, nil)
}

// stepWeather changes the weather as a step says.
func (p *play) stepWeather(step *scenario.Step, text func(*scenario.Text) (string, error)) error {
	if p.Program != nil { // in YAML they are known from the start
		var wrong scenario.Errors
		if err := p.CheckActors(step.Network); errors.As(err, &wrong) {
			return positioned.At(wrong[0].Pos, placed(err))
		}
	}
	return p.changeWeather(step.Network, text)
}
