package runner

import (
	"cmp"
	"context"
	"sync"
	"time"

	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/barrier"
	"sockrun/runner/policy"
	"sockrun/runner/scenario"
	"sockrun/runner/transcript"
	"sockrun/runner/world"
)

// grace is how long handlers and others may take to end when nothing is left
// for them to do; suffering is how long others may take once one has failed.
const (
	grace     = time.Second
	suffering = 200 * time.Millisecond
)

// play is one run of one scenario.
type play struct {
	*scenario.Scenario
	options *Options
	world   *world.World
	record  *transcript.Transcript
	ctx     context.Context // cancelled when Lua is to stop
	stop    context.CancelFunc
	temp    *folder
	output  output
	servers []*server
	clients []*client
	// barriers are where actors wait for each other.
	barriers *barrier.Set
	reached  reach
	// processes are programs of the system.
	processes roster
	began     time.Duration // when the clients started, on the world's clock

	mu       sync.Mutex
	failures []*Failure
	busy     bool       // a script that never waits has told where it was
	ending   bool       // what fails from now on is our doing
	partings []*parting // connections whose conversations have ended well, in order
	findings []finding  // of the strict end, in order of time
	warnings []*Failure // those that only warn, once all is over
	changed  host.Parker
	lookout  *lookout
	actors   []*actor
	active   int // clients that have not ended
	handlers int // conversations of servers that have not

	setup  bool // the scenario has begun, so its teardown is to run
	denied bool // its teardown needs a permission that it lacks
}

// perform runs a scenario and returns its result. It may be called from
// several goroutines.
func perform(ctx context.Context, sc *scenario.Scenario, o *Options) *Result {
	began := time.Now()
	own := *sc // scenarios in Lua add actors to it
	p := &play{Scenario: &own, options: o, record: o.transcript()}
	r := &Result{Scenario: sc, Transcript: p.record}
	if err := p.open(ctx); err != nil {
		p.add(&Failure{Verdict: Error, Who: "scenario", Pos: sc.Pos, Message: err.Error()})
	} else {
		r.Stuck = p.run(ctx, p.orchestrate)
		r.Stuck = append(r.Stuck, p.tearDown(ctx)...)
	}
	p.temp.remove()
	p.conclude(r)
	r.Took = time.Since(began)
	return r
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
	p.world = world.New(p.options.World, world.Options{
		Seed: p.options.Seed, Dir: p.Dir, Policy: allowed, Transcript: p.record, Prepare: p.temp.make,
	})
	// Not ctx itself: an interrupt is to be told before it stops Lua.
	p.ctx, p.stop = context.WithCancel(context.WithoutCancel(ctx))
	p.changed, p.lookout = p.world.NewParker(), newLookout(p)
	p.barriers = p.newBarriers()
	return nil
}

// root is the highest folder that the scripts may read.
func (p *play) root() string { return cmp.Or(p.options.Root, p.Scenario.Root) }

// run runs main in the scenario's world and returns the tasks that had to be
// abandoned. A task that is stuck inside one Go call may hold the simulated
// world's only baton, so the wall clock watches from outside.
func (p *play) run(ctx context.Context, main func() (stuck []string)) (stuck []string) {
	defer p.stop()
	done := make(chan []string, 1)
	interrupted := context.AfterFunc(ctx, p.interrupt)
	defer interrupted()
	limit := time.NewTimer(p.timeout() + p.patience() + 2*grace)
	go p.world.Main(func() { done <- main() })
	defer limit.Stop()
	select {
	case stuck = <-done:
		return stuck
	case <-ctx.Done():
	case <-limit.C:
		p.endWith(p.unresponsive())
	}
	select {
	case stuck = <-done:
	case <-time.After(2 * grace): // of which the world may take one to close
		stuck = []string{"the scenario"}
	}
	return stuck
}

func (p *play) timeout() time.Duration {
	if p.options.Timeout > 0 {
		return p.options.Timeout
	}
	return p.Timeout
}

// orchestrate runs inside the world, as its first task.
func (p *play) orchestrate() (stuck []string) {
	if !p.skips() && p.setUp() && p.openProcesses() && p.startServers() && p.startProcesses() {
		p.converse()
	}
	p.stopProcesses()
	p.closePorts()
	p.beginEnd()
	return p.world.Close(grace)
}

// converse starts the clients or the body of a scenario in Lua, waits for all to end, and looks at what came of
// it. Only this counts against the scenario's timeout.
func (p *play) converse() {
	p.began = p.world.Elapsed()
	deadline := host.After(p.world, p.timeout())
	if p.Program != nil {
		p.startBody()
	} else {
		p.startClients()
	}
	p.await(deadline)
	if p.cause() == nil {
		p.stopProcesses() // those who serve them wait for what they may send
	}
	p.settle(deadline)
	p.stopProcesses()
	p.check()
	p.beStrict()
}
