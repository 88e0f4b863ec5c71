package thread

import (
	"fmt"

	lua "github.com/yuin/gopher-lua"
)

// internal is a Go panic on its way out of the interpreter. gopher-lua's own
// protected calls make an error of it that a script could catch; ours pass it
// on until the task ends.
type internal struct{ message string }

func (i internal) String() string { return i.message }

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
	results := make([]lua.LValue, L.GetTop()-base)
	for i := range results {
		results[i] = L.Get(base + 1 + i)
	}
	L.SetTop(base)
	return results, nil
}

// Protected is gopher-lua's PCall on the function and nargs arguments on top
// of the stack, made safe: an overflow is a readable error, any other panic
// ends the task instead of reaching the script. With the baton.
func (s *State) Protected(L *lua.LState, nargs int, handler *lua.LFunction) *lua.ApiError {
	err := L.PCall(nargs, lua.MultRet, handler)
	if err == nil {
		return nil
	}
	s.L.G.CurrentThread = L // an error may have left a coroutine in between
	raised, ok := err.(*lua.ApiError)
	if !ok {
		return &lua.ApiError{Type: lua.ApiErrorRun, Object: lua.LString(err.Error())}
	}
	if raised.Type == lua.ApiErrorPanic {
		return s.overflow(L, raised)
	}
	return raised
}

// overflow turns the panic of a full Lua stack into an error with a position.
func (s *State) overflow(L *lua.LState, raised *lua.ApiError) *lua.ApiError {
	text := raised.Object.String()
	if text != "lua callstack overflow" && text != "registry overflow" {
		panic(internal{text})
	}
	message := fmt.Sprintf("stack overflow (more than %d calls inside each other)", maxFrames)
	if text == "registry overflow" {
		message = "stack overflow (too many values)"
	}
	if file, line := Position(L, 0); line > 0 {
		message = fmt.Sprintf("%s:%d: %s", file, line, message)
	}
	return &lua.ApiError{Type: lua.ApiErrorRun, Object: lua.LString(message), StackTrace: raised.StackTrace}
}

// Reserve grows the stack of L once for n more values, since pushing them one
// by one would copy it again and again.
func Reserve(L *lua.LState, n int) {
	top := L.GetTop()
	L.SetTop(top + n)
	L.SetTop(top)
}
