package thread

import (
	"fmt"
	"strings"
	"sync"

	lua "github.com/yuin/gopher-lua"
	"github.com/yuin/gopher-lua/parse"
)

const entranceName = "[coroutine]"

// entrance is the function that every coroutine begins with. Its call of the
// coroutine's own function is not a tail call, since gopher-lua breaks down
// when a yield or a built-in function is all that a coroutine runs. The value
// before the results tells none from a single nil; Yield puts one there too.
var entrance = sync.OnceValue(func() *lua.FunctionProto {
	chunk, err := parse.Parse(strings.NewReader("return function(fn, ...) return true, fn(...) end"), "")
	if err != nil {
		panic(err)
	}
	proto, err := lua.Compile(chunk, entranceName)
	if err != nil {
		panic(err)
	}
	return proto.FunctionPrototypes[0]
})

// Create returns a suspended coroutine that will run fn. With the baton.
func (s *State) Create(L *lua.LState, fn *lua.LFunction) *lua.LState {
	th := s.newThread()
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
	values, err := s.enter(L, th, args)
	t.depth--
	delete(s.running, th)
	s.L.G.CurrentThread = L
	return values, err
}

// enter is gopher-lua's Resume. The coroutine runs under the context of who
// resumes it now, which need not be who made it.
func (s *State) enter(L, th *lua.LState, args []lua.LValue) ([]lua.LValue, error) {
	setContext(th, L.Context())
	var begin *lua.LFunction
	if f := topFrame(th); f.p != nil {
		args = f.wanted(args)
	} else {
		begin = L.NewFunctionFromProto(entrance())
		args = append([]lua.LValue{th.Get(1)}, args...)
	}
	_, err, values := L.Resume(th, begin, args...)
	if err != nil {
		return nil, s.failure(th, err)
	}
	return values[1:], nil // without what entrance and Yield put before them
}

// raiseNamed is how coroutines raise outside of a protected call: with the names
// of values, which nobody knows any more when the coroutine has ended.
func raiseNamed(L *lua.LState) {
	object := L.Get(-1)
	if text, ok := object.(lua.LString); ok {
		object = lua.LString(named(stateOf(L), L, 0, string(text)))
	}
	panic(&lua.ApiError{Type: lua.ApiErrorRun, Object: object})
}

// failure is what a coroutine ended with, as scripts see it.
func (s *State) failure(th *lua.LState, err error) error {
	raised, ok := err.(*lua.ApiError)
	if !ok {
		return err
	}
	s.check(raised.Object)
	if text, full := overflow(th, raised); full {
		raised.Object = text
		closeUpvalues(th, 0)
	}
	return raised
}

// Status is that of coroutine.status: running, suspended, normal or dead.
// With the baton.
func (s *State) Status(th *lua.LState) string {
	switch {
	case th.Dead:
		return "dead"
	case s.L.G.CurrentThread == th:
		return "running"
	case s.running[th] != nil, th == s.current.own:
		return "normal"
	}
	return "suspended"
}

// Running returns the coroutine that runs, or nil in a task's own thread.
// With the baton.
func (s *State) Running() *lua.LState {
	if th := s.L.G.CurrentThread; th != s.current.own {
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
	L.Insert(lua.LTrue, 1)
	return -1, nil
}
