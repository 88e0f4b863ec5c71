// Package play runs one scenario, or one program in Lua, once: it makes a world,
// starts the actors and the programs of the system in it, waits until all have
// ended or one has failed, says what was left over, gives the verdict, and cleans
// up. It knows nothing of other runs but what Common has.
package play

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/barrier"
	"sockrun/runner/headroom"
	"sockrun/runner/outcome"
	"sockrun/runner/policy"
	"sockrun/runner/printed"
	"sockrun/runner/scenario"
	"sockrun/runner/stack"
	"sockrun/runner/steps"
	"sockrun/runner/transcript"
	"sockrun/runner/world"
)

// grace is how long handlers and others may take to end when nothing is left
// for them to do; suffering is how long others may take once one has failed.
const (
	grace     = time.Second
	suffering = 200 * time.Millisecond
)

// TheScenario stands for who has failed when no actor has.
const TheScenario = "scenario"

// play is one run of one scenario.
type play struct {
	*scenario.Scenario
	options *Options
	policy  *policy.Policy // nil until the world is made
	world   *world.World
	record  *transcript.Transcript
	ctx     context.Context // cancelled when Lua is to stop
	stop    context.CancelFunc
	temp    *folder
	output  printed.Output
	// headroom is told of waits that were done in time, but only just.
	headroom headroom.Waits
	servers  []*server // as clients and the lists of Scenario: a body adds to it, with mu
	proxies  []*proxied
	clients  []*client
	late     []*client // that have not begun; belongs to the first task
	// barriers are where actors wait for each other.
	barriers *barrier.Set
	scene    *steps.Scene // of the conversations
	// identities are what sides of TLS show.
	identities identities
	outOfTime  bool // the clock on the wall has ended it; belongs to run
	// processes are programs of the system.
	processes roster
	began     time.Duration // when the clients started, on the world's clock

	mu           sync.Mutex
	failures     []*outcome.Failure
	outside      *outcome.Failure   // the one for which all was stopped from outside
	busy         bool               // a script that never waits has told where it was
	failed       atomic.Bool        // something has failed: what comes now may come of that
	ending       bool               // what fails from now on is our doing
	clearing     bool               // processes are stopped after a failure: what actors suffer is our doing
	receipts     receipts           // what scripts got of chopped streams
	partings     []*parting         // connections whose conversations have ended well, in order
	manyPartings int                // up to how many there may be before the needless are dropped
	findings     []finding          // of the strict end, in order of time
	warnings     []*outcome.Failure // those that only warn, once all is over
	changed      host.Parker
	lookout      *lookout
	actors       []*actor
	active       int // clients that have not ended
	handlers     int // conversations of servers that have not

	visited bool // others may come to its sockets, of whom nobody has heard

	setup   bool  // the scenario has begun, so its teardown is to run
	refused error // what its teardown needs and lacks
}

// Perform runs the scenario of a result and fills the result in. What it has begun
// has ended when it returns, but for the tasks in r.Stuck. It may be called from
// several goroutines, also for the same scenario, which it does not change.
func Perform(ctx context.Context, r *outcome.Result, o *Options) {
	began := time.Now()
	own := *r.Scenario // scenarios in Lua add actors to it
	p := &play{Scenario: &own, options: o, record: o.transcript()}
	r.Transcript = p.record
	if err := p.open(ctx); err != nil {
		p.add(&outcome.Failure{Verdict: outcome.Error, Who: TheScenario, Pos: own.Pos, Message: err.Error()})
	} else {
		r.Stuck = p.run(ctx, p.orchestrate)
		r.Stuck = append(r.Stuck, p.tearDown(ctx)...)
	}
	p.conclude(r)
	r.Took, r.Temp, r.WallClock = time.Since(began), p.temp.path, p.endedByWallClock()
	if o.Keep != nil && !r.Verdict.Good() && !isToRunAgain(ctx) {
		r.Artifacts = o.Keep(r, p.temp.path)
	}
	p.temp.remove()
}

