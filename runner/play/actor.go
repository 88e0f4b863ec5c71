package play

import (
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/runner/actorname"
	"sockrun/runner/outcome"
	"sockrun/runner/scenario"
	"sockrun/runner/steps"
	"sockrun/runner/world"
)

// actor is what servers and clients have in common: a VM, and what came of it.
// In YAML each has a VM of its own; all actors of a scenario in Lua share that
// of its body. But for vm and name, only running tasks of the VM may use its
// fields.
type actor struct {
	play *play
	kind string // "servers", "clients" or "processes"; else a key of the file, or ""
	name string
	pos  scenario.Pos // where its script is, else its name
	view *world.View  // its sockets
	vm   *luaapi.VM
	body *body         // whose VM it shares, nil when the VM is its own
	own  *luaapi.Scope // what its Lua has for globals

	sets    []string     // variables that it sets, nil when nobody can know
	reads   []string     // names of the scope that its Lua reads, likewise
	results []any        // what each instance or connection left in result, by its number
	result  any          // what the last one left that ended
	left    luaapi.Value // what the last one had for vars, nil for none
	vars    any          // the same for the check
	errors  int

	addresses int // that its unix datagram sockets have got

	busy bool // its VM could not be asked at the timeout; guarded by play.mu
}

// newActor makes an actor with a VM of its own.
func (p *play) newActor(kind, name string, pos scenario.Pos) *actor {
	a := &actor{play: p, kind: kind, name: name, pos: pos, view: p.world.View(name)}
	a.vm = a.newVM(nil, func() string { return printer(name, a.vm.Family()) })
	p.mu.Lock()
	defer p.mu.Unlock()
	p.actors = append(p.actors, a)
	return a
}

// newVM makes a VM whose sockets are the actor's; who says who prints.
func (a *actor) newVM(stage luaapi.Stage, who func() string) *luaapi.VM {
	p := a.play
	printed := &prefixed{to: &p.output, who: who}
	var receiving func(luaapi.Receipt)
	if p.options.Way != nil {
		receiving = p.received
	}
	return luaapi.New(luaapi.Config{
		World: a.view, Context: p.ctx, Dir: p.Dir, Root: p.root(), Shown: p.shownFrom(p.Dir), Barriers: p.barriers, Stage: stage, Alarm: &p.lookout.alarm,
		Console: host.Console{Stdin: strings.NewReader(""), Stdout: printed, Stderr: printed},
		Broken:  func(err error) { a.fail(a.String(), err) },
		Room:    p.room, Receiving: receiving,
		Weather: p.setWeather,

		TimeScale: float64(p.options.TimeScale), Tight: func(w luaapi.Wait, used time.Duration) { p.headroom.Script(w, used) },
	})
}

// String names the actor as verdicts do.
func (a *actor) String() string {
	if a.kind == "" {
		return a.name
	}
	return a.kind + "." + a.name
}

// nameOf is the actor's name, or that of its instance for which who stands in
// verdicts.
func (a *actor) nameOf(who string) string {
	if rest, ok := strings.CutPrefix(who, a.String()); ok && strings.HasPrefix(rest, "[") {
		return a.name + rest
	}
	return a.name
}

// shares says whether the actor's VM is that of a body, which is an actor
// itself.
func (a *actor) shares() bool { return a.body != nil && a.body.actor != a }

// owner is the actor whose VM the actor's Lua runs in.
func (a *actor) owner() *actor {
	if a.body != nil {
		return a.body.actor
	}
	return a
}

// prepare gives the actor its globals, and fills in what is known by now.
func (a *actor) prepare(t *luaapi.Task) {
	switch {
	case a.own != nil:
	case a.body == nil:
		a.own = t.Globals()
	default:
		a.own = t.NewScope()
	}
	a.populate(t, a.own, 1)
}

// enter lets the Lua of a task run in a scope, under the actor's name.
func (a *actor) enter(t *luaapi.Task, scope *luaapi.Scope) {
	t.Enter(scope)
	t.Label(a.name)
}

// conn wraps a socket for a task, with the frame that the actor has.
func (a *actor) conn(t *luaapi.Task, s host.Socket, f *scenario.Frame, peer string, index int) (*luaapi.Conn, error) {
	out, in, err := steps.CodecsFor(t, s, f)
	if err != nil {
		return nil, err
	}
	world.LogOf(s).SetName("", peer)
	steps.Summarize(s, out, in)
	return t.Conn(s, out, in, index), nil
}

