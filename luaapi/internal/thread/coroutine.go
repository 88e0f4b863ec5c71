package thread

import (
	"fmt"

	lua "github.com/yuin/gopher-lua"
)

// Create returns a suspended coroutine that will run fn. With the baton.
func (s *State) Create(L *lua.LState, fn *lua.LFunction) *lua.LState {
	th, _ := s.L.NewThread()
	th.SetContext(L.Context())
	th.Env = L.Env
	th.Push(fn) // where Resume looks for the function of a thread not yet begun
	return th
}

// Resume runs th as the coroutine library's resume does and returns what it
// yielded or returned. It refuses a coroutine that a task is inside, even one
// that waits, and one nested too deeply. With the baton.
func (s *State) Resume(L, th *lua.LState, args []lua.LValue) ([]lua.LValue, error) {
	if status := s.Status(th); status != "suspended" {
		return nil, fmt.Errorf("cannot resume %s coroutine", status)
	}
	t := s.current
	if t.depth >= maxCoroutines {
		return nil, fmt.Errorf("%d coroutines are resumed inside each other: too many", maxCoroutines)
	}
	if s.running == nil {
		s.running = map[*lua.LState]*Task{}
	}
	s.running[th] = t
	t.depth++
	_, err, values := L.Resume(th, entry(th), args...)
	t.depth--
	delete(s.running, th)
	s.L.G.CurrentThread = L
	if err != nil {
		return nil, err
	}
	if len(values) == 1 && values[0] == lua.LNil { // how gopher-lua says "none"
		return nil, nil
	}
	return values, nil
}

// entry returns the function of a coroutine that has not begun, else nil.
func entry(th *lua.LState) *lua.LFunction {
	if _, begun := th.GetStack(0); begun {
		return nil
	}
	fn, _ := th.Get(1).(*lua.LFunction)
	return fn
}

// Status is that of coroutine.status: running, suspended, normal or dead.
// With the baton.
func (s *State) Status(th *lua.LState) string {
	switch {
	case th.Dead:
		return "dead"
	case s.L.G.CurrentThread == th:
		return "running"
	case s.running[th] != nil, th == s.current.L:
		return "normal"
	}
	return "suspended"
}

// Running returns the coroutine that runs, or nil in a task's own thread.
// With the baton.
func (s *State) Running() *lua.LState {
	if th := s.L.G.CurrentThread; th != s.current.L {
		return th
	}
	return nil
}

// Yield returns what a binding must return to yield L's arguments. It refuses
// where gopher-lua would corrupt its stacks. With the baton.
func (s *State) Yield(L *lua.LState) (int, error) {
	if s.Running() == nil {
		return 0, fmt.Errorf("attempt to yield from outside a coroutine")
	}
	if !canYield(L) {
		return 0, fmt.Errorf("attempt to yield across pcall, a metamethod or a callback")
	}
	return -1, nil
}
