package thread

import (
	"container/list"
	"context"
	"fmt"
	"syscall"
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
	timed  bool // it waits until some moment at most

	deadline host.Deadline // the earliest of the timeouts it runs under
	expire   func()        // stops its Lua code once the deadline has passed
	spin     *spin         // ends its Lua code when it never waits; nil for nothing
	depth    int           // coroutines resumed inside each other
	guarded  []guarded     // protected calls inside each other
	joining  *Task         // whom it waits for in Join
	refusal  refusal       // the last call that has returned nil and why

	inVM, inFamily *list.Element // where it stands in the lists of both

	done     bool
	joined   bool
	err      error
	joiners  []host.Parker
	recorded Recorded // of the whole family, when it is the root
}

// Place is a position that is none of Lua code: that of a step.
type Place struct {
	File string
	Line int
	Step int // from 1
	// Inside says where inside of the step, such as "round 2 step 1"; "" for
	// none.
	Inside string
}

// Wait is the record of one task that waits.
type Wait struct {
	Task     string
	Op       string        // "recv", "accept", "join", …
	Object   any           // what it waits on
	Name     string        // what its String called it with the baton, "" for none
	Parker   host.Parker   // where another task would wake it; nil when it waits for no task
	Joins    string        // the task whose end it waits for, "" for none
	Unread   int           // bytes that Object has read ahead
	Length   string        // what they say of the length of the message, "" for nothing
	Ends     int           // how often in a row Object has returned the end of its stream
	Since    time.Duration // on the world's clock
	Began    time.Duration // when the call began of which it may be one wait of several
	Deadline host.Deadline // explicit ones only: the call's own, or of a timeout that it runs under
	File     string        // script position of the innermost Lua frame, or of the step
	Line     int           // 0 when neither is known
	Step     int           // the step that waits, 0 when it is none
	Inside   string        // where inside of the step, as in Place
}

// wait is the part of a Wait that is kept while it lasts.
type wait struct {
	op       string // "" while the task runs
	object   any
	parker   host.Parker
	since    time.Duration
	began    time.Duration // of the call, as in Wait
	deadline host.Deadline
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

// Begin records that the running task waits for op on object and gives the
// baton away; the caller then makes the blocking call and calls End with the
// token. deadline is the explicit one, if any; limit also heeds the timeout
// that the task is under. With the baton.
func (s *State) Begin(op string, object any, deadline host.Deadline) (token any, limit host.Deadline) {
	return s.begin(wait{op: op, object: object, deadline: deadline, since: s.World.Elapsed()})
}

func (s *State) begin(w wait) (t *Task, limit host.Deadline) {
	t = s.current
	t.thread = s.L.G.CurrentThread
	w.began = w.since
	if w.deadline > 0 && w.deadline == t.wait.deadline { // no two calls have the same
		w.began = t.wait.began
	}
	t.wait = w
	limit = host.Earlier(w.deadline, t.deadline)
	s.waiting++
	s.moves++
	if t.timed = limit != host.Forever; t.timed {
		s.timed++
	}
	t.spin.stop()
	s.baton.Unlock()
	return t, limit
}

// End takes the baton again after Begin. In a broken VM it does not return:
// the task ends with ErrBroken.
func (s *State) End(token any) {
	t := token.(*Task)
	if used, tight := s.measure(t); tight {
		s.retakeTight(t, used)
	} else {
		s.retake(t)
	}
	if s.broken {
		panic(ErrBroken)
	}
	if t.deadline != host.Forever && s.World.Elapsed() >= time.Duration(t.deadline) {
		t.expire()
	}
}

// retake takes the baton again. Who accepts goes first: while others talk to
// those who were accepted before, the queue of the system grows, which drops
// whom it has no room for.
func (s *State) retake(t *Task) {
	if t.wait.op == "accept" {
		s.lockFirst()
	} else {
		s.baton.Lock()
	}
	t.wait.op, t.wait.object, t.wait.parker = "", nil, nil
	s.waiting--
	s.moves++
	if t.timed {
		s.timed--
	}
	s.Alarm.goesOn()
	s.resume(t)
	t.spin.start()
}

// resume makes t the running task. gopher-lua has one CurrentThread per VM,
// which another task has moved meanwhile.
func (s *State) resume(t *Task) {
	s.current = t
	s.L.G.CurrentThread = t.thread
}

// Interleave lets other tasks run after a call that they can notice, in a
// world where they do not run at the same time anyway. With the baton.
func (s *State) Interleave() {
	if s.interleave == nil {
		return
	}
	token, _ := s.Begin("run", nil, host.Forever)
	s.interleave()
	s.End(token)
}

// Park waits on p as the running task does for op on object. With the baton.
func (s *State) Park(p host.Parker, op string, object any, deadline host.Deadline) error {
	token, limit := s.begin(wait{op: op, object: object, parker: p, deadline: deadline, since: s.World.Elapsed()})
	err := p.Park(limit)
	s.End(token)
	return err
}

// NewParker is the world's.
func (s *State) NewParker() host.Parker { return s.World.NewParker() }

// Elapsed is the world's.
func (s *State) Elapsed() time.Duration { return s.World.Elapsed() }

// Done says whether the task has ended; Err is then what it ended with. With
// the baton.
func (t *Task) Done() bool { return t.done }

// Err is what an ended task ended with. With the baton, or after Join.
func (t *Task) Err() error { return t.err }

// Join waits as the running task until t has ended. The error is that of the
// waiting, not t's own: EDEADLK when t itself waits for the running task.
// With the baton.
func (t *Task) Join() error {
	t.joined = true
	s := t.state
	if t.done {
		return nil
	}
	if t.leadsTo(s.current) {
		return syscall.EDEADLK
	}
	p := s.World.NewParker()
	t.joiners = append(t.joiners, p)
	waiting := s.current
	waiting.joining = t
	err := s.Park(p, "join", t, host.Forever)
	waiting.joining = nil
	return err
}

// leadsTo says whether t is other or waits, by joins alone, for other to end.
func (t *Task) leadsTo(other *Task) bool {
	for ; t != nil; t = t.joining {
		if t == other {
			return true
		}
	}
	return false
}

// String names the task.
func (t *Task) String() string { return "task " + t.Name }

// WithTimeout runs fn under a deadline for all waits of the running task, and
// for its Lua code under ctx. expire must cancel ctx: it is called when a wait
// ends after the deadline. With the baton.
func (t *Task) WithTimeout(d host.Deadline, ctx context.Context, expire func(), fn func()) {
	outer, outerExpire, thread := t.deadline, t.expire, t.state.L.G.CurrentThread
	outerCtx := thread.Context()
	if t.deadline = host.Earlier(d, outer); t.deadline != outer {
		t.expire = expire
	}
	setContext(thread, ctx)
	defer func() {
		t.deadline, t.expire = outer, outerExpire
		setContext(thread, outerCtx)
	}()
	fn()
}
