// Package luaapi is the Lua that scripts see: VMs, the tasks that run in
// them, and the registry of modules. It reaches the outside through
// luaapi/host only, so the same script runs in a real or a simulated world.
//
// Whoever drives scripts makes a VM, starts tasks in it and calls Lua from
// inside a task; everything else about Lua stays in here.
package luaapi

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/chunk"
	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/modules/networks"
	"sockrun/luaapi/modules/scenarios"
	"sockrun/luaapi/modules/socket"
	"sockrun/luaapi/wire/barrier"
	"sockrun/luaapi/wire/plural"
)

// Value is a Lua value. It belongs to one VM.
type Value = lua.LValue

// Config says what a VM is for.
type Config struct {
	World   host.World
	Context context.Context // cancelled when Lua code is to stop
	Console host.Console
	Dir     string // folder of the script, for require; "" for none
	Root    string // the highest folder that require looks in
	// Shown is how positions call the file of a path, which may be relative to
	// the world's folder; nil for the path itself.
	Shown func(path string) string
	// Barriers are those of the scenario; nil for a VM that is alone.
	Barriers *barrier.Set
	// Alarm, unless nil, tells when a task of the VM goes on.
	Alarm *Alarm
	// Broken, unless nil, is called when a fault of ours has ended a task and
	// with it the VM. It must not wait.
	Broken func(error)
	Args   []string
	Script string // what arg[0] is, with Args
	// Failing, unless nil, is told of a task that a script has spawned when an
	// error ends it, unless somebody has joined it. It is called while a task
	// of the VM runs, and must not wait.
	Failing func(Failed)
	// TimeScale is what the limits of time of scripts are multiplied with; 0 is
	// 1.
	TimeScale float64
	// Tight, unless nil, is told of each wait of a script that was done in time
	// but has used more than half of it. It must not wait.
	Tight func(w Wait, used time.Duration)
	// Receiving, unless nil, is told of each recv of a script from a stream. It is
	// called while a task of the VM runs, and must not wait.
	Receiving func(Receipt)
	// Room, unless nil, is asked before a script gets a string of a MiB or more,
	// and says why it may not. It must not wait for a task of the VM.
	Room  func(bytes int) error
	Stage Stage // what scenario(…) acts on, nil where there are no scenarios
	// Weather changes the weather as the module network asks it to, in the name
	// of which Call it is, nil where there is no network. A *host.Error stays what
	// it is; what others say is raised at the line of the call.
	Weather func(Call) error
}

// VM is one Lua state with its tasks. Its methods may be called from several
// goroutines, none of which may be inside a task of the same VM.
type VM struct{ state *thread.State }

// uncounted is what a program is told that has not said how many meet at a
// barrier.
func uncounted(name string) error {
	return fmt.Errorf("nobody has said how many meet at the barrier %q: write barrier(%q, 2)", name, name)
}

// New makes a VM with all modules, which are made on first use.
func New(c Config) *VM {
	s := thread.New(c.World, c.Context)
	s.Console, s.Broken, s.Barriers, s.Alarm = c.Console, c.Broken, c.Barriers, c.Alarm
	s.TimeScale, s.Tight, s.Room, s.Receiving = c.TimeScale, c.Tight, c.Room, c.Receiving
	if c.Failing != nil {
		s.Failing = func(f Failed) {
			f.Err = classify(s, f.Err)
			c.Failing(f)
		}
	}
	if s.Barriers == nil {
		s.Barriers = barrier.New(uncounted)
		s.Barriers.Seal()
	}
	s.Search = thread.Search{Dir: filepath.Clean(c.Dir), Root: filepath.Clean(c.Root), Shown: c.Shown}
	thread.Install(s, registry().lazy)
	vm := &VM{state: s}
	if c.Stage != nil {
		scenarios.Install(s, stage{vm, c.Stage})
	}
	if c.Weather != nil {
		networks.Install(s, vm.changer(c.Weather))
	}
	if c.Script != "" {
		s.L.G.Global.RawSetString("arg", arguments(s.L, c))
	}
	return vm
}

func arguments(L *lua.LState, c Config) *lua.LTable {
	t := L.CreateTable(len(c.Args), 1)
	t.RawSetInt(0, lua.LString(c.Script))
	for i, a := range c.Args {
		t.RawSetInt(i+1, lua.LString(a))
	}
	return t
}

