package thread

import (
	"container/list"
	"slices"

	"sockrun/luaapi/host"
)

// A family is a task that Go code has started, its root, with all tasks that
// scripts spawned from it. What nobody looked at in time, failed tasks and
// recorded assertions, is reported by the root.

// family is what a root knows of the tasks that were spawned from it.
type family struct {
	alive  list.List // of *Task, in order of start
	failed unjoined
}

// unjoined are tasks that ended with an error that nobody waited for, in order of
// time, but for those that were joined since and are still to be swept.
type unjoined struct {
	list []*Task
	full int // length at which it is swept
}

func (u *unjoined) add(t *Task) {
	if len(u.list) >= u.full {
		u.sweep()
		u.full = max(2*len(u.list), 16)
	}
	u.list = append(u.list, t)
}

func (u *unjoined) sweep() {
	u.list = slices.DeleteFunc(u.list, func(t *Task) bool { return t.joined })
}

// Spawn is Go for tasks that scripts start: they belong to the family of the
// running task.
func (s *State) Spawn(name string, body func(*Task) error) *Task {
	t := s.Go(name, body)
	t.root = s.current.root
	if t.root.family == nil {
		t.root.family = &family{}
	}
	t.inFamily = t.root.family.alive.PushBack(t)
	return t
}

func (t *Task) spawned() bool { return t.root != t }

// leaveFamily is called when a spawned task has ended.
func (s *State) leaveFamily(t *Task) {
	f := t.root.family
	f.alive.Remove(t.inFamily)
	if t.err == nil || t.joined {
		return
	}
	f.failed.add(t)
	s.failed.add(t)
	if s.Failing != nil {
		s.Failing(t.failure())
	}
}

func (t *Task) failure() Failed {
	return Failed{Root: t.root.Name, Joins: t.root.joining != nil, Err: t.err}
}

// Spawned returns the tasks that scripts have spawned in the family of the
// running task, that live or have failed, and that nobody has joined. With
// the baton.
func (s *State) Spawned() []*Task {
	f := s.current.root.family
	if f == nil {
		return nil
	}
	all := slices.Clone(f.failed.list)
	for e := f.alive.Front(); e != nil; e = e.Next() {
		all = append(all, e.Value.(*Task))
	}
	return slices.DeleteFunc(all, func(t *Task) bool { return t.joined })
}

// Lingering waits until d for the tasks that Spawned lists, and returns those
// that still run. With the baton.
func (s *State) Lingering(d host.Deadline) (list []*Task) {
	for _, t := range s.Spawned() {
		p := s.World.NewParker()
		t.joiners = append(t.joiners, p)
		if t.done || s.Park(p, "join", t, d) == nil {
			continue
		}
		t.joiners = slices.DeleteFunc(t.joiners, func(q host.Parker) bool { return q == p })
		if !t.done && !t.joined {
			list = append(list, t)
		}
	}
	return list
}

// Awaited lists what tasks wait on at this moment. With the baton.
func (s *State) Awaited() (objects []any) {
	for e := s.tasks.Front(); e != nil; e = e.Next() {
		if t := e.Value.(*Task); t.wait.op != "" && t.wait.object != nil {
			objects = append(objects, t.wait.object)
		}
	}
	return objects
}

// maxRecorded is how many assertions that did not hold are kept of one family.
const maxRecorded = 1000

// Recorded are assertions that did not hold, in order of time: the first of
// them, and how many came after.
type Recorded struct {
	List []error
	More int
}

// Record keeps an assertion that did not hold, for the root of the running
// task's family. With the baton.
func (s *State) Record(err error) {
	recorded := &s.current.root.recorded
	if len(recorded.List) >= maxRecorded {
		recorded.More++
		return
	}
	recorded.List = append(recorded.List, err)
}

// Recorded returns what the family of the running task has recorded since the
// last call. With the baton.
func (s *State) Recorded() Recorded {
	root := s.current.root
	recorded := root.recorded
	root.recorded = Recorded{}
	return recorded
}

// RootRecorded is what one root has recorded.
type RootRecorded struct {
	Root string // its name
	Recorded
}

// TakeRecorded is Recorded of every root that has not ended, in order of start;
// none when a task runs Lua and does not give the baton away within a moment. The
// caller must not hold the baton.
func (s *State) TakeRecorded() (taken []RootRecorded) {
	if !s.tryLock() {
		return nil
	}
	defer s.baton.Unlock()
	for e := s.tasks.Front(); e != nil; e = e.Next() {
		if t := e.Value.(*Task); len(t.recorded.List) > 0 {
			taken = append(taken, RootRecorded{t.Name, t.recorded})
			t.recorded = Recorded{}
		}
	}
	return taken
}

// TakeFailed returns the spawned tasks that have failed so far and that nobody
// has joined, each once; none when a task runs Lua and does not give the baton
// away within a moment. The caller must not hold the baton.
func (s *State) TakeFailed() (failed []Failed) {
	if !s.tryLock() {
		return nil
	}
	defer s.baton.Unlock()
	for _, t := range s.failed.list {
		if !t.joined {
			t.joined = true
			failed = append(failed, t.failure())
		}
	}
	s.failed.list = nil
	return failed
}

// Failed is how a spawned task ended: the name of its family's root, whether
// that waits for the end of another task at this moment, and the error.
type Failed struct {
	Root  string
	Joins bool
	Err   error
}
