package chunk

import (
	"slices"
	"testing"
)

func TestWatch(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		expression, watched string
		operands            []string
	}{
		{`a == 1`, `v(1, a) == 1`, []string{"a"}},
		{`vars.reply == "BYE" and servers.echo.port > 0`, `v(1, vars.reply) == "BYE" and v(2, servers.echo.port) > 0`, []string{"vars.reply", "servers.echo.port"}},
		{`not (a < b or c)`, `not (v(1, a) < v(2, b) or v(3, c))`, []string{"a", "b", "c"}},
		{`a and not b`, `v(1, a) and not v(2, b)`, []string{"a", "b"}},
		{`f(x == 1, {y = 2 > 3}) ~= g()`, `v(1, f(x == 1, {y = 2 > 3})) ~= v(2, g())`, []string{"f(x == 1, {y = 2 > 3})", "g()"}},
		{`(function() return 1 == 2 end)() == x`, `v(1, (function() return 1 == 2 end)()) == v(2, x)`, []string{"(function() return 1 == 2 end)()", "x"}},
		{"a ==\n b .. c", "v(1, a) ==\n v(2, b .. c)", []string{"a", "b .. c"}},
		{`"ä" == s`, `"ä" == v(1, s)`, []string{"s"}},
		{`vars.head:match("a")`, `v(1, vars.head:match("a"), vars.head)`, []string{`vars.head:match("a")`, "vars.head"}},
		{`a .. b:c() == d(1):e() and f[1]:g()`, `v(1, a .. b:c()) == v(2, d(1):e()) and v(3, f[1]:g())`, []string{"a .. b:c()", "d(1):e()", "f[1]:g()"}},
		{`a:b():c() > 1`, `v(1, a:b():c(), a) > 1`, []string{"a:b():c()", "a"}},
		{`ok`, `v(1, ok)`, []string{"ok"}},
		{`false`, `false`, nil},
		{`"unfinished`, `"unfinished`, nil},
		{`a == a`, `v(1, a) == v(2, a)`, []string{"a", "a"}},
	} {
		watched, operands := Watch(c.expression, "v")
		if watched != c.watched || !slices.Equal(operands, c.operands) {
			t.Errorf("%s: %s %q, want %s %q", c.expression, watched, operands, c.watched, c.operands)
		}
	}
}
