package structs

import (
	"unsafe"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/thread"
	integers "sockrun/luaapi/modules/int64"
	"sockrun/luaapi/wire/integer"
)

// exact is the magnitude below which an integer is a plain Lua number.
const exact = 1 << 53

// arguments is the pack.Source that reads Lua's arguments from the second on.
// It is a Lua state under another name, since a pointer becomes an interface
// without an allocation.
type arguments lua.LState

func (a *arguments) Len() int { return (*lua.LState)(a).GetTop() - 1 }

func (a *arguments) get(i int) lua.LValue { return (*lua.LState)(a).Get(i + 2) }

func (a *arguments) Int(i int) (int64, bool) {
	n, ok := a.get(i).(lua.LNumber)
	if !ok || !(-exact < n && n < exact) {
		return 0, false
	}
	v := int64(n)
	return v, lua.LNumber(v) == n
}

func (a *arguments) Integer(i int) (integer.Integer, error) { return integers.From(a.get(i)) }

func (a *arguments) Float(i int) (float64, bool) {
	if n, ok := a.get(i).(lua.LNumber); ok {
		return float64(n), true
	}
	if v, ok := integers.Of(a.get(i)); ok {
		f, _ := v.Float64()
		return f, true
	}
	return 0, false
}

func (a *arguments) Bytes(i int) (string, bool) {
	s, ok := a.get(i).(lua.LString)
	return string(s), ok
}

func (a *arguments) Bool(i int) (bool, bool) {
	b, ok := a.get(i).(lua.LBool)
	return bool(b), ok
}

// results is the pack.Sink that pushes Lua's results.
type results struct {
	s *thread.State
	l *lua.LState
}

func (r *results) Int(v int64) {
	if -exact < v && v < exact {
		r.l.Push(lua.LNumber(v))
		return
	}
	r.l.Push(integers.New(r.s, integer.FromInt64(v)))
}

func (r *results) Uint(v uint64)   { r.l.Push(integers.New(r.s, integer.FromUint64(v))) }
func (r *results) Float(v float64) { r.l.Push(lua.LNumber(v)) }
func (r *results) Bytes(v []byte)  { r.l.Push(lua.LString(v)) }
func (r *results) Bool(v bool)     { r.l.Push(lua.LBool(v)) }

// shared returns bytes that nobody changes any more as a string, without a
// copy.
func shared(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
