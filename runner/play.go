package runner

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
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
	temp    string
	output  output
	servers []*server
	clients []*client

	mu       sync.Mutex
	failures []*Failure
	ending   bool // what fails from now on is our doing
	changed  host.Parker
	active   int // clients that have not ended
	handlers int // conversations of servers that have not
	denied   bool
}

// perform runs a scenario and returns its result. It may be called from
// several goroutines.
func perform(ctx context.Context, sc *scenario.Scenario, o *Options) *Result {
	began := time.Now()
	p := &play{Scenario: sc, options: o, record: o.transcript()}
	r := &Result{Scenario: sc, Transcript: p.record}
	if err := p.open(ctx); err != nil {
		p.add(&Failure{Verdict: Error, Who: "scenario", Pos: sc.Pos, Message: err.Error()})
	} else {
		r.Stuck = p.run(ctx)
	}
	os.RemoveAll(p.temp)
	p.conclude(r)
	r.Took = time.Since(began)
	return r
}

// open makes the temporary folder and the world.
func (p *play) open(ctx context.Context) error {
	temp, err := p.options.makeTemp()
	if err != nil {
		return err
	}
	p.temp = temp
	flags := p.options.Allow
	flags.Root, flags.Temp, flags.Dir = p.root(), temp, p.Dir
	allowed, err := policy.Parse(flags)
	if err != nil {
		return err
	}
	p.world = world.New(p.options.World, world.Options{
		Seed: p.options.Seed, Dir: p.Dir, Policy: allowed, Transcript: p.record,
	})
	p.ctx, p.stop = context.WithCancel(ctx)
	return nil
}

// root is the highest folder that the scripts may read.
func (p *play) root() string { return cmp.Or(p.options.Root, p.Scenario.Root) }

// run performs the scenario in its world and returns the tasks that had to be
// abandoned. A task that is stuck inside one Go call may hold the simulated
// world's only baton, so the wall clock watches from outside.
func (p *play) run(ctx context.Context) (stuck []string) {
	defer p.stop()
	done := make(chan []string, 1)
	interrupted := context.AfterFunc(ctx, p.interrupt)
	defer interrupted()
	go p.world.Main(func() { done <- p.orchestrate() })
	limit := time.NewTimer(p.timeout() + 2*grace)
	defer limit.Stop()
	select {
	case stuck = <-done:
		return stuck
	case <-limit.C:
	}
	p.endWith(p.overTime(nil))
	select {
	case stuck = <-done:
	case <-time.After(grace):
		stuck = []string{"the scenario"}
	}
	return stuck
}

// interrupt ends the scenario from outside.
func (p *play) interrupt() {
	p.endWith(&Failure{Verdict: Error, Who: "scenario", Pos: p.Pos, Message: "interrupted"})
}

// endWith stops everything for a reason that comes from outside of the world,
// whose parkers only its own tasks may touch.
func (p *play) endWith(f *Failure) {
	p.mu.Lock()
	if !p.ending {
		p.failures = append(p.failures, f)
	}
	p.mu.Unlock()
	p.beginEnd()
}

func (p *play) timeout() time.Duration {
	if p.options.Timeout > 0 {
		return p.options.Timeout
	}
	return p.Timeout
}

// orchestrate runs inside the world, as its first task.
func (p *play) orchestrate() (stuck []string) {
	p.changed = p.world.NewParker()
	deadline := host.After(p.world, p.timeout())
	if p.startServers() {
		p.startClients()
		p.await(deadline)
		p.settle(deadline)
		p.check()
	}
	p.beginEnd()
	return p.world.Close(grace)
}

// await waits until the clients have ended, something has failed, or time is
// over.
func (p *play) await(deadline host.Deadline) {
	for !p.over() {
		if err := p.changed.Park(deadline); err != nil {
			if host.IsTimeout(err) {
				p.add(p.overTime(p.waits()))
			}
			return
		}
	}
}

// over says whether there is nothing more to wait for.
func (p *play) over() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.active == 0 || len(p.failures) > 0 || p.ending
}

// settle gives handlers time to end by themselves: with all clients gone they
// see the ends of their streams. Once something has failed the others get a
// moment in which what they suffer from it can show.
func (p *play) settle(deadline host.Deadline) {
	limit := host.Earlier(deadline, host.After(p.world, grace))
	if p.failed() {
		limit = host.After(p.world, suffering)
	}
	for _, s := range p.servers {
		s.stopAccepting()
	}
	for !p.idle() {
		pause := host.Earlier(limit, host.After(p.world, 5*time.Millisecond))
		if err := p.changed.Park(pause); err != nil && !host.IsTimeout(err) {
			return
		}
		if p.world.Elapsed() >= time.Duration(limit) {
			p.overstayed()
			return
		}
	}
}

// idle says whether every actor has ended, or only waits for connections.
func (p *play) idle() bool {
	p.mu.Lock()
	busy := p.active + p.handlers
	p.mu.Unlock()
	if busy > 0 {
		return false
	}
	for _, s := range p.servers {
		if !s.idle() {
			return false
		}
	}
	return true
}