// Start starts body as a task of the VM, on a goroutine of its own, which has the
// baton while body runs. Any goroutine may call it. What body returns is the error
// that Task.Join gives.
func (vm *VM) Start(name string, body func(*Task) error) *Job {
	return &Job{vm.state.Start(name, func(t *thread.Task) error {
		return classify(vm.state, body(&Task{vm: vm, thread: t}))
	})}
}

// Do waits for the baton, runs body as a task on the calling goroutine and returns
// its error, as *Error where Lua has raised it; thread.ErrBroken when the VM runs
// nothing any more. The caller must not have the baton.
func (vm *VM) Do(name string, body func(*Task) error) error {
	return classify(vm.state, vm.state.Do(name, func(t *thread.Task) error {
		return body(&Task{vm: vm, thread: t})
	}))
}

// TryWaits lists what the VM's tasks wait for. It is not ok when one of them
// runs and does not give the baton away within a moment.
func (vm *VM) TryWaits() (waits []Wait, ok bool) { return vm.state.TryWaits() }

// Here is the record of the VM's running task, as if it waited: Op is "" when
// its call has not come to that. Only what the calls of its Lua call may ask,
// such as a world in which no other task runs meanwhile.
func (vm *VM) Here() (w Wait, ok bool) { return vm.state.Here() }

// Rest says whether all tasks of the VM wait at this moment, and more. It never
// waits itself, and asks for so little that it can be asked often.
func (vm *VM) Rest() Rest { return vm.state.Rest() }

// Rest is how a VM is at a moment.
type Rest = thread.Rest

// Alarm tells when a task goes on, once each time that it was set.
type Alarm = thread.Alarm

// TakeFailed returns the errors of the spawned tasks that have failed so far
// and that nobody has joined, each once. It returns none when TryWaits is not
// ok.
func (vm *VM) TakeFailed() []Failed {
	failed := vm.state.TakeFailed()
	for i := range failed {
		failed[i].Err = classify(vm.state, failed[i].Err)
	}
	return failed
}

// Failed is how a spawned task ended: the name of the task of ours that it
// came from, whether that waits for the end of another, and the error.
type Failed = thread.Failed

// Wait is the record of one waiting task.
type Wait = thread.Wait

// Receipt is what a script has got from a stream.
type Receipt = thread.Receipt

// Job is a task that was started.
type Job struct{ task *thread.Task }

// Scope is a set of globals over those of its VM. It is used inside tasks of
// the VM only.
type Scope struct{ table *lua.LTable }

// Task is a running task, as its body sees it. Its methods must be called by
// the body only.
type Task struct {
	vm     *VM
	thread *thread.Task
	lua    *lua.LState // the Lua thread that it runs; nil for the task's own
}

// state is the Lua thread that the task calls functions on.
func (t *Task) state() *lua.LState {
	if t.lua != nil {
		return t.lua
	}
	return t.thread.Lua()
}

// Globals is the scope of the VM's own globals.
func (t *Task) Globals() *Scope { return &Scope{t.vm.state.L.G.Global} }

type scopeKey struct{}

// NewScope returns a scope whose names hide the VM's globals.
func (t *Task) NewScope() *Scope {
	s := t.vm.state
	meta := s.Value(scopeKey{}, func() any {
		meta := s.L.CreateTable(0, 1)
		meta.RawSetString("__index", s.L.G.Global)
		return meta
	}).(*lua.LTable)
	table := s.L.CreateTable(0, 8)
	table.Metatable = meta
	return &Scope{table}
}

// Enter makes scope the one that the task's chunks run in.
func (t *Task) Enter(scope *Scope) { t.thread.SetGlobals(scope.table) }

// Set gives a name a value.
func (s *Scope) Set(name string, v Value) { s.table.RawSetString(name, v) }

// Get returns the value of a name in this scope, nil (of Lua) for none.
func (s *Scope) Get(name string) Value { return s.table.RawGetString(name) }

// Name is that under which the task was started.
func (t *Task) Name() string { return t.thread.Name }

// Label says for whom the task runs, and those that it starts.
func (t *Task) Label(name string) { t.thread.Label = name }

// Label is that of the task that runs: it may be asked by what a task calls,
// such as the console.
func (vm *VM) Label() string { return vm.state.Current().Label }