// open makes the world.
func (p *play) open(ctx context.Context) error {
	if p.temp == nil {
		p.temp = p.options.newFolder()
	}
	flags := p.options.Allow
	flags.Root, flags.Temp, flags.Dir = p.root(), p.temp.path, p.Dir
	allowed, err := policy.Parse(flags)
	if err != nil {
		return err
	}
	p.policy = allowed
	p.world = world.New(p.options.World, world.Options{
		Seed: p.options.Seed, Plan: p.options.Plan, Noted: p.noted(), Forecast: p.options.forecast(), Chop: p.options.Way,
		Dir: p.Dir, Policy: allowed, Transcript: p.record, Prepare: p.temp.make, Bound: p.noteBound, Go: p.options.Common.Crew.Run,
	})
	// Not ctx itself: an interrupt is to be told before it stops Lua.
	p.ctx, p.stop = context.WithCancel(context.WithoutCancel(ctx))
	p.changed, p.lookout = p.world.NewParker(), newLookout(p)
	p.barriers = p.newBarriers()
	p.scene = &steps.Scene{Context: p.ctx, World: p.world, Scale: p.options.TimeScale, Headroom: &p.headroom, Network: p.stepWeather}
	return nil
}

// root is the highest folder that the scripts may read.
func (p *play) root() string { return p.Scenario.Root }

// run runs main in the scenario's world and returns the tasks that had to be
// abandoned. A task that is stuck inside one Go call may hold the simulated
// world's only baton, so the wall clock watches from outside.
func (p *play) run(ctx context.Context, main func() (stuck []string)) (stuck []string) {
	defer func() { p.countAbandoned(stuck) }()
	defer p.stop()
	done := make(chan []string, 1)
	over, stop := p.watch() // which is told of the limits before a body may change them
	defer stop()
	p.options.Common.Crew.Run(func() {
		stack.To8KiB()
		p.world.Main(func() { done <- main() })
	})
	select {
	case stuck = <-done:
		return stuck
	case <-ctx.Done():
		if stuck, ended := p.interruptMain(ctx, done); ended {
			return stuck
		}
		p.beginEnd()
	case why := <-over:
		p.outOfTime = true
		p.endLate(why)
	}
	select {
	case stuck = <-done:
	case <-time.After(3 * p.options.TimeScale.Of(grace)): // of which the world may take two to close
		stuck = []string{"the scenario"}
	}
	return stuck
}

// interruptMain interrupts the scenario and says whether it has ended in the time
// that it has for that, with the tasks that had to be abandoned.
func (p *play) interruptMain(ctx context.Context, done <-chan []string) (stuck []string, ended bool) {
	p.interrupt(ctx)
	select {
	case stuck = <-done:
		return stuck, true
	case <-p.options.AtOnce:
	case <-time.After(p.windDown()):
	}
	return nil, false
}

// orchestrate runs inside the world, as its first task. Whatever happens, it
// leaves nothing behind.
func (p *play) orchestrate() (stuck []string) {
	p.guarded(TheScenario, p.conduct)
	p.guarded(TheScenario, p.stopProcesses)
	p.guarded(TheScenario, p.closePorts)
	p.beginEnd()
	return p.world.Close(p.options.TimeScale.Of(grace))
}

// conduct runs the scenario to its end, or to the first failure.
func (p *play) conduct() {
	if p.skips() || !p.fitsDescriptors(p.Clients, declaredCount) || !p.prepareCerts() || !p.setUp() || !p.beginWeather() {
		return
	}
	if !p.openProcesses() || !p.bindServers() || !p.startProxies() { // so that all may look at all
		return
	}
	p.startServers()
	if p.startProcesses() {
		p.converse()
	}
}

// converse starts the clients or the body of a scenario in Lua, waits for all
// to end, and looks at what came of it. Only this counts against the scenario's
// timeout.
func (p *play) converse() {
	p.began = p.world.Elapsed()
	deadline := host.After(p.world, p.timeout())
	if p.Program != nil {
		p.startBody()
	} else {
		p.startClients(deadline)
	}
	p.await(deadline)
	p.headroom.Note(outcome.Headroom{Who: TheScenario, Limit: "timeout", Of: p.timeout(), Used: p.world.Elapsed() - p.began, Pos: p.Pos})
	if p.cause() == nil {
		p.stopProcesses() // those who serve them wait for what they may send
	}
	p.settle(deadline)
	p.stopProcesses()
	p.check()
	p.beStrict()
}
