package thread

import (
	"time"

	"sockrun/luaapi/host"
)

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
		t.tight = nil
	} else if t.tight != nil {
		s.tellTight(t)
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
