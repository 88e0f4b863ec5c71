package play

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/runner/outcome"
	"sockrun/runner/positioned"
	"sockrun/runner/scenario"
)

// setUp runs the setup of the scenario, before anything else of it. It says
// whether all is well.
func (p *play) setUp() bool {
	p.setup = true
	if p.Setup == nil {
		return true
	}
	a := p.newActor("", "setup", p.Setup.Pos)
	a.sets = p.SetupVars
	p.block(a, func(t *luaapi.Task) error { return a.runBlock(t, p.Setup, p.takeVars) })
	return p.cause() == nil && !p.isEnding()
}

// block runs Lua that belongs to no actor of the scenario, in the VM of one of its
// own and for as long as the scenario may take.
func (p *play) block(a *actor, run func(t *luaapi.Task) error) {
	p.countActive(1)
	a.vm.Start(a.name, func(t *luaapi.Task) error {
		defer p.countActive(-1)
		t.Label(a.name)
		a.finish(t, a.name, run(t), nil)
		return nil
	})
	deadline := host.After(p.world, p.timeout())
	p.await(deadline)
	if cause := p.cause(); cause != nil && cause.Verdict != outcome.Timeout {
		p.until(p.quiet, p.options.TimeScale.Of(suffering), deadline) // for what else it has recorded
	}
	p.blame(a.name)
}

// runBlock runs a block of a file. leave, if any, gets the vars that it leaves.
func (a *actor) runBlock(t *luaapi.Task, l *scenario.Lua, leave func(a *actor, vars luaapi.Value) error) error {
	g := t.Globals()
	g.Set("vars", a.varsValue(t))
	_, err := t.Run(l.Chunk)
	if leave != nil {
		if left := leave(a, g.Get("vars")); err == nil {
			err = left
		}
	}
	return err
}

// blame says of what is told of the whole scenario that it was this part.
func (p *play) blame(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, f := range p.failures {
		if f.Who == TheScenario {
			f.Who = name
		}
	}
}

// takeVars makes the vars that setup leaves those of the scenario.
func (p *play) takeVars(a *actor, left luaapi.Value) error {
	plain, err := a.vm.Plain(left)
	fields, ok := plain.(luaapi.Map)
	switch {
	case err != nil:
		return positioned.At(p.Setup.Pos, fmt.Errorf("setup must leave data in vars, which all actors start with: %w", err))
	case !ok:
		return positioned.At(p.Setup.Pos, fmt.Errorf("setup must leave vars a table with names, got %s", luaapi.Show(left)))
	}
	vars, err := p.varsOf(fields)
	if err != nil {
		return positioned.At(p.Setup.Pos, err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.Vars = vars
	return nil
}

// varsOf turns fields into variables, with those that setup could have set.
func (p *play) varsOf(fields luaapi.Map) (vars []scenario.Var, err error) {
	for _, f := range fields.With(p.SetupVars...) {
		switch {
		case f.Key == "tmp" && f.Value == p.temp.path, f.Key == "dir" && f.Value == p.Dir:
			continue
		case f.Key == "tmp", f.Key == "dir":
			return nil, fmt.Errorf("vars.%s is set by sockrun: choose another name", f.Key)
		}
		value, err := variable("vars."+f.Key, f.Value)
		if err != nil {
			return nil, err
		}
		vars = append(vars, scenario.Var{Name: f.Key, Pos: p.Setup.Pos, Value: value})
	}
	return vars, nil
}

// variable turns a plain value into one of vars. name is where it stands.
func variable(name string, v any) (any, error) {
	switch v := v.(type) {
	case nil, bool, float64, int64, uint64, string:
		return v, nil
	case []any:
		list := make(scenario.List, len(v))
		for i, element := range v {
			var err error
			if list[i], err = variable(fmt.Sprintf("%s[%d]", name, i+1), element); err != nil {
				return nil, err
			}
		}
		return list, nil
	case luaapi.Map:
		m := make(scenario.Map, len(v))
		for i, p := range v {
			value, err := variable(name+"."+p.Key, p.Value)
			if err != nil {
				return nil, err
			}
			m[i] = scenario.Entry{Key: p.Key, Value: value}
		}
		return m, nil
	case luaapi.Function:
		return nil, fmt.Errorf("%s is a function: actors have VMs of their own, and share data only", name)
	}
	return nil, fmt.Errorf("%s is an object: actors have VMs of their own, and share data only", name)
}

// tearDown runs the teardown of a scenario that has begun, whatever became of
// it, and returns what had to be abandoned. It has a world of its own: that of
// the scenario has ended, with all that was open in it.
func (p *play) tearDown(ctx context.Context) (stuck []string) {
	if p.Teardown == nil || !p.setup {
		return nil
	}
	q := p.after()
	ctx, done := p.untilAtOnce(ctx)
	defer done()
	if err := q.open(ctx); err != nil {
		q.add(&outcome.Failure{Verdict: outcome.Error, Who: "teardown", Pos: p.Teardown.Pos, Message: err.Error()})
	} else {
		stuck = q.run(ctx, q.clearUp)
	}
	q.blame("teardown")
	p.takeOver(q)
	return stuck
}

// untilAtOnce is the context of a teardown: what interrupts the scenario does not
// interrupt it, but it ends when nobody is to be waited for any more. The caller
// calls done.
func (p *play) untilAtOnce(ctx context.Context) (own context.Context, done context.CancelFunc) {
	own, done = context.WithCancel(context.WithoutCancel(ctx))
	go func() {
		select {
		case <-p.options.AtOnce:
			done()
		case <-own.Done():
		}
	}()
	return own, done
}

// after is a play of the scenario in which nothing is left but its teardown.
func (p *play) after() *play {
	p.mu.Lock()
	defer p.mu.Unlock()
	own := *p.Scenario
	own.Setup, own.Servers, own.Clients, own.Processes = nil, nil, nil, nil
	return &play{Scenario: &own, options: p.options, record: p.record, temp: p.temp}
}

// clearUp runs the teardown as the first task of its world.
func (p *play) clearUp() (stuck []string) {
	if p.Program != nil {
		b := p.newBody("teardown", p.Teardown.Pos)
		p.block(b.actor, b.tearDown)
	} else {
		a := p.newActor("", "teardown", p.Teardown.Pos)
		if p.SetupVars != nil && p.TeardownVars != nil {
			a.sets = append([]string{}, slices.Concat(p.SetupVars, p.TeardownVars)...) // nil would stand for any
		}
		p.block(a, func(t *luaapi.Task) error { return a.runBlock(t, p.Teardown, nil) })
	}
	p.beginEnd()
	return p.world.Close(p.options.TimeScale.Of(grace))
}

// takeOver adds what another play has met to what this one has.
func (p *play) takeOver(q *play) {
	q.mu.Lock()
	defer q.mu.Unlock()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.failures = append(p.failures, q.failures...)
	p.refused = cmp.Or(p.refused, q.refusal())
	io.WriteString(&p.output, q.output.String())
}
