package structs

import (
	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/thread"
	integers "sockrun/luaapi/modules/int64"
	"sockrun/luaapi/wire/integer"
)

// exact is the magnitude below which an integer is a plain Lua number.
const exact = 1 << 53

// arguments is the pack.Source that reads a call's arguments behind the first,
// which is the format or the Struct. It is the results of a binding under
// another name, since a pointer becomes an interface without an allocation.
type arguments thread.Results

func (a *arguments) Len() int { return len(a.Args) - 1 }

func (a *arguments) Int(i int) (int64, bool) {
	n, ok := a.Args[i+1].(lua.LNumber)
	if !ok || !(-exact < n && n < exact) {
		return 0, false
	}
	v := int64(n)
	return v, lua.LNumber(v) == n
}

func (a *arguments) Integer(i int) (integer.Integer, error) { return integers.From(a.Args[i+1]) }

func (a *arguments) Float(i int) (float64, bool) {
	if n, ok := a.Args[i+1].(lua.LNumber); ok {
		return float64(n), true
	}
	if v, ok := integers.Of(a.Args[i+1]); ok {
		f, _ := v.Float64()
		return f, true
	}
	return 0, false
}

func (a *arguments) Bytes(i int) (string, bool) {
	s, ok := a.Args[i+1].(lua.LString)
	return string(s), ok
}

func (a *arguments) Bool(i int) (bool, bool) {
	b, ok := a.Args[i+1].(lua.LBool)
	return bool(b), ok
}

// results is the pack.Sink that pushes a call's results.
type results thread.Results

func (r *results) results() *thread.Results { return (*thread.Results)(r) }

func (r *results) Int(v int64) {
	if -exact < v && v < exact {
		r.results().Number(float64(v))
		return
	}
	r.push(integer.FromInt64(v))
}

func (r *results) Uint(v uint64) { r.push(integer.FromUint64(v)) }

func (r *results) push(v integer.Integer) { r.results().Value(integers.New(r.State, v)) }

func (r *results) Float(v float64) { r.results().Number(v) }
func (r *results) Bytes(v []byte)  { r.results().Text(v) }
func (r *results) Bool(v bool)     { r.results().Value(lua.LBool(v)) }
