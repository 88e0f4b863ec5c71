package chunk

import (
	"slices"
	"testing"
)

func TestOperands(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		expression string
		want       []string
	}{
		{`a == 1`, []string{"a"}},
		{`vars.reply == "BYE" and servers.echo.port > 0`, []string{"vars.reply", "servers.echo.port"}},
		{`not (a < b or c)`, []string{"a", "b", "c"}},
		{`f(x == 1, {y = 2 > 3}) ~= g()`, []string{"f(x == 1, {y = 2 > 3})", "g()"}},
		{`(function() return 1 == 2 end)() == x`, []string{"(function() return 1 == 2 end)()", "x"}},
		{"a ==\n b", []string{"a", "b"}},
		{`"ä" == s`, []string{"s"}},
		{`ok`, []string{"ok"}},
		{`false`, nil},
		{`"unfinished`, nil},
		{`a == a`, []string{"a"}},
	} {
		if got := Operands(c.expression); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.expression, got, c.want)
		}
	}
}
