package luaapi

import (
	"fmt"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/chunk"
	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/modules/socket"
	"sockrun/luaapi/modules/tasks"
	"sockrun/luaapi/wire/plural"
)

// Job is a task that was started.
type Job struct{ task *thread.Task }

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

// Name is that under which the task was started.
func (t *Task) Name() string { return t.thread.Name }

// Label says for whom the task runs, and those that it starts.
func (t *Task) Label(name string) { t.thread.Label = name }

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

// Limited runs fn under a deadline for its Lua and its waits, and says whether
// that was over before fn was done. The error is fn's: where it was then.
func (t *Task) Limited(d host.Deadline, fn func() error) (over bool, err error) {
	s := t.vm.state
	over = tasks.Limit(s, t.state(), time.Duration(d)-s.Elapsed(), func() { err = fn() })
	return over && err != nil, err
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
func (t *Task) Recorded() []error { return recorded(t.vm.state.Recorded()) }

func recorded(recorded thread.Recorded) (list []error) {
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

// Failed returns the errors of the tasks that scripts spawned from this one,
// directly or not, that have failed so far and that nobody has joined, each once.
func (t *Task) Failed() []error {
	var list []error
	for _, other := range t.vm.state.Spawned() {
		if other.Done() {
			_ = other.Join() // it has ended: this does not wait
			list = append(list, classify(t.vm.state, other.Err()))
		}
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
