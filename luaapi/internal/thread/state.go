// Package thread takes care of Lua states: it runs the tasks of one VM as
// goroutines under a baton, records what each of them waits for, and keeps
// gopher-lua's coroutines safe when tasks switch. Everything that enters Lua
// or leaves it to wait goes through here.
//
// A method whose comment says "with the baton" must be called by the task
// that holds it, which is the one that runs Lua; all others must not hold it.
package thread

import (
	"container/list"
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/host"
	"sockrun/luaapi/wire/barrier"
)

// ErrBroken is what tasks end with after a Go panic has left their VM in a
// state that no Lua may run in any more.
var ErrBroken = errors.New("the VM was stopped by an internal error")

// State is one VM: the Lua state that its tasks share, their baton, and what
// every binding needs to know of its VM.
type State struct {
	World   host.World
	Console host.Console
	// L holds the globals. It runs nothing itself: each task has a thread.
	L *lua.LState

	baton      sync.Locker
	interleave func() // the world's
	ctx        context.Context
	current    *Task
	tasks      list.List    // of *Task: alive, in order of start
	started    atomic.Int64 // those that Go has started and whose goroutines have not returned
	waiting    int          // how many of them wait
	timed      int          // how many of those until some moment at most
	moves      uint64       // rises when one begins to wait or goes on
	failed     unjoined     // of all families, until TakeFailed
	idle       []*lua.LState
	onError    *lua.LFunction
	fault      *fault // a Go panic that is on its way out
	broken     bool
	spun       atomic.Bool

	// Broken, unless nil, is told of the fault of ours that broke the VM. It is
	// called with the baton and must not wait.
	Broken func(error)
	// Failing, unless nil, is told of a task that a script has spawned when an
	// error ends it, unless somebody has joined it. It is called with the baton
	// and must not wait.
	Failing func(Failed)
	// Alarm, unless nil, may be set by others; see there.
	Alarm *Alarm
	// TimeScale is what limits of time are multiplied with; 0 is 1.
	TimeScale float64
	// Tight, unless nil, is told of each wait of a script that was done in time
	// but has used more than half of it. It is called with the baton and must
	// not wait.
	Tight func(w Wait, used time.Duration)
	// Receiving, unless nil, is told of each recv of a script from a stream. It is
	// called with the baton and must not wait.
	Receiving func(Receipt)
	// Room, unless nil, is asked before a script gets a string of a MiB or more;
	// see luaapi.Config.
	Room func(bytes int) error
	// Search is where require looks for scripts.
	Search Search
	// Barriers are those of the scenario.
	Barriers *barrier.Set

	raise   func(*lua.LState)     // how threads raise outside of a protected call
	running map[*lua.LState]*Task // coroutines being resumed, and by whom
	sites   map[sitePlace]*Site   // whether their results are forgotten
	objects map[any]any           // per-VM values of bindings
	results Results               // of the binding that runs
}

// Sizes of Lua's stacks. A call stack of 1,000 frames is what CPython allows;
// the data stack starts small and grows, since most tasks are shallow.
const (
	maxFrames     = 1000
	registrySize  = 32
	registryLeast = 128 // of a thread that gopher-lua makes: it makes 5,120 of less
	registryMax   = 1 << 18
	registryGrow  = 512
	maxCoroutines = 200
)

// New returns a VM without libraries. Lua code in it is stopped when ctx is
// cancelled. The caller calls Close when no task runs any more.
func New(world host.World, ctx context.Context) *State {
	s := &State{World: world, L: newMain(), baton: world.NewBaton(), interleave: world.Interleave(), ctx: ctx}
	s.raise = s.L.Panic
	s.L.G.Registry = registryShape().Table(s.L, []lua.LValue{&lua.LUserData{Value: s}})
	return s
}

// Context is cancelled when the VM's time is over.
func (s *State) Context() context.Context { return s.ctx }

// Value returns the VM's own value under key, made by the first call. With
// the baton.
func (s *State) Value(key any, make func() any) any {
	v, ok := s.objects[key]
	if !ok {
		if s.objects == nil {
			s.objects = map[any]any{}
		}
		v = make()
		s.objects[key] = v
	}
	return v
}

// Current returns the task that runs. With the baton.
func (s *State) Current() *Task { return s.current }
