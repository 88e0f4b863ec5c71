package thread

import (
	"container/list"
	"fmt"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/host"
)

// Task is one line of execution inside a VM: a goroutine with a Lua thread.
// Its fields belong to whoever holds the VM's baton.
type Task struct {
	Name string
	// Label says for whom the task runs; tasks that it starts have the same.
	Label string
	// Place is where the task is while it runs no Lua.
	Place Place

	state  *State
	root   *Task       // where its family began: itself unless a script spawned it
	family *family     // of a root; nil when nothing was spawned
	own    *lua.LState // nil until the task runs Lua
	env    *lua.LTable // the globals of its Lua; nil for those of the VM
	thread *lua.LState // what ran when the task began to wait
	wait   wait
	tight  *tight // nil for none
	timed  bool   // it waits until some moment at most

	deadline host.Deadline // the earliest of the timeouts it runs under
	expire   func()        // stops its Lua code once the deadline has passed
	spin     *spin         // ends its Lua code when it never waits; nil for nothing
	depth    int           // coroutines resumed inside each other
	guarded  []guarded     // protected calls inside each other
	joining  *Task         // whom it waits for in Join
	// the last calls that have returned nil and why, each nil for none
	refusals [wishes]*refusal
	asserted *Asserted // the last assertion that did not hold, nil for none

	inVM, inFamily *list.Element // where it stands in the lists of both

	done     bool
	joined   bool
	err      error
	joiners  []host.Parker
	recorded Recorded // of the whole family, when it is the root
}

// Family is the name of the task that the task is of, or that has spawned it,
// directly or not.
func (t *Task) Family() string { return t.root.Name }

// Place is a position that is none of Lua code: that of a step.
type Place struct {
	File string
	Line int
	Step int // from 1
	// Inside says where inside of the step, such as "round 2 step 1"; "" for
	// none.
	Inside string
}

// Go starts body as a new task. With the baton; body runs with it later.
func (s *State) Go(name string, body func(*Task) error) *Task {
	t := &Task{Name: name, state: s}
	t.root = t
	if s.current != nil {
		t.Label = s.current.Label
	}
	t.inVM = s.tasks.PushBack(t)
	s.started.Add(1)
	s.World.Go(name, func() {
		defer s.started.Add(-1)
		s.baton.Lock()
		s.run(t, body)
		s.baton.Unlock()
	})
	return t
}

// Alive says whether a task that Go has started has not returned yet. Any
// goroutine may ask, with the baton or without.
func (s *State) Alive() bool { return s.started.Load() > 0 }

// Start is Go for callers that do not hold the baton.
func (s *State) Start(name string, body func(*Task) error) *Task {
	s.baton.Lock()
	defer s.baton.Unlock()
	return s.Go(name, body)
}

// Do runs body as a task on the calling goroutine and returns its error.
func (s *State) Do(name string, body func(*Task) error) error {
	s.baton.Lock()
	defer s.baton.Unlock()
	return s.do(name, body)
}

func (s *State) do(name string, body func(*Task) error) error {
	t := &Task{Name: name, state: s, joined: true}
	t.root = t
	t.inVM = s.tasks.PushBack(t)
	s.run(t, body)
	return t.err
}

// TryDo is Do unless a task runs Lua and does not give the baton away within a
// moment: then it is not ok.
func (s *State) TryDo(name string, body func(*Task)) (ok bool) {
	if !s.tryLock() {
		return false
	}
	defer s.baton.Unlock()
	_ = s.do(name, func(t *Task) error {
		body(t)
		return nil
	})
	return true
}

// run runs body with the baton and leaves with it, whatever body does.
func (s *State) run(t *Task, body func(*Task) error) {
	defer s.finish(t)
	if s.broken {
		t.err = ErrBroken
		return
	}
	t.thread = s.L
	s.resume(t)
	t.err = body(t)
}

// finish runs deferred: it takes the panic that gopher-lua could not hold.
func (s *State) finish(t *Task) {
	if r := recover(); r != nil {
		if t.wait.op != "" { // it happened while the baton was elsewhere
			s.retake(t)
		}
		s.broken = true
		t.err = &Panic{Value: r}
		if r == any(ErrBroken) {
			t.err = ErrBroken
		} else if s.Broken != nil {
			s.Broken(t.err)
		}
	}
	if t.err == nil && t.own != nil {
		s.leaveThread(t.own)
	}
	if t.tight != nil {
		s.tellTight(t)
	}
	t.done = true
	s.tasks.Remove(t.inVM)
	if t.spawned() {
		s.leaveFamily(t)
	}
	s.running = cleared(s.running, t)
	for _, p := range t.joiners {
		p.Unpark()
	}
	s.current = nil
}

// Lua returns the Lua thread of the task, which must run. It is made when it
// is first needed, since many tasks only wait and hand on. With the baton.
func (t *Task) Lua() *lua.LState {
	if t.own == nil {
		t.own = t.state.takeThread()
		if t.env != nil {
			t.own.Env = t.env
		}
		t.thread = t.own
		t.state.resume(t)
	}
	return t.own
}

// Thread returns the Lua thread that runs: that of the task, which is made now
// if it has run no Lua yet, or a coroutine's. With the baton.
func (s *State) Thread() *lua.LState {
	if running := s.L.G.CurrentThread; running != s.L || s.current == nil {
		return running
	}
	return s.current.Lua()
}

// SetGlobals gives the Lua of the task other globals. With the baton.
func (t *Task) SetGlobals(env *lua.LTable) {
	t.env = env
	if t.own != nil {
		t.own.Env = env
	}
}

// Globals are those that the Lua of the task that runs has. With the baton.
func (s *State) Globals() *lua.LTable {
	if s.current == nil || s.current.env == nil {
		return s.L.G.Global
	}
	return s.current.env
}

// Global is a global as the Lua of the task sees it, without a call of a
// metamethod. With the baton.
func (t *Task) Global(name string) lua.LValue {
	if t.env == nil {
		return inherited(t.state.L.G.Global, name)
	}
	return inherited(t.env, name)
}

// cleared forgets the coroutines that a task was inside when it ended.
func cleared(running map[*lua.LState]*Task, t *Task) map[*lua.LState]*Task {
	if t.depth > 0 {
		for th, owner := range running {
			if owner == t {
				delete(running, th)
			}
		}
	}
	return running
}

// Panic is a Go panic that escaped from the interpreter or from a binding.
type Panic struct{ Value any }

// Error says what happened without a Go stack.
func (p *Panic) Error() string { return fmt.Sprintf("internal error: %v", p.Value) }

// NewParker is the world's.
func (s *State) NewParker() host.Parker { return s.World.NewParker() }

// Elapsed is the world's.
func (s *State) Elapsed() time.Duration { return s.World.Elapsed() }

// String names the task.
func (t *Task) String() string { return "task " + t.Name }
