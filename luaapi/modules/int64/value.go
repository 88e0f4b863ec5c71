package int64

import (
	"fmt"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/wire/integer"
)

type metatableKey struct{}

// New returns v as an int64 object. With the baton.
func New(s *thread.State, v integer.Integer) *lua.LUserData {
	meta := s.Value(metatableKey{}, func() any { return bind.Metatable(s, class()) }).(*lua.LTable)
	return &lua.LUserData{Value: v, Metatable: meta}
}

// Value returns v as scripts meet integers that were read from somewhere: a
// plain number when its magnitude is below 2^53, else an int64 object. With
// the baton.
func Value(s *thread.State, v integer.Integer) lua.LValue {
	if n, ok := Plain(v); ok {
		return s.Number(n)
	}
	return New(s, v)
}

// Plain returns v as a number if its magnitude is below 2^53.
func Plain(v integer.Integer) (lua.LNumber, bool) {
	const limit = 1 << 53
	n, ok := v.Int64()
	return lua.LNumber(n), ok && -limit < n && n < limit
}

// Of returns what an int64 object holds, and false for any other value.
func Of(v lua.LValue) (integer.Integer, bool) {
	ud, ok := v.(*lua.LUserData)
	if !ok {
		return integer.Integer{}, false
	}
	i, ok := ud.Value.(integer.Integer)
	return i, ok
}

// From returns the integer that a plain number or an int64 object is. Its
// errors are those of integer.FromFloat, and integer.ErrNotWhole for any other
// kind of value.
func From(v lua.LValue) (integer.Integer, error) {
	if n, ok := v.(lua.LNumber); ok {
		return integer.FromFloat(float64(n))
	}
	if i, ok := Of(v); ok {
		return i, nil
	}
	return integer.Integer{}, fmt.Errorf("%s is %w", bind.Describe(v), integer.ErrNotWhole)
}
