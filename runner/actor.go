package runner

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"syscall"
	"time"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/diff"
	"sockrun/luaapi/wire/frame"
	"sockrun/runner/scenario"
	"sockrun/runner/world"
)

// actor is what servers and clients have in common: a VM, and what came of it.
// In YAML each has a VM of its own; all actors of a scenario in Lua share that
// of its body. Beside VM and name its fields belong to whoever runs a task of
// the VM.
type actor struct {
	play *play
	kind string // "servers", "clients" or "processes"
	name string
	pos  scenario.Pos // where its script is, else its name
	view *world.View  // its sockets
	vm   *luaapi.VM
	body *body         // whose VM it shares, nil when the VM is its own
	own  *luaapi.Scope // what its Lua has for globals

	sets    []string // variables that it sets, nil when nobody can know
	reads   []string // names of the scope that its Lua reads, likewise
	results []any    // what each instance or connection left in result
	vars    any      // as the last one left them
	errors  int

	addresses int // that its unix datagram sockets have got

	busy bool // its VM could not be asked at the timeout; guarded by play.mu
}

// newActor makes an actor with a VM of its own.
func (p *play) newActor(kind, name string, pos scenario.Pos) *actor {
	a := &actor{play: p, kind: kind, name: name, pos: pos, view: p.world.View(name)}
	a.vm = a.newVM(nil, func() string { return name })
	p.mu.Lock()
	defer p.mu.Unlock()
	p.actors = append(p.actors, a)
	return a
}

// newVM makes a VM whose sockets are the actor's; who says who prints.
func (a *actor) newVM(stage luaapi.Stage, who func() string) *luaapi.VM {
	p := a.play
	printed := &prefixed{to: &p.output, who: who}
	return luaapi.New(luaapi.Config{
		World: a.view, Context: p.ctx, Dir: p.Dir, Root: p.root(), Shown: p.shownFrom(p.Dir), Barriers: p.barriers, Stage: stage, Alarm: &p.lookout.alarm,
		Console: host.Console{Stdin: strings.NewReader(""), Stdout: printed, Stderr: printed},
		Broken:  func(err error) { a.fail(a.String(), err) },
		Room:    p.room,

		TimeScale: p.options.TimeScale, Tight: func(w luaapi.Wait, used time.Duration) { p.headroom.script(w, used) },
	})
}

