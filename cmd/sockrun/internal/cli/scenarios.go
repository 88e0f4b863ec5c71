package cli

import (
	"fmt"
	"time"

	"sockrun/runner"
	"sockrun/runner/report"
	"sockrun/runner/scenario"
	"sockrun/runner/world"
)

// runSettings say how scenarios are run.
type runSettings struct {
	jobs     int
	timeout  time.Duration
	failFast bool
}

// choose loads what the paths hold and picks what the flags ask for. Without
// any it has said why, and gives the exit status for that.
func (a *app) choose(paths []string) (chosen []*scenario.Scenario, why int) {
	loaded := a.load(paths)
	if loaded == nil {
		return nil, unusable
	}
	chosen, err := a.scenarios.from(loaded.Scenarios)
	if err != nil {
		return nil, a.fail(err)
	}
	return chosen, success
}

// runScenarios runs what the paths hold and reports it.
func (a *app) runScenarios(paths []string) int {
	began := time.Now()
	chosen, why := a.choose(paths)
	if chosen == nil {
		return why
	}
	if refused := runner.Refusals(chosen, a.options("")); len(refused) > 0 {
		fmt.Fprintln(a.err, refused)
		return unusable
	}
	s, err := a.begin()
	if err != nil {
		return a.fail(err)
	}
	defer s.end()
	text := report.NewText(a.out, a.reportOptions())
	tally := &report.Tally{Scenarios: len(chosen)}
	err = runner.Run(s.ctx, chosen, a.options(s.temp), func(r *runner.Result) {
		tally.Add(r)
		text.Result(r)
	})
	text.Summary(tally, time.Since(began))
	if err != nil {
		fmt.Fprintf(a.err, "sockrun: %v\n", err)
	}
	return status(s, tally)
}

// status is the exit status of a run.
func status(s *session, tally *report.Tally) int {
	switch {
	case s.ctx.Err() != nil:
		return interrupted
	case tally.Denied > 0:
		return unusable
	case tally.Bad() > 0:
		return notPassed
	}
	return success
}

// options are the runner's, with the folder for temporary ones.
func (a *app) options(temp string) runner.Options {
	o := runner.Options{
		Seed: a.seed, Allow: a.allow, Started: a.started, Temp: temp,
		Jobs: a.run.jobs, Timeout: a.run.timeout, FailFast: a.run.failFast,
	}
	if a.simulate {
		o.World = world.Simulated
	}
	return o
}
