package steps

import (
	"fmt"
	"time"

	"sockrun/luaapi"
	"sockrun/runner/positioned"
	"sockrun/runner/scenario"
	"sockrun/runner/values"
)

// truth is whether a condition holds. It has within, if that is not 0.
func (do *Performer) truth(within time.Duration, l *scenario.Lua, args ...luaapi.Value) (holds bool, err error) {
	err = do.bound(within, l.Pos, func() error {
		v, err := values.Evaluate(do.Task, l, append([]luaapi.Value{do.ConnValue()}, args...)...)
		holds = luaapi.Truthy(v)
		return err
	})
	return holds, err
}

// check fails when a condition does not hold. What it needs is not to be on the
// stack of perform.
//
//go:noinline
func (do *Performer) check(l *scenario.Lua) error {
	return do.bound(0, l.Pos, func() error {
		return Check(do.Task, "check does not hold", l, do.ConnValue())
	})
}

// Check evaluates a condition with the values of its parameters. The error of one
// that does not hold begins with the text unmet and shows the value of each of its
// parts.
func Check(t *luaapi.Task, unmet string, l *scenario.Lua, args ...luaapi.Value) error {
	v, seen, err := values.Observe(t, l, args)
	if err != nil {
		return err
	}
	if luaapi.Truthy(v) {
		return nil
	}
	return notMet(unmet, l, v, seen)
}

// notMet says that a condition gave v, and what its operands were.
func notMet(what string, l *scenario.Lua, v luaapi.Value, seen []string) *positioned.Error {
	if l.Function != nil {
		return &positioned.Error{Pos: l.Pos, Failed: true, Err: fmt.Errorf("%s: the function returned %s", what, luaapi.Show(v))}
	}
	return &positioned.Error{
		Pos: l.Pos, Failed: true, Err: fmt.Errorf("%s: %s", what, l.Code),
		Detail: seen,
	}
}
