// Package runner loads scenarios and runs them, many at a time, in rounds, under
// many seeds, or again when they did not pass; one run of one scenario is package
// play. It knows neither flags nor terminals; reports are drawn from the results
// that it gives.
package runner

import (
	"context"
	"time"

	"sockrun/runner/chance"
	"sockrun/runner/chop"
	"sockrun/runner/memory"
	"sockrun/runner/outcome"
	"sockrun/runner/play"
	"sockrun/runner/policy"
	"sockrun/runner/scenario"
	"sockrun/runner/timescale"
	"sockrun/runner/weather"
	"sockrun/runner/world"
)

// Options say how scenarios are run. The zero Options, but for Jobs, run each
// once on the sockets of this system, by the default policy. Run keeps no
// reference to them when it has returned; its functions are called while it runs.
type Options struct {
	// World is the real world, or the simulated one.
	World world.Kind
	// Seed decides what luck decides: all of it in the simulated world.
	Seed uint64
	// Plan says which of the seed's drawings are made plain.
	Plan chance.Plan
	// Seeds, unless nil, has each scenario run under many seeds.
	Seeds *Seeds
	// Verify has each scenario run two times in the simulated world, and fail when
	// the runs differ.
	Verify bool
	// Weather is that of the simulated world, as far as a scenario says nothing
	// else; nil for the one named weather.Default.
	Weather *weather.Preset
	// Chop has each scenario that passes in the real world run again in each of
	// these ways to cut and join what its streams carry, until it does not pass.
	Chop []chop.Way
	// Allow is what scripts may reach beyond the defaults; its folders are set
	// for each scenario.
	Allow policy.Flags
	// Started is the folder that shown file names count from.
	Started string
	// Jobs is how many scenarios run at the same time, at least 1.
	Jobs int
	// Timeout replaces that of every scenario when it is more than 0.
	Timeout time.Duration
	// FailFast starts no scenario after one that did not pass.
	FailFast bool
	// Repeat is how many rounds of the scenarios are run, one after the other;
	// 0 is 1, and less is without end.
	Repeat int
	// Order returns the scenarios in the order in which a round runs them; the
	// first is 1. nil keeps them as they are.
	Order func(round int, scenarios []*scenario.Scenario) []*scenario.Scenario
	// Retries is how often a scenario that did not pass is run again at once.
	// If it then passes it is Flaky.
	Retries int
	// FailOnFlaky makes Flaky a verdict that FailFast stops for.
	FailOnFlaky bool
	// TimeScale is what all limits of time are multiplied with; 0 is 1.
	TimeScale float64
	// MaxMemory is how many bytes may be in use by all scenarios that run; 0 for
	// no limit. When it is passed they are stopped and run again one at a time,
	// and one that passes it alone has failed.
	MaxMemory int64
	// Transcript bounds what is kept of the wire, in bytes; 0 for the default,
	// less for totals only.
	Transcript int
	// Temp is where temporary folders are made, "" for the system's place. A
	// caller that names its own may remove it with all below it at any time.
	Temp string
	// MakeTemp, unless nil, makes Temp or finds that it is there: several goroutines
	// call it, each before it makes a folder. The error is for users.
	MakeTemp func() error
	// Traced keeps the transcripts of scenarios that pass for who reports them.
	// Without it they are dropped, since results may wait for others for long.
	Traced bool
	// Watch is told at once when a scenario begins, with a nil Result, and when
	// it has ended, before those begin that have waited for that: by several
	// goroutines, one at a time. nil: nobody watches.
	Watch func(*scenario.Scenario, *outcome.Result)
	// Keep, unless nil, is handed each attempt that did not pass before its
	// temporary folder is removed, and returns where it has kept something of
	// it, "" for nowhere. Several goroutines call it.
	Keep func(r *outcome.Result, temp string) string
	// AtOnce, unless nil, is closed when a run whose context was cancelled is
	// not to wait for anybody any more: what runs is killed.
	AtOnce <-chan struct{}
	// Flushes, unless nil, is told before anything runs how to have the results
	// reported that still wait for those before them. The function may be called
	// at any time, by any goroutine: when the process is about to be cut off.
	Flushes func(flush func())

	common *play.Common // to the scenarios of the run
}

func (o *Options) watch(s *scenario.Scenario, r *outcome.Result) {
	if o.Watch != nil {
		o.Watch(s, r)
	}
}

// play are the options of one run of a scenario.
func (o *Options) play() play.Options {
	return play.Options{
		World: o.World, Seed: o.Seed, Plan: o.Plan, Weather: o.Weather, Allow: o.Allow, Started: o.Started,
		Alone: o.Jobs <= 1, Timeout: o.Timeout, TimeScale: timescale.Scale(o.TimeScale), Transcript: o.Transcript,
		Temp: o.Temp, MakeTemp: o.MakeTemp, Keep: o.Keep, AtOnce: o.AtOnce, Common: o.common,
	}
}

// Run runs scenarios, as many at a time as o.Jobs says, and hands each result
// to report in the order of the scenarios, one round after the other; no
// scenario runs beside itself. report is called by several goroutines, one at a
// time. Run returns when all have ended; those that were not started when ctx was
// cancelled have no result. The error is ErrStuck when it stopped early because
// of abandoned tasks, else nil. A panic of report is raised again once all have
// ended.
func Run(ctx context.Context, scenarios []*scenario.Scenario, o Options, report func(*outcome.Result)) error {
	o.Allow.Links = &policy.Links{}
	b := newBatch(scenarios, &o, report)
	defer o.common.Crew.Dismiss()
	if o.Flushes != nil {
		o.Flushes(b.telling.finish)
	}
	if o.MaxMemory > 0 {
		var stop func()
		o.common.Memory, stop = memory.Watch(o.MaxMemory, b.relieve)
		defer stop()
	}
	together(min(o.Jobs, len(scenarios)), func() { b.work(ctx) })
	b.telling.finish()
	if b.telling.fault != nil {
		panic(b.telling.fault)
	}
	if b.tooManyStuck() && (!b.complete() || len(b.again) > 0) {
		return ErrStuck
	}
	return nil
}
