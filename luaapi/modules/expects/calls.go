package expects

import (
	"errors"
	"fmt"
	"strings"
	"syscall"
	"time"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/show"
)

func raises(c bind.Call, v verdict) int {
	_, raised := c.S.Try(c.L, c.Function(1))
	if raised == nil {
		return v(c, explained(c, &Failure{Message: "expected an error, but the function returned"}, 3))
	}
	if ended(c, raised) {
		c.L.Error(raised.Object, 0)
	}
	if wrong := otherReason(c, raised.Object); wrong != "" {
		return v(c, explained(c, &Failure{Message: wrong}, 3))
	}
	return c.Push(raised.Object)
}

// ended says whether the script was stopped from outside: that is never an
// expected error.
func ended(c bind.Call, raised *lua.ApiError) bool {
	return c.S.Context().Err() != nil || errors.Is(cause(raised.Object), host.ErrEnded)
}

func cause(v lua.LValue) error {
	if ud, ok := v.(*lua.LUserData); ok {
		if r, ok := ud.Value.(*bind.Raised); ok {
			return r
		}
	}
	return nil
}

// otherReason says how what was raised differs from the expected reason.
func otherReason(c bind.Call, object lua.LValue) string {
	switch reason := c.Arg(2).(type) {
	case *lua.LNilType:
		return ""
	case lua.LString:
		if text := shownError(object); !strings.Contains(text, string(reason)) {
			return fmt.Sprintf("expected an error with %s in it, got: %s", show.Value(reason), text)
		}
		return ""
	case *lua.LTable:
		return otherFields(c, object, reason)
	}
	c.Expected(2, "")
	return ""
}

func shownError(object lua.LValue) string {
	if err := cause(object); err != nil {
		return err.Error()
	}
	if text, ok := bind.Text(object); ok {
		return text
	}
	return show.Value(object)
}

func otherFields(c bind.Call, object lua.LValue, reason *lua.LTable) string {
	for key, want := reason.Next(lua.LNil); key != lua.LNil; key, want = reason.Next(key) {
		got := lua.LValue(lua.LNil)
		switch object.(type) {
		case *lua.LUserData, *lua.LTable:
			got = fieldOf(c, object, key.String())
		}
		if got == lua.LNil && want != lua.LNil {
			return fmt.Sprintf("expected an error with %s %s, got one without: %s", key, show.Value(want), shownError(object))
		}
		if !isEqual(c, got, want, false) {
			return fmt.Sprintf("expected an error with %s %s, got %s: %s", key, show.Value(want), show.Value(got), shownError(object))
		}
	}
	return ""
}

// fieldOf is a field of what was raised. Errors without a code are known by
// their name.
func fieldOf(c bind.Call, object lua.LValue, name string) lua.LValue {
	v := c.L.GetField(object, name)
	if v == lua.LNil && name == "code" {
		return c.L.GetField(object, "name")
	}
	return v
}

func noError(c bind.Call, v verdict) int {
	results, raised := c.S.Try(c.L, c.Function(1))
	if raised == nil {
		return c.Push(results...)
	}
	if ended(c, raised) {
		c.L.Error(raised.Object, 0)
	}
	return v(c, explained(c, &Failure{Message: "expected no error, got: " + shownError(raised.Object)}, 2))
}

func within(c bind.Call, v verdict) int {
	limit := c.S.Scaled(c.Seconds(1))
	since := c.S.World.Elapsed()
	results, raised := c.S.Try(c.L, c.Function(2))
	if raised != nil {
		c.L.Error(raised.Object, 0)
	}
	if took := c.S.World.Elapsed() - since; took > limit {
		return v(c, explained(c, &Failure{Message: fmt.Sprintf("it took %v, more than %v", took.Round(time.Microsecond), limit)}, 3))
	}
	return c.Push(results...)
}

func eventually(c bind.Call, v verdict) int {
	c.Options(2, "within", "every")
	limit, every := c.S.Scaled(seconds(c, "within", time.Second)), seconds(c, "every", 10*time.Millisecond)
	end := host.After(c.S.World, limit)
	for {
		results, raised := c.S.Try(c.L, c.Function(1))
		if raised != nil {
			c.L.Error(raised.Object, 0)
		}
		if len(results) > 0 && lua.LVAsBool(results[0]) {
			return c.Push(results...)
		}
		if end.Passed(c.S.World.Elapsed()) {
			return v(c, &Failure{Message: fmt.Sprintf("it did not become truthy within %v", limit)})
		}
		if err := c.S.Park(c.S.NewParker(), "eventually", nil, host.After(c.S.World, every)); err != syscall.ETIMEDOUT {
			return c.Error("eventually", "", 0, err)
		}
	}
}

func seconds(c bind.Call, key string, otherwise time.Duration) time.Duration {
	if d, ok := c.OptionSeconds(2, key); ok {
		return d
	}
	return otherwise
}