// String names the actor as verdicts do.
func (a *actor) String() string {
	if a.kind == "" {
		return a.name
	}
	return a.kind + "." + a.name
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

// populate gives a scope what the design promises to be in it, as far as the
// actor's Lua may look at it: most look at little of it.
func (a *actor) populate(t *luaapi.Task, scope *luaapi.Scope, index int) {
	scope.Set("vars", a.varsValue(t))
	for _, global := range []struct {
		name string
		make func() luaapi.Map
	}{
		{"self", func() luaapi.Map { return a.self(index) }},
		{"servers", a.play.serversValue},
		{"processes", a.play.processesValue},
	} {
		if a.mayRead(global.name) {
			scope.Set(global.name, t.Value(luaapi.Strict{Name: global.name, Map: global.make()}))
		}
	}
}

// mayRead says whether the actor's Lua may look at a name of the scope. Where
// actors share a VM nobody has seen what it looks at.
func (a *actor) mayRead(name string) bool {
	return a.body != nil || a.reads == nil || slices.Contains(a.reads, name)
}

func (a *actor) self(index int) luaapi.Map {
	self := luaapi.Map{{Key: "name", Value: a.name}, {Key: "index", Value: index}, {Key: "address", Value: a.address()}}
	if pr := a.play.process(a.name); pr != nil && pr.actor == a {
		self = append(self, pr.describe()...)
	}
	return self
}

func (p *play) serversValue() luaapi.Map {
	servers := luaapi.Map{}
	for _, s := range p.servers {
		servers = append(servers, luaapi.Pair{Key: s.name, Value: luaapi.Strict{Name: s.String(), Map: s.describe()}})
	}
	return servers
}

// address is what the actor's Lua sees of itself: where a server listens. That
// of a client is set when it has connected.
func (a *actor) address() any {
	for _, s := range a.play.servers {
		if s.actor == a && s.addr != (host.Addr{}) {
			return s.addr
		}
	}
	return nil
}

// varsValue is a fresh copy of the scenario's vars, but for actors that share a
// VM. Where all is known that the actor may set, reading anything else raises.
func (a *actor) varsValue(t *luaapi.Task) luaapi.Value {
	if a.body != nil {
		return t.Globals().Get("vars") // one for all
	}
	if a.sets == nil {
		return t.Value(a.play.varsSeen())
	}
	return t.Value(luaapi.Strict{Name: "vars", Map: a.play.varsSeen().With(a.sets...)})
}

// varsSeen is what actors start with as vars.
func (p *play) varsSeen() luaapi.Map {
	m := luaapi.Map{{Key: "tmp", Value: p.temp.path}, {Key: "dir", Value: p.Dir}}
	for _, v := range p.Vars {
		m = append(m, luaapi.Pair{Key: v.Name, Value: toLua(v.Value)})
	}
	return m
}

func toLua(v any) any {
	switch v := v.(type) {
	case scenario.List:
		list := make([]any, len(v))
		for i := range v {
			list[i] = toLua(v[i])
		}
		return list
	case scenario.Map:
		m := make(luaapi.Map, len(v))
		for i := range v {
			m[i] = luaapi.Pair{Key: v[i].Key, Value: toLua(v[i].Value)}
		}
		return m
	}
	return v
}

// conn wraps a socket for a task, with the frame that the actor has.
func (a *actor) conn(t *luaapi.Task, s host.Socket, f *scenario.Frame, peer string, index int) (*luaapi.Conn, error) {
	out, in, err := codecsFor(t, s, f)
	if err != nil {
		return nil, err
	}
	world.LogOf(s).SetName("", peer)
	summarize(s, out, in)
	return t.Conn(s, out, in, index), nil
}

// codecs returns what a frame encodes and decodes with, nil without a frame.
func codecs(t *luaapi.Task, f *scenario.Frame) (out, in frame.Codec, err error) {
	if f == nil || f.Kind == scenario.FrameNone {
		return nil, nil, nil
	}
	if f.Kind == scenario.FramePair {
		if out, _, err = codecs(t, f.Send); err == nil {
			in, _, err = codecs(t, f.Recv)
		}
		return out, in, err
	}
	switch f.Kind {
	case scenario.FrameCodec:
		return f.Codec, f.Codec, nil
	case scenario.FrameHeader:
		codec := t.Header(f.Header)
		return codec, codec, nil
	}
	v, err := evaluate(t, f.Lua)
	if err != nil {
		return nil, nil, err
	}
	codec, ok := luaapi.Codec(v)
	if !ok {
		return nil, nil, at(f.Lua.Pos, fmt.Errorf("a frame's lua must give a codec, such as frame.length(\">I\"), got %s", luaapi.Show(v)))
	}
	return codec, codec, nil
}

// keep takes what an instance or connection leaves behind.
func (a *actor) keep(scope *luaapi.Scope) {
	a.results = append(a.results, luaapi.Go(scope.Get("result")))
	a.vars = luaapi.Go(scope.Get("vars"))
}

// finish reports what went wrong in a conversation in order of time, and closes
// its connection; what the peer suffers from that came later. Tasks that nobody
// joins may end with the connection.
func (a *actor) finish(t *luaapi.Task, who string, err error, conn io.Closer) {
	a.failAll(who, t.Recorded())
	if err != nil {
		a.fail(who, err)
	}
	if conn != nil {
		conn.Close()
	}
	a.findUnjoined(t, who)
	a.failAll(who, t.Unjoined())
	a.failAll(who, t.Recorded()) // by those that went on
}

func (a *actor) failAll(who string, errs []error) {
	for _, err := range errs {
		a.fail(who, err)
	}
}

func (a *actor) fail(who string, err error) {
	a.errors++
	a.report(who, err)
}

// report is fail for callers outside of the VM's tasks.
func (a *actor) report(who string, err error) {
	var known *suffered
	if errors.As(err, &known) && a.play.cause() != nil {
		return
	}
	f := a.play.failure(who, err)
	f.Actor = a.name
	if instance, ok := strings.CutPrefix(who, a.String()+"["); ok {
		f.Actor += "[" + instance
	}
	var skip *skipped
	if errors.As(err, &skip) {
		f.Verdict, f.Message = Skipped, skip.reason
	}
	if reason, ok := a.play.beyondWorld(err); ok {
		f.Verdict, f.Message = Skipped, reason
	}
	if !a.play.add(f) {
		a.wasBusy(f)
	}
}

// beyondWorld says what a scenario needs that the simulated world cannot do,
// if err is about that.
func (p *play) beyondWorld(err error) (reason string, ok bool) {
	var io *host.Error
	if p.options.World != world.Simulated || !errors.As(err, &io) {
		return "", false
	}
	_, isErrno := io.Cause.(syscall.Errno) // some of them are ErrUnsupported too
	return io.Message, errors.Is(io.Cause, errors.ErrUnsupported) && !isErrno
}

// positioned is an error of the runner's own, with the place it is about.
type positioned struct {
	pos  scenario.Pos
	err  error
	step int
	// inside says where inside of the step.
	inside string
	note   string // of the step
	// failed says that an assertion did not hold, as against a broken script.
	failed  bool
	timeout bool
	detail  []string
	// difference is what detail shows.
	difference *diff.Difference
	// ran says from where the sequences were run that it came up in, the
	// innermost first.
	ran []string
}

func (e *positioned) Error() string { return e.err.Error() }
func (e *positioned) Unwrap() error { return e.err }

func at(pos scenario.Pos, err error) error { return &positioned{pos: pos, err: err} }

// inPlace is at for an error that may have a place already.
func inPlace(pos scenario.Pos, err error) error {
	var own *positioned
	if errors.As(err, &own) {
		return err
	}
	return at(pos, err)
}

// failure describes an error. What a script says of itself goes before what
// its step says.
func (p *play) failure(who string, err error) *Failure {
	f := &Failure{Verdict: Error, Who: who, Pos: p.Pos, Message: err.Error()}
	var own *positioned
	if errors.As(err, &own) {
		f.Pos, f.Step, f.Inside, f.Detail, f.Difference = own.pos, own.step, own.inside, own.detail, own.difference
		f.Note = own.note
		switch {
		case own.failed:
			f.Verdict = Failed
		case own.timeout:
			f.Verdict = Timeout
		}
	}
	var script *luaapi.Error
	if errors.As(err, &script) {
		describe(f, script)
	}
	if own != nil {
		f.Detail = slices.Concat(f.Detail, own.ran)
	}
	var io *host.Error
	if errors.As(err, &io) {
		f.Code = io.Code
	}
	f.Topic = topic(f, err)
	f.Denied = p.world.Denied() || refused(err)
	return f
}

// topic is where the reference says more about a failure. Assertions show all
// there is to know, but for how long they wait.
func topic(f *Failure, err error) string {
	var wrong *misdeclared
	if errors.As(err, &wrong) {
		return wrong.Errors[0].Topic
	}
	switch f.Verdict {
	case Timeout:
		return "durations"
	case Failed:
		var late *tooLate
		if errors.As(err, &late) {
			return late.topic
		}
		return ""
	}
	return luaapi.Topic(err)
}

// describe tells what a script says of its failure.
func describe(f *Failure, e *luaapi.Error) {
	f.Message, f.Detail, f.Difference, f.Stack, f.Code = e.Message, e.Detail, e.Difference, e.Stack, e.Code
	if e.Line > 0 {
		f.Pos = scenario.Pos{File: e.File, Line: e.Line}
	}
	switch e.Kind {
	case luaapi.Assertion:
		f.Verdict = Failed
	case luaapi.Stopped:
		f.Verdict, f.Busy = Timeout, e.Code == "" || len(e.Detail) > 0 // it received, but what never comes
	}
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
