package thread

import (
	"fmt"
	"time"

	"sockrun/luaapi/host"
)

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

// Limit is how long the call may take in all, when it has a deadline.
func (w *Wait) Limit() time.Duration { return time.Duration(w.Deadline) - w.Began }

// TryWaits lists what the live tasks are waiting for, in order of start. It
// is not ok when a task runs Lua and does not give the baton away within a
// moment. The caller must not hold the baton.
func (s *State) TryWaits() (waits []Wait, ok bool) {
	if !s.tryLock() {
		return nil, false
	}
	defer s.baton.Unlock()
	for e := s.tasks.Front(); e != nil; e = e.Next() {
		if t := e.Value.(*Task); t.wait.op != "" {
			waits = append(waits, t.record())
		}
	}
	return waits, true
}

// record completes the record of a task that waits.
func (t *Task) record() Wait {
	w := Wait{Task: t.Name, Step: t.Place.Step, Inside: t.Place.Inside, Op: t.wait.op, Object: t.wait.object, Parker: t.wait.parker, Since: t.wait.since, Began: t.wait.began}
	w.Deadline = host.Earlier(t.wait.deadline, t.deadline)
	if w.File, w.Line = Position(t.thread, 0); w.Line == 0 {
		w.File, w.Line = t.Place.File, t.Place.Line
	}
	if t.joining != nil {
		w.Joins = t.joining.Name
	}
	if named, ok := w.Object.(fmt.Stringer); ok {
		w.Name = named.String()
	}
	if ahead, ok := w.Object.(interface{ Unread() int }); ok {
		w.Unread = ahead.Unread()
	}
	if announcing, ok := w.Object.(interface{ Announced() string }); ok {
		w.Length = announcing.Announced()
	}
	if ended, ok := w.Object.(interface{ Ends() int }); ok {
		w.Ends = ended.Ends()
	}
	return w
}

// Here is the record of the running task as if it waited; it is not ok when none
// runs. Only what the task's own calls have led to may ask: a world in which no
// other task runs meanwhile.
func (s *State) Here() (w Wait, ok bool) {
	if s.current == nil {
		return w, false
	}
	if s.current.wait.op == "" { // it has not given the baton away
		s.current.thread = s.L.G.CurrentThread
	}
	return s.current.record(), true
}