// printer returns under which name is shown what a task prints. task may be an
// instance of the actor, or have been spawned by one: then the name is that of
// the instance, of which there may be many.
func printer(actor, task string) string {
	_, name, _ := strings.Cut(task, ".")
	if base, _, isInstance := actorname.Cut(name); isInstance && base == actor {
		return name
	}
	return actor
}

// runOn runs the code that an actor has for a connection, which may be nil, or
// for its listener. Functions get self too, and what they return is the
// result.
func (a *actor) runOn(t *luaapi.Task, l *scenario.Lua, scope *luaapi.Scope, conn *luaapi.Conn) error {
	v := luaapi.Nil
	if conn != nil {
		v = conn.Value()
	}
	if l.Function == nil {
		return t.Execute(l.Chunk, v)
	}
	return a.runFunction(t, l, scope, v)
}

func (a *actor) runFunction(t *luaapi.Task, l *scenario.Lua, scope *luaapi.Scope, conn luaapi.Value) error {
	results, err := t.Call(l.Function.(luaapi.Value), conn, scope.Get("self"))
	if len(results) > 0 {
		scope.Set("result", results[0])
	}
	return err
}

// keep takes what an instance or connection leaves behind, whose number counts
// from 1. They end in any order, and those that fail to begin leave a gap.
func (a *actor) keep(scope *luaapi.Scope, number int) {
	if missing := number - len(a.results); missing > 0 {
		a.results = append(a.results, make([]any, missing)...)
	}
	a.result = luaapi.Go(scope.Get("result"))
	a.results[number-1] = a.result
	a.left = scope.Get("vars") // a copy each time would be as much again for each that adds to a list
}

// showVars copies the variables for the check. It is not ok when a script keeps
// the VM to itself.
func (a *actor) showVars() (ok bool) {
	return a.left == nil || a.vm.TryDo(a.String(), func(*luaapi.Task) { a.vars = luaapi.Go(a.left) })
}

// finish reports what went wrong in a conversation in order of time, and closes
// its connection; what the peer suffers from that came later. Tasks that nobody
// joins may end with the connection. Those that have failed come first, since
// what the conversation ended with is often that such a task was gone.
func (a *actor) finish(t *luaapi.Task, who string, err error, conn io.Closer) {
	errs := append(t.Recorded(), t.Failed()...)
	if err != nil {
		errs = append(errs, err)
	}
	a.fail(who, errs...)
	if conn != nil {
		conn.Close()
	}
	a.findUnjoined(t, who)
	a.fail(who, t.Unjoined()...)
	a.fail(who, t.Recorded()...) // by those that went on
}

func (a *actor) fail(who string, errs ...error) {
	if len(errs) == 0 {
		return
	}
	a.errors += len(errs)
	a.report(who, errs...)
}

// report is fail for callers outside of the VM's tasks. What is found together is
// added together: the first failure ends the scenario, and what comes after the
// end does not count.
func (a *actor) report(who string, errs ...error) {
	var failures []*outcome.Failure
	for _, err := range errs {
		var known *suffered
		if errors.As(err, &known) && (len(failures) > 0 || a.play.cause() != nil) {
			continue
		}
		failures = append(failures, a.failure(who, err))
	}
	if a.play.isClearing() || !a.play.add(failures...) {
		for _, f := range failures {
			a.wasBusy(f)
		}
	}
}

// failure describes an error that the actor has met.
func (a *actor) failure(who string, err error) *outcome.Failure {
	f := a.play.failure(who, err)
	f.Actor = a.nameOf(who)
	f.Detail = slices.Concat(f.Detail, a.play.networkDid(a.name, err), a.play.resetBy(a.name, err))
	if skip, ok := errors.AsType[*skipped](err); ok {
		f.Verdict, f.Message = outcome.Skipped, skip.reason
	}
	if reason, ok := a.play.beyondWorld(err); ok {
		f.Verdict, f.Message = outcome.Skipped, reason
	}
	return f
}

// prefixed puts the name of who prints before each line.
type prefixed struct {
	to  io.Writer
	who func() string
}

// Write writes whole lines; a part of one is shown as a line of its own.
func (w *prefixed) Write(p []byte) (int, error) {
	prefix := w.who() + " | "
	text := strings.TrimSuffix(string(p), "\n")
	text = prefix + strings.ReplaceAll(text, "\n", "\n"+prefix) + "\n"
	_, err := io.WriteString(w.to, text)
	return len(p), err
}
