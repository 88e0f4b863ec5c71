package thread

import (
	"fmt"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// fault is a Go panic on its way out of the interpreter. gopher-lua would make
// of it an error that scripts can catch, so whoever meets one notes it, and
// all who call Lua pass it on until the task ends.
type fault struct{ message string }

func (f *fault) String() string { return f.message }

// Guard notes a Go panic that leaves a binding and lets it go on. Bindings
// defer it. With the baton.
func (s *State) Guard() {
	r := recover()
	if r == nil {
		return
	}
	if _, isLua := r.(*lua.ApiError); !isLua && r != any(fullStack) && !isTailFault(s.L.G.CurrentThread, fmt.Sprint(r)) {
		s.note(fmt.Sprint(r))
	}
	panic(r)
}

func (s *State) note(message string) {
	if s.fault == nil {
		s.fault = &fault{message}
	}
}

// Try calls fn in protected mode and returns its results, or what was raised.
// With the baton.
func (s *State) Try(L *lua.LState, fn lua.LValue, args ...lua.LValue) ([]lua.LValue, *lua.ApiError) {
	base := L.GetTop()
	L.Push(fn)
	for _, arg := range args {
		L.Push(arg)
	}
	if err := s.Protected(L, len(args), nil); err != nil {
		return nil, err
	}
	return taken(L, base), nil
}

// Execute is Try for a function of one argument whose results nobody wants. It
// takes less of the stack, which those who wait in the function keep.
func (s *State) Execute(L *lua.LState, fn, arg lua.LValue) *lua.ApiError {
	base := L.GetTop()
	L.Push(fn)
	L.Push(arg)
	err := s.Protected(L, 1, nil)
	if err == nil {
		L.SetTop(base)
	}
	return err
}

// taken takes the values above base from the stack.
func taken(L *lua.LState, base int) []lua.LValue {
	results := make([]lua.LValue, L.GetTop()-base)
	for i := range results {
		results[i] = L.Get(base + 1 + i)
	}
	L.SetTop(base)
	return results
}

// guarded is a protected call that a task is inside.
type guarded struct {
	base    int            // register of the function that is called
	handler *lua.LFunction // nil for none
	unwinding
	trace []string // where it failed; the task's outermost call only
}

// Protected is gopher-lua's PCall on the function and nargs arguments on top
// of the stack, made safe: closures keep the locals that they share, an
// overflow is a readable error, any other panic ends the task instead of
// reaching the script. handler may be nil. With the baton.
func (s *State) Protected(L *lua.LState, nargs int, handler *lua.LFunction) *lua.ApiError {
	if framesOf(L).isFull() { // gopher-lua's PCall would lose a part of it
		panic(fullStack)
	}
	t := s.current
	t.guard(L, nargs, handler)
	kept := keepUpvalues(L, true)
	err := s.pcall(L, nargs)
	keepUpvalues(L, kept)
	if err == nil {
		t.guarded = t.guarded[:len(t.guarded)-1]
		return nil
	}
	return s.ended(t, L, err)
}

// guard notes a protected call that begins. It is a function of its own since
// what waits inside of the call keeps the stack that it takes.
func (t *Task) guard(L *lua.LState, nargs int, handler *lua.LFunction) {
	t.guarded = append(t.guarded, guarded{
		base: topFrame(L).base() + L.GetTop() - nargs - 1, handler: handler, unwinding: unwindingOf(L, nargs),
	})
}

// ended is what scripts see of the error that a protected call has ended with.
func (s *State) ended(t *Task, L *lua.LState, err error) *lua.ApiError {
	depth := len(t.guarded) - 1
	call := t.guarded[depth]
	t.guarded = t.guarded[:depth]
	s.L.G.CurrentThread = L // an error may have left a coroutine in between
	return s.caught(L, call, err)
}

// pcall is PCall, mended.
func (s *State) pcall(L *lua.LState, nargs int) (err error) {
	defer s.rescue(s.current, &err)
	return L.PCall(nargs, lua.MultRet, s.handler())
}

// handler returns the function that gopher-lua calls where an error was
// raised, before it lets go of the functions that the error ends.
func (s *State) handler() *lua.LFunction {
	if s.onError == nil {
		s.onError = s.L.NewFunction(s.handle)
	}
	return s.onError
}

func (s *State) handle(L *lua.LState) int {
	keepUpvalues(L, true)
	depth := len(s.current.guarded) - 1
	call := s.current.guarded[depth]
	closeUpvalues(L, call.base)
	object := L.Get(1)
	s.check(object)
	if text, full := overflow(L, &lua.ApiError{Object: object}); full {
		object = text
	} else if object == lua.LValue(text) {
		object = lua.LString(s.told(L, call, string(text)))
	}
	if depth == 0 {
		s.current.guarded[0].trace = Traceback(L)
	}
	if call.handler != nil {
		object = s.ask(L, call.handler, object)
	}
	L.Push(object)
	return 1
}

// told returns the text of an error with what it is about: also when it was the
// function itself that a protected call, the last one, could not call.
func (s *State) told(L *lua.LState, call guarded, text string) string {
	if f, _ := frameAt(L, 1); f.p == call.frame && noFunction().MatchString(text) {
		return replace(text, noFunction(), attempted("call", registersOf(L).array()[call.base]))
	}
	return named(s, L, 1, text)
}

// ask returns what a script's handler makes of an error; what the handler
// raises itself takes the error's place.
func (s *State) ask(L *lua.LState, handler *lua.LFunction, object lua.LValue) lua.LValue {
	results, raised := s.Try(L, handler, object)
	if raised != nil {
		return raised.Object
	}
	return append(results, lua.LNil)[0]
}

// caught is what scripts see of an error that a protected call has ended
// with.
func (s *State) caught(L *lua.LState, call guarded, err error) *lua.ApiError {
	raised, ok := err.(*lua.ApiError)
	if !ok {
		return &lua.ApiError{Type: lua.ApiErrorRun, Object: lua.LString(err.Error())}
	}
	s.check(raised.Object)
	if text, full := overflow(L, raised); full { // there was no room to call handle
		closeUpvalues(L, call.base)
		raised.Object = text
		if call.handler != nil {
			raised.Object = s.ask(L, call.handler, raised.Object)
		}
	}
	raised.StackTrace = strings.Join(call.trace, "\n")
	if a := s.current.asserted; a != nil && a.raised(raised.Object, call.trace) {
		raised.Cause = a
	}
	return raised
}

// What gopher-lua raises when its stacks of calls and of values are full.
const (
	fullStack  = "lua callstack overflow" // without a position
	fullValues = " registry overflow"     // with one before it
)

// overflow returns what scripts see of a full stack in place of gopher-lua's
// words, and whether that was raised.
func overflow(L *lua.LState, raised *lua.ApiError) (text lua.LString, full bool) {
	text, _ = raised.Object.(lua.LString)
	if at, found := strings.CutSuffix(string(text), fullValues); found {
		return lua.LString(at + " stack overflow (too many values)"), true
	}
	if text != fullStack {
		return text, false
	}
	at := innermost(raised.StackTrace)
	if file, line := Position(L, 0); at == "" && line > 0 {
		at = fmt.Sprintf("%s:%d", file, line)
	}
	return lua.LString(fmt.Sprintf("%s: stack overflow (more than %d calls inside each other)", at, maxFrames)), true
}

// check does not return when what was raised is a Go panic's text: the task
// ends.
func (s *State) check(raised lua.LValue) {
	if text, ok := raised.(lua.LString); ok && crashed(string(text)) {
		s.note(string(text))
	}
	if s.fault != nil {
		panic(s.fault)
	}
}

// crashed says whether an error's text is that of a panic in gopher-lua
// itself: Go's runtime errors, without the position that Lua's have.
func crashed(text string) bool {
	return strings.HasPrefix(text, "runtime error: ") || strings.HasPrefix(text, "interface conversion: ")
}

// innermost returns the "file:line" of the innermost Lua function in one of
// gopher-lua's stack traces, which follows that of Go.
func innermost(trace string) string {
	_, trace, _ = strings.Cut(trace, "stack traceback:\n")
	for line := range strings.Lines(trace) {
		at, _, found := strings.Cut(strings.TrimSpace(line), ": in ")
		if found && !strings.HasPrefix(at, "[G]") {
			return at
		}
	}
	return ""
}
