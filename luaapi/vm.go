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

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/modules/networks"
	"sockrun/luaapi/modules/scenarios"
	"sockrun/luaapi/wire/barrier"
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
	// Tight, unless nil, is told of each wait of a script whose call was done in time
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
// its call has not come to that. Only what the task's own calls have led to may
// ask: a world in which no other task runs meanwhile.
func (vm *VM) Here() (w Wait, ok bool) { return vm.state.Here() }

// Spun says whether Lua that never waits was ended by the clock on the wall while
// that of its world stood still. Any goroutine may ask.
func (vm *VM) Spun() bool { return vm.state.Spun() }

// Rest says whether all tasks of the VM wait at this moment, and more. It never
// waits itself, and asks for so little that it can be asked often.
func (vm *VM) Rest() Rest { return vm.state.Rest() }

// Rest is how a VM is at a moment.
type Rest = thread.Rest

// Alive says whether a task of the VM has not returned, beside those of Do. It
// never waits, and any goroutine may ask.
func (vm *VM) Alive() bool { return vm.state.Alive() }

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

// TakeRecorded returns what Recorded would return to each task of ours that has
// not ended. It returns none when TryWaits is not ok.
func (vm *VM) TakeRecorded() (list []Failed) {
	for _, taken := range vm.state.TakeRecorded() {
		for _, err := range recorded(taken.Recorded) {
			list = append(list, Failed{Root: taken.Root, Err: err})
		}
	}
	return list
}

// Failed is how a spawned task ended: the name of the task of ours that it
// came from, whether that waits for the end of another, and the error.
type Failed = thread.Failed

// Wait is the record of one waiting task.
type Wait = thread.Wait

// Receipt is what a script has got from a stream.
type Receipt = thread.Receipt

// Label is that of the task that runs: it may be asked by what a task calls,
// such as the console.
func (vm *VM) Label() string { return vm.state.Current().Label }

// Family is the name of the task of ours that runs, or that the running one came
// from. It may be asked as Label is.
func (vm *VM) Family() string { return vm.state.Current().Family() }
