package luaapi_test

import (
	"strings"
	"testing"
)

// TestNamesOfUsedRegisters: a value has the name that it has in the script, also
// where its register was that of other variables before.
func TestNamesOfUsedRegisters(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, code, want string }{
		{"behind a numeric for", "local a = 1\nfor i = 1, 2 do a = i end\nlocal f, g = print, print\nlocal x = f(none(\"a\"))", "global 'none'"},
		{"behind a for over pairs", "for k, v in pairs{1} do end\nlocal f = print\nf(1, 2, none())", "global 'none'"},
		{"in a second loop", "for i = 1, 2 do end\nfor j = 1, 2 do\nlocal f\nf()\nend", "local 'f'"},
		{"the variable of a second loop", "for i = 1, 2 do end\nfor name = 1, 2 do\nname.x = 1\nend", "local 'name'"},
		{"behind a block", "do\nlocal a, b, c = 1, 2, 3\nend\nlocal x = 1\nprint(x, none.y)", "global 'none'"},
		{"in a block on the same line", "do local a = 1 end none:x()", "global 'none'"},
		{"behind a branch", "local t = {}\nif t then\nlocal a, b = 1, 2\nend\nlocal c = 1\nreturn c + t.field", "field 'field'"},
		{"in a function behind another", "local function f(a, b) for i = 1, a do end local c = b return c end\nlocal function g(x)\nfor i = 1, 1 do end\nlocal y\nreturn y.z\nend\ng(1)", "local 'y'"},
		{"behind an assignment through others", "local a, b = 1, 2\na, b = b, a\nlocal c\nc()", "local 'c'"},
		{"behind a branch that is never compiled", "if false then local a, b = 1, 2 end\nlocal c\nc()", "local 'c'"},
		{"behind the other branch of a constant condition", "if 1 then local a, b = 1, 2 else local d = function() local e end end\nlocal c\nlocal f = function() for i = 1, 2 do end local x x() end\nf()", "local 'x'"},
		{"behind a loop that never runs", "while false do local a, b = 1, 2 end\nfor i = 1, 2 do end\nlocal c\nc()", "local 'c'"},
		{"an upvalue behind a loop", "local up\nlocal function f()\nfor i = 1, 2 do end\nlocal x = 1\nreturn up(x)\nend\nf()", "upvalue 'up'"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			err := runScript(t, setup{code: c.code})
			if err == nil || !strings.Contains(err.Error(), "("+c.want+")") {
				t.Errorf("got %v, want (%s)", err, c.want)
			}
		})
	}
}
