// Package runner loads scenarios and runs them: it starts their actors in a
// world, waits, gives verdicts and cleans up. It knows neither flags nor
// terminals; reports are drawn from the results that it gives.
package runner

import (
	"context"
	"sync"
	"time"

	"sockrun/runner/policy"
	"sockrun/runner/scenario"
	"sockrun/runner/transcript"
	"sockrun/runner/world"
	"sockrun/runner/world/real"
)

// Options say how scenarios are run.
type Options struct {
	World world.Kind
	Seed  uint64
	// Allow is what scripts may reach beyond the defaults; its folders are set
	// for each scenario.
	Allow policy.Flags
	// Root is the highest folder that scripts may read, "" for the Root that
	// Load gave each scenario.
	Root string
	// Started is the folder that shown file names count from.
	Started string
	// Jobs is how many scenarios run at the same time, at least 1.
	Jobs int
	// Timeout replaces that of every scenario when it is more than 0.
	Timeout time.Duration
	// FailFast starts no scenario after one that did not pass.
	FailFast bool
	// Transcript bounds what is kept of the wire, in bytes; 0 for the default,
	// less for totals only.
	Transcript int
	// Temp is where temporary folders are made, "" for the system's place. A
	// caller that names its own may remove it with all below it at any time.
	Temp string
	// Watch is told at once when a scenario begins, with a nil Result, and when
	// it has ended: in no order, from several goroutines. nil: nobody watches.
	Watch func(*scenario.Scenario, *Result)

	ports *real.Ports // that the processes of the run have
}

func (o *Options) watch(s *scenario.Scenario, r *Result) {
	if o.Watch != nil {
		o.Watch(s, r)
	}
}

func (o *Options) transcript() *transcript.Transcript { return transcript.New(o.Transcript, nil) }

// Run runs scenarios, as many at a time as o.Jobs says, and hands each result
// to report in the order of the scenarios. It returns when all have ended;
// those that were not started when ctx was cancelled have no result. The
// error is ErrStuck when it stopped early because of abandoned tasks.
func Run(ctx context.Context, scenarios []*scenario.Scenario, o Options, report func(*Result)) error {
	o.ports = &real.Ports{}
	b := &batch{options: &o, scenarios: scenarios, report: report, results: make([]*Result, len(scenarios)), done: make([]bool, len(scenarios))}
	b.ended.L = &b.mu
	var workers sync.WaitGroup
	for range max(o.Jobs, 1) {
		workers.Go(func() { b.work(ctx) })
	}
	workers.Wait()
	if b.tooManyStuck() && b.next < len(scenarios) {
		return ErrStuck
	}
	return nil
}

// batch shares scenarios among workers and puts their results in order.
type batch struct {
	options   *Options
	scenarios []*scenario.Scenario
	report    func(*Result)

	mu       sync.Mutex
	next     int
	reported int
	results  []*Result
	done     []bool
	stop     bool
	stuck    int
	running  int
	alone    bool      // a serial scenario runs
	ended    sync.Cond // some scenario has; on mu
}

func (b *batch) work(ctx context.Context) {
	for {
		i, ok := b.take(ctx)
		if !ok {
			return
		}
		s := b.scenarios[i]
		b.options.watch(s, nil)
		r := perform(ctx, s, b.options)
		b.options.watch(s, r)
		b.put(i, r)
	}
}

func (b *batch) take(ctx context.Context) (int, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for b.mustWait() {
		b.ended.Wait()
	}
	if b.stop || ctx.Err() != nil || b.next == len(b.scenarios) {
		return 0, false
	}
	b.running++
	b.alone = b.scenarios[b.next].Serial
	b.next++
	return b.next - 1, true
}

// mustWait says whether the next scenario cannot begin before one has ended.
func (b *batch) mustWait() bool {
	more := !b.stop && b.next < len(b.scenarios)
	return more && (b.alone || b.running > 0 && b.scenarios[b.next].Serial)
}

// put stores a result and reports what is next in order.
func (b *batch) put(i int, r *Result) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.running--
	b.alone = false
	b.ended.Broadcast()
	b.results[i], b.done[i] = r, true
	b.stuck += len(r.Stuck)
	if b.options.FailFast && r.Verdict != Passed && r.Verdict != Skipped || b.tooManyStuck() {
		b.stop = true
	}
	for b.reported < len(b.done) && b.done[b.reported] {
		r := b.results[b.reported]
		b.results[b.reported] = nil // its transcript may be large
		b.reported++
		b.report(r)
	}
}