// overstayed reports the handlers that did not return in their grace.
func (p *play) overstayed() {
	if p.failed() {
		return
	}
	f := &Failure{Verdict: Timeout, Who: "scenario", Pos: p.Pos,
		Message: fmt.Sprintf("all clients have ended, but not every server within %v", grace)}
	f.Detail = waitTable(p.waits(), p.world.Elapsed())
	p.add(f)
}

func (p *play) failed() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.failures) > 0
}

// beginEnd stops everything: sockets are closed, Lua is interrupted, and what
// fails from now on is not reported.
func (p *play) beginEnd() {
	p.mu.Lock()
	p.ending = true
	p.mu.Unlock()
	p.stop()
	p.world.End()
}

// add records a failure, unless it is a consequence of the end.
func (p *play) add(f *Failure) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ending {
		p.wasBusy(f)
		return
	}
	p.failures = append(p.failures, f)
	if p.changed != nil {
		p.changed.Unpark()
	}
}

func (p *play) setDone(s *server) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s.done = true
	p.changed.Unpark()
}

func (p *play) isDone(s *server) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return s.done
}

// wasBusy adds to the report of a timeout where a script was that had to be
// interrupted since it never waited: it is likely to be the cause.
func (p *play) wasBusy(f *Failure) {
	if !f.Busy || len(p.failures) == 0 || p.failures[0].Verdict != Timeout {
		return
	}
	cause := p.failures[0]
	cause.Pos, cause.Stack = f.Pos, f.Stack
	if len(cause.Detail) == 0 {
		cause.Detail = []string{fmt.Sprintf("%s never waits; it was at %s", f.Who, f.Pos)}
	}
	for i, line := range cause.Detail {
		if strings.HasPrefix(line, f.Who+" ") {
			cause.Detail[i] = fmt.Sprintf("%s never waits; it was at %s", f.Who, f.Pos)
		}
	}
}

// count changes how many clients or handlers have not ended.
func (p *play) count(what *int, by int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	*what += by
	if by < 0 {
		p.changed.Unpark()
	}
}

// conclude gives the result its verdict: that of the earliest cause.
func (p *play) conclude(r *Result) {
	p.mu.Lock()
	defer p.mu.Unlock()
	r.Verdict, r.Output, r.Denied = Passed, p.output.String(), p.denied
	if len(p.failures) == 0 {
		return
	}
	r.Cause, r.Afterwards = p.failures[0], p.failures[1:]
	r.Verdict = r.Cause.Verdict
	r.Denied = r.Denied || r.Cause.Denied
	for _, f := range p.failures {
		f.Excerpt = p.excerpt(f.Pos)
	}
}

// excerpt shows the lines around a position, also in a script.
func (p *play) excerpt(pos scenario.Pos) []string {
	if pos.Line == 0 {
		return nil
	}
	source := p.Source
	if pos.File != source.Name() {
		var err error
		if source, err = scenario.ReadSource(p.file(pos.File), pos.File); err != nil {
			return nil
		}
	}
	return source.Excerpt(pos, 2, 0)
}

// file is where a file is that positions call by name: names count from where
// sockrun was started.
func (p *play) file(name string) string {
	if filepath.IsAbs(name) || p.options.Started == "" {
		return name
	}
	return filepath.Join(p.options.Started, name)
}

// waits lists what every task waits for, of the VMs that can tell.
func (p *play) waits() []luaapi.Wait {
	var all []luaapi.Wait
	for _, a := range p.actors() {
		all = append(all, a.waits()...)
	}
	return all
}

func (p *play) actors() []*actor {
	var list []*actor
	for _, s := range p.servers {
		list = append(list, s.actor)
	}
	for _, c := range p.clients {
		list = append(list, c.actor)
	}
	return list
}

// overTime says that the scenario's time is over, and who waits for what.
func (p *play) overTime(waits []luaapi.Wait) *Failure {
	f := &Failure{Verdict: Timeout, Who: "scenario", Pos: p.Pos, Message: fmt.Sprintf("not done after %v", p.timeout())}
	for _, w := range waits {
		if w.Line > 0 { // the first that waits in a script
			f.Pos = scenario.Pos{File: w.File, Line: w.Line}
			break
		}
	}
	f.Detail = waitTable(waits, p.world.Elapsed())
	return f
}

// waitTable says for each task what it waits for, since when, and where.
func waitTable(waits []luaapi.Wait, now time.Duration) []string {
	var lines []string
	for _, w := range waits {
		line := fmt.Sprintf("%s waits in %s", w.Task, w.Op)
		if s, ok := w.Object.(fmt.Stringer); ok {
			line += " " + s.String()
		}
		line += fmt.Sprintf(" for %v", (now - w.Since).Round(time.Millisecond))
		if w.Line > 0 {
			line += fmt.Sprintf(" at %s:%d", w.File, w.Line)
		}
		lines = append(lines, line)
	}
	return lines
}

// output collects what scripts print, bounded.
type output struct {
	mu   sync.Mutex
	text strings.Builder
	cut  bool
}

// maxOutput is how much of what a scenario prints is kept.
const maxOutput = 1 << 20

// Write keeps p, or drops it when there is too much already.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.text.Len()+len(p) > maxOutput {
		o.cut = true
		return len(p), nil
	}
	return o.text.Write(p)
}

// String returns what was printed.
func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.cut {
		return o.text.String() + "… (more than 1 MiB was printed)\n"
	}
	return o.text.String()
}
