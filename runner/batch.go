package runner

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"time"

	"sockrun/runner/crew"
	"sockrun/runner/fault"
	"sockrun/runner/memory"
	"sockrun/runner/outcome"
	"sockrun/runner/play"
	"sockrun/runner/scenario"
	"sockrun/runner/transcript"
)

// batch shares the turns of scenarios among workers and puts their results in
// order.
type batch struct {
	options   *Options
	scenarios []*scenario.Scenario
	telling   *telling

	mu       sync.Mutex           // what telling does is done without it
	changed  *sync.Cond           // a turn has ended
	round    []*scenario.Scenario // in the order of the round that next is in
	numbered int                  // that round, from 1
	next     int                  // how many turns were given out
	running  []*turn
	again    []*turn // that were stopped, to be had alone
	stop     bool

	lane chan struct{} // holds a place for each run of an exploration that runs
}

// turn is one scenario of one round.
type turn struct {
	*scenario.Scenario
	number int // from 0
	round  int // from 1
	alone  bool
	began  time.Time // zero while it is still to begin
	cancel context.CancelCauseFunc
	// stopped says that it is to have no result, since it gets another turn.
	stopped bool
}

func newBatch(scenarios []*scenario.Scenario, o *Options, report func(*outcome.Result)) *batch {
	o.common = &play.Common{Crew: crew.New()}
	b := &batch{options: o, scenarios: scenarios}
	b.telling = &telling{options: o, report: report, broke: b.halt, results: map[int]*outcome.Result{}}
	b.lane = make(chan struct{}, runtime.NumCPU())
	b.changed = sync.NewCond(&b.mu)
	return b
}

// work takes turns until there are none.
func (b *batch) work(ctx context.Context) {
	defer b.changed.Broadcast() // so that the others look whether there are any
	for {
		t, own := b.take(ctx)
		if t == nil {
			return
		}
		r := b.outcome(own, t)
		t.cancel(nil)
		b.put(t, r)
	}
}

// outcome is what becomes of a scenario, also when a panic comes from outside of
// its tasks.
func (b *batch) outcome(ctx context.Context, t *turn) (r *outcome.Result) {
	defer b.recoverTo(t, &r)
	if b.options.Seeds != nil {
		r = b.explore(ctx, t)
	} else {
		r = b.chopped(ctx, t)
	}
	b.verify(ctx, r)
	return r
}

// recoverTo, deferred, makes a panic the result of the scenario, where it would
// end the process.
func (b *batch) recoverTo(t *turn, r **outcome.Result) {
	if v := recover(); v != nil {
		broke := fault.Of(v)
		f := &outcome.Failure{Verdict: outcome.Error, Who: play.TheScenario, Pos: t.Pos, Message: broke.What(), Detail: []string{broke.Report()}}
		*r = &outcome.Result{Scenario: t.Scenario, Verdict: outcome.Error, Cause: f, Transcript: transcript.New(b.options.Transcript), Attempts: 1}
	}
}

// take waits for the next turn and returns it with its context, or nil when
// there is none.
func (b *batch) take(ctx context.Context) (*turn, context.Context) {
	t, own := b.await(ctx)
	if t == nil {
		return nil, nil
	}
	if t.alone {
		runtime.GC() // so that it is not blamed for what others have left
	} else {
		b.telling.begins(t)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	t.began = time.Now()
	return t, own
}

func (b *batch) await(ctx context.Context) (*turn, context.Context) {
	b.mu.Lock()
	defer b.mu.Unlock()
	t := b.nextTurn(ctx)
	if t == nil {
		return nil, nil
	}
	own, cancel := context.WithCancelCause(ctx)
	t.cancel = cancel
	b.running = append(b.running, t)
	return t, own
}

// nextTurn prefers those that were stopped, each of which is alone, as those
// that are serial are. No scenario runs beside itself: it may have a port or a
// file of its own.
func (b *batch) nextTurn(ctx context.Context) *turn {
	for !b.stop && ctx.Err() == nil {
		switch {
		case slices.ContainsFunc(b.running, (*turn).keepsOthersOut) || len(b.again) > 0 && len(b.running) > 0:
			b.changed.Wait()
		case len(b.again) > 0:
			t := b.again[0]
			b.again = b.again[1:]
			return t
		case b.complete():
			return nil
		case b.upcoming().Serial && len(b.running) > 0, b.isRunning(b.upcoming()):
			b.changed.Wait()
		default:
			return b.newTurn()
		}
	}
	return nil
}

func (b *batch) isRunning(s *scenario.Scenario) bool {
	return slices.ContainsFunc(b.running, func(t *turn) bool { return t.Scenario == s })
}

// keepsOthersOut says whether no turn may begin beside this one.
func (t *turn) keepsOthersOut() bool { return t.alone || t.stopped || t.Serial }

// complete says whether all turns were given out.
func (b *batch) complete() bool {
	return len(b.scenarios) == 0 || b.options.Repeat >= 0 && b.next >= len(b.scenarios)*max(b.options.Repeat, 1)
}

// upcoming is whose turn is next.
func (b *batch) upcoming() *scenario.Scenario {
	n := len(b.scenarios)
	if round := b.next/n + 1; round != b.numbered {
		b.numbered, b.round = round, b.scenarios
		if b.options.Order != nil {
			b.round = b.options.Order(round, slices.Clone(b.scenarios))
		}
	}
	return b.round[b.next%n]
}

func (b *batch) newTurn() *turn {
	t := &turn{Scenario: b.upcoming(), number: b.next, round: b.numbered}
	b.next++
	return t
}

// put hands on the result of a turn, and then lets those begin that have waited
// for its end. It drops the result of a turn that was stopped, which gets
// another turn.
func (b *batch) put(t *turn, r *outcome.Result) {
	if b.counts(t, r) {
		b.telling.ended(t, r)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	defer b.changed.Broadcast()
	b.running = slices.DeleteFunc(b.running, func(other *turn) bool { return other == t })
}

// counts says whether a result is that of its turn.
func (b *batch) counts(t *turn, r *outcome.Result) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.tooManyStuck() {
		b.stop = true
	}
	if t.stopped && !b.stop && !r.Verdict.Good() {
		b.again = append(b.again, &turn{Scenario: t.Scenario, number: t.number, round: t.round, alone: true})
		return false
	}
	if b.options.FailFast && b.isBad(r) {
		b.stop = true
	}
	return true
}

func (b *batch) isBad(r *outcome.Result) bool {
	return !r.Verdict.Good() || r.Verdict == outcome.Flaky && b.options.FailOnFlaky
}

// halt lets no turn begin any more.
func (b *batch) halt() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.stop = true
	b.changed.Broadcast()
}

// relieve stops all scenarios that ran when the memory was looked at. Each gets
// another turn, alone, but for one that is alone by now: it has failed.
func (b *batch) relieve(why *memory.Passed, asOf time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, t := range b.running {
		if !t.began.IsZero() && t.began.Before(asOf) {
			t.stopped = !t.alone
			t.cancel(&memory.Passed{Used: why.Used, Limit: why.Limit, Alone: t.alone})
		}
	}
}
