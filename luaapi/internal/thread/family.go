package thread

import (
	"slices"

	"sockrun/luaapi/host"
)

// A family is a task that Go code has started, its root, with all tasks that
// scripts spawned from it. What nobody looked at in time, failed tasks and
// recorded assertions, is reported by the root.

// Spawn is Go for tasks that scripts start: they belong to the family of the
// running task.
func (s *State) Spawn(name string, body func(*Task) error) *Task {
	t := s.Go(name, body)
	t.root = s.current.root
	return t
}

func (t *Task) spawned() bool { return t.root != t }

// Spawned returns the tasks that scripts have spawned in the family of the
// running task, that live or have failed, and that nobody has joined. With
// the baton.
func (s *State) Spawned() []*Task {
	family := s.current.root
	return slices.DeleteFunc(s.unjoined(), func(t *Task) bool { return t.root != family })
}

func (s *State) unjoined() []*Task {
	all := append(slices.Clone(s.failed), s.tasks...)
	return slices.DeleteFunc(all, func(t *Task) bool { return !t.spawned() || t.joined })
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
	for _, t := range s.tasks {
		if t.wait.op != "" && t.wait.object != nil {
			objects = append(objects, t.wait.object)
		}
	}
	return objects
}

// Record keeps an assertion that did not hold, for the root of the running
// task's family. With the baton.
func (s *State) Record(err error) {
	root := s.current.root
	root.recorded = append(root.recorded, err)
}

// Recorded returns what the family of the running task has recorded since the
// last call. With the baton.
func (s *State) Recorded() []error {
	root := s.current.root
	recorded := root.recorded
	root.recorded = nil
	return recorded
}

// TakeFailed returns the spawned tasks that have failed so far and that nobody
// has joined, each once; none when a task runs Lua and does not give the baton
// away within a moment. The caller must not hold the baton.
func (s *State) TakeFailed() (failed []Failed) {
	if !s.tryLock() {
		return nil
	}
	defer s.baton.Unlock()
	for _, t := range s.unjoined() {
		if t.done {
			t.joined = true
			failed = append(failed, Failed{Root: t.root.Name, Joins: t.root.joining != nil, Err: t.err})
		}
	}
	return failed
}

// Failed is how a spawned task ended: the name of its family's root, whether
// that waits for the end of another task at this moment, and the error.
type Failed struct {
	Root  string
	Joins bool
	Err   error
}
