package bind

import (
	"slices"
	"strings"
	"time"

	lua "github.com/yuin/gopher-lua"
)

// Option returns a field of an options table in argument i, nil when there is
// no table or no such field.
func (c Call) Option(i int, key string) lua.LValue {
	if !c.Given(i) {
		return lua.LNil
	}
	return c.Table(i).RawGetString(key)
}

// Options raises when the options table in argument i has a key that is not
// one of known.
func (c Call) Options(i int, known ...string) {
	if !c.Given(i) {
		return
	}
	t := c.Table(i)
	for key, _ := t.Next(lua.LNil); key != lua.LNil; key, _ = t.Next(key) {
		if !slices.Contains(known, key.String()) {
			c.Raise("%s has no option %q (it has %s)", c.param(i), key.String(), strings.Join(known, ", "))
		}
	}
}

// OptionString returns a field of the options table in argument i, which must be
// a string, "" when it was not given.
func (c Call) OptionString(i int, key string) string {
	switch v := c.Option(i, key).(type) {
	case *lua.LNilType:
	case lua.LString:
		return string(v)
	default:
		c.Raise("%s must be a string, got %s", key, Describe(v))
	}
	return ""
}

// OptionSeconds returns a field of the options table in argument i as Seconds
// does. It is not ok when it was not given.
func (c Call) OptionSeconds(i int, key string) (d time.Duration, ok bool) {
	v := c.Option(i, key)
	if v == lua.LNil {
		return 0, false
	}
	wrong := func() { c.Raise("%s must be seconds, 0 or more, got %s", key, Describe(v)) }
	n, isNumber := v.(lua.LNumber)
	if !isNumber {
		wrong()
	}
	return Duration(float64(n), wrong), true
}
