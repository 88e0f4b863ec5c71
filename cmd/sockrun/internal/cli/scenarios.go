package cli

import (
	"fmt"
	"math/rand/v2"
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
	shuffle  bool
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
	a.order(chosen)
	all, err := a.openReports()
	if err != nil {
		return a.fail(err)
	}
	s, err := a.begin()
	if err != nil {
		all.discard()
		return a.fail(err)
	}
	defer s.end()
	all.begin(a.describe(chosen, began))
	if err := a.play(s, chosen, all, began); err != nil {
		fmt.Fprintf(a.err, "sockrun: %v\n", err)
	}
	unwritten := all.end()
	if unwritten != nil {
		fmt.Fprintf(a.err, "sockrun: %v\n", unwritten)
	}
	return status(s, &all.tally, unwritten)
}

// play runs the chosen scenarios and hands each result to the reports, above
// the progress line.
func (a *app) play(s *session, chosen []*scenario.Scenario, all *reports, began time.Time) error {
	line := a.newProgress(len(chosen), began)
	defer line.end()
	options := a.options(s.temp)
	options.Watch = line.watch
	return runner.Run(s.ctx, chosen, options, func(r *runner.Result) {
		line.aside(func() { all.result(r) })
	})
}

// order shuffles the scenarios if that is asked for, the same way for the same
// seed.
func (a *app) order(chosen []*scenario.Scenario) {
	if a.run.shuffle {
		random := rand.New(rand.NewPCG(a.seed, 0))
		random.Shuffle(len(chosen), func(i, j int) { chosen[i], chosen[j] = chosen[j], chosen[i] })
	}
}

// describe is what reports are told of a run before it begins.
func (a *app) describe(chosen []*scenario.Scenario, began time.Time) *report.Run {
	run := &report.Run{Version: build(), World: "real", Seed: a.seed, Shuffled: a.run.shuffle, Began: began, Scenarios: chosen}
	if a.simulate {
		run.World = "simulated"
	}
	return run
}

// status is the exit status of a run. A report that could not be written is
// told even when all scenarios passed: without it nobody knows that they did.
func status(s *session, tally *report.Tally, unwritten error) int {
	switch {
	case s.ctx.Err() != nil:
		return interrupted
	case tally.Denied > 0:
		return unusable
	case tally.Bad() > 0:
		return notPassed
	case unwritten != nil:
		return unusable
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
