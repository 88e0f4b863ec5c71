package cli

import (
	"errors"
	"slices"
	"time"

	"sockrun/cmd/sockrun/internal/heap"
	"sockrun/runner"
	"sockrun/runner/report"
	"sockrun/runner/scenario"
	"sockrun/runner/world"
)

// choose loads what the paths hold and picks what the flags ask for. When that
// fails it has said why, and why is the exit status for that.
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
	s := a.begin()
	defer s.end()
	loaded := a.read(paths, scenario.LoadOptions{})
	if loaded == nil {
		return unusable
	}
	if len(loaded.Errors) > 0 {
		return a.reportUnusable(loaded.Scenarios, runner.Unusable(loaded.Errors, whatIsWrong(loaded.Errors)), began)
	}
	chosen, err := a.scenarios.from(loaded.Scenarios)
	if err != nil {
		return a.fail(err)
	}
	if refused := runner.Refusals(chosen, a.options()); len(refused) > 0 {
		a.complain(refused.Error())
		return a.reportUnusable(chosen, runner.Unusable(refused.Unwrap(), lacksPermission), began)
	}
	return a.runChosen(s, chosen, began)
}

// whatIsWrong says in a few words why files were not loaded.
func whatIsWrong(errs []error) string {
	for _, err := range errs {
		var at *scenario.Error
		if !errors.As(err, &at) || !at.Refused {
			return "does not load"
		}
	}
	return lacksPermission
}

const lacksPermission = "lacks a permission"

// runChosen runs scenarios that can be run.
func (a *app) runChosen(s *session, chosen []*scenario.Scenario, began time.Time) int {
	s.open()
	known, err := a.openFailing()
	if err != nil {
		return a.fail(err)
	}
	all, err := a.openReports()
	if err != nil {
		return a.fail(err)
	}
	kept, err := a.openArtifacts(chosen)
	if err != nil {
		all.discard()
		return a.fail(err)
	}
	heap.Limit(int64(a.run.maxMemory))
	all.begin(a.describe(chosen, began))
	if err := a.play(s, chosen, kept, known, all, began); err != nil {
		a.complainOf([]error{err})
	}
	if err := known.close(); err != nil {
		a.complain("warning: " + err.Error())
	}
	unwritten := all.end()
	if err := kept.close(); err != nil {
		unwritten = append(slices.Clip(unwritten), err)
	}
	a.complainOf(unwritten)
	return status(s, &all.tally, unwritten)
}

// reportUnusable writes the reports of a run that cannot begin, so that whoever
// reads them finds out why. It does not write to the terminal, which has it
// already.
func (a *app) reportUnusable(scenarios []*scenario.Scenario, results []*runner.Result, began time.Time) int {
	all, err := a.openReports()
	if err != nil {
		return a.fail(err)
	}
	all.withoutPeople()
	for _, r := range results {
		scenarios = append(scenarios, r.Scenario)
	}
	all.begin(a.describe(scenarios, began))
	for _, r := range results {
		all.result(r)
	}
	a.complainOf(all.end())
	return unusable
}

// play runs the chosen scenarios and hands each result to the reports, above
// the progress line.
func (a *app) play(s *session, chosen []*scenario.Scenario, kept *artifacts, known *failing, all *reports, began time.Time) error {
	options := a.optionsIn(s)
	options.Seeds = a.explored(known)
	line := a.newProgress(len(chosen)*max(a.run.repeat, 0), options.Seeds, began)
	defer line.end()
	cutOff := func() { line.aside(func() { _ = all.end() }) }
	s.lastWords.Store(&cutOff)
	options.Flushes = func(flush func()) {
		last := func() { flush(); cutOff() }
		s.lastWords.Store(&last)
	}
	options.Watch, options.Keep, options.AtOnce = line.watch, kept.keep(), s.atOnce
	return runner.Run(s.ctx, chosen, options, func(r *runner.Result) {
		line.aside(func() { all.result(r) })
		known.learn(r)
	})
}

// describe is what reports are told of a run before it begins.
func (a *app) describe(chosen []*scenario.Scenario, began time.Time) *report.Run {
	run := &report.Run{
		Version: build(), World: "real", Seed: a.seed.Number, Shuffled: a.run.shuffle, Began: began, Scenarios: chosen,
		Repeat: a.run.repeat, Shard: a.scenarios.shard.String(), FailOnFlaky: a.run.failOnFlaky,
	}
	if a.simulate {
		run.World = "simulated"
	}
	return run
}

// complainOf says what went wrong with the run itself, a line for each error.
func (a *app) complainOf(errs []error) {
	for _, err := range errs {
		a.complain("sockrun: " + err.Error())
	}
}

// status is the exit status of a run. A report that could not be written comes
// before the verdicts: without it nobody knows them.
func status(s *session, tally *report.Tally, unwritten []error) int {
	switch {
	case s.ctx.Err() != nil:
		return interrupted
	case tally.Denied > 0 || len(unwritten) > 0:
		return unusable
	case tally.Bad() > 0:
		return notPassed
	}
	return success
}

// options are the runner's, without a folder for temporary ones.
func (a *app) options() runner.Options {
	o := runner.Options{
		Seed: a.seed.Number, Plan: a.seed.Plan(), Verify: a.run.verify, Weather: a.forecast.Preset, Allow: a.allow, Started: a.started,
		Jobs: a.run.jobs, Timeout: a.run.timeout, TimeScale: a.run.timeScale,
		Repeat: a.run.repeat, Order: a.order, Retries: a.run.retries,
		FailFast: a.run.failFast || a.run.untilFail, FailOnFlaky: a.run.failOnFlaky,
		MaxMemory: int64(a.run.maxMemory), Chop: a.chop.ways, Traced: a.show.trace,
	}
	if a.simulate {
		o.World = world.Simulated
	}
	return o
}

// optionsIn are those of a run, which has a folder for temporary ones.
func (a *app) optionsIn(s *session) runner.Options {
	o := a.options()
	o.Temp, o.MakeTemp = s.temp.path, s.temp.make
	return o
}
