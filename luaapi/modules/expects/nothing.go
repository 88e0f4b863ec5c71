package expects

import (
	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
)

// What is looked at may be nil where a message should be, as recv returns it at
// the end of a stream: that is no wrong use of an assertion, but the assertion
// does not hold.

// isNil says whether the value that is looked at was given and is nil.
func isNil(c bind.Call) bool { return c.Len() > 0 && c.Arg(1) == lua.LNil }

// needNumbers checks what stands beside a value that is nil.
func needNumbers(c bind.Call) {
	for i := 2; i <= 3; i++ {
		if !holdsInt64At(c, i) {
			c.Number(i)
		}
	}
}

// because adds to a failure why the value that was looked at is nil, if that is
// known.
func because(c bind.Call, f *Failure) *Failure {
	if isNil(c) {
		if why := c.S.RefusedArgument(c.L, 1); why != "" {
			f.Detail = append(f.Detail, why)
		}
	}
	return f
}