// SetPlace says at which step the task is, for the records of its waits.
func (t *Task) SetPlace(file string, line, step int) {
	t.thread.Place = thread.Place{File: file, Line: line, Step: step}
}

// SetInside says where inside of its step the task is, such as "round 2 step 1".
// SetPlace forgets it.
func (t *Task) SetInside(where string) { t.thread.Place.Inside = where }

// Run runs a compiled chunk with the values of its parameters and returns its
// results. Errors are *Error.
func (t *Task) Run(c *chunk.Chunk, args ...Value) ([]Value, error) {
	return t.Call(t.state().NewFunctionFromProto(c.Proto), args...)
}

// Execute is Run with one value, for a chunk whose results nobody wants.
func (t *Task) Execute(c *chunk.Chunk, arg Value) error {
	L := t.state()
	if raised := t.vm.state.Execute(L, L.NewFunctionFromProto(c.Proto), arg); raised != nil {
		return t.raised(raised)
	}
	return nil
}

// Call calls a Lua function with arguments and returns its results. Errors are *Error.
func (t *Task) Call(fn Value, args ...Value) ([]Value, error) {
	results, raised := t.vm.state.Try(t.state(), fn, args...)
	if raised != nil {
		return nil, t.raised(raised)
	}
	return results, nil
}

//go:noinline
func (t *Task) raised(err *lua.ApiError) *Error {
	e := failure(t.vm.state, err)
	if note := socket.EndNote(t.vm.state); e.Kind == Stopped && note != "" {
		e.Detail = append(e.Detail, note)
	}
	return e
}

// Go starts another task in the same VM, on a goroutine of its own. It runs once
// this one waits.
func (t *Task) Go(name string, body func(*Task) error) *Job {
	vm := t.vm
	return &Job{vm.state.Go(name, func(other *thread.Task) error {
		return classify(vm.state, body(&Task{vm: vm, thread: other}))
	})}
}

// Sleep waits until d has passed; the error is ErrEnded of the world when that ends
// before, or why the task was cancelled.
func (t *Task) Sleep(d host.Deadline) error {
	s := t.vm.state
	err := s.Park(s.NewParker(), "sleep", nil, d)
	if host.IsTimeout(err) {
		return nil
	}
	return err
}

// Barrier waits at one of the scenario's barriers. Errors are those of
// barrier.Set.Wait.
func (t *Task) Barrier(name string, d host.Deadline) error {
	s := t.vm.state
	return s.Barriers.Wait(s, name, d)
}

// Wait gives the baton away while fn waits for op on object, whose String, if
// it has one, is shown. fn gets the deadline to wait until: d, or an earlier
// one that the task is under.
func (t *Task) Wait(op string, object any, d host.Deadline, fn func(limit host.Deadline) error) error {
	s := t.vm.state
	token, limit := s.Begin(op, object, d)
	err := fn(limit)
	s.End(token)
	return err
}

// Join waits until a job has ended and returns what it ended with; EDEADLK for the
// task itself or one that waits for it, ErrEnded when the world ends before.
func (t *Task) Join(j *Job) error {
	if err := j.task.Join(); err != nil {
		return err
	}
	return j.task.Err()
}

// Recorded returns the assertions of verify that did not hold in this task,
// and in those that scripts spawned from it, since the last call. Of very many
// it returns the first, and one error that counts the rest.
func (t *Task) Recorded() []error {
	var list []error
	recorded := t.vm.state.Recorded()
	for _, err := range recorded.List {
		list = append(list, fromRaised(err.(*bind.Raised), nil))
	}
	if recorded.More > 0 {
		rest := *list[len(list)-1].(*Error)
		rest.Kind, rest.Detail, rest.Difference, rest.Cause = Assertion, nil, nil, nil
		rest.Message = fmt.Sprintf("%s did not hold, after %d of which each is told", plural.Of(recorded.More, "more assertion"), len(recorded.List))
		list = append(list, &rest)
	}
	return list
}

// Unjoined waits for the tasks that scripts spawned from this one, directly or
// not, and that nobody joins; it returns the errors of those that failed.
func (t *Task) Unjoined() []error {
	var list []error
	for _, other := range t.vm.state.Spawned() {
		if err := other.Join(); err != nil {
			return append(list, err)
		}
		if err := other.Err(); err != nil {
			list = append(list, classify(t.vm.state, err))
		}
	}
	return list
}
