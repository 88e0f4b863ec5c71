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

// TestNamesBesideJumps: a value has its name also where what stands beside it
// has branches, and none where it may be one of two.
func TestNamesBesideJumps(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ code, want string }{
		{`local b; local c = {}; return (b and c.d).x`, ""},
		{`local b; return (b and glob).x`, ""},
		{`local b = false; return (b or glob).x`, ""},
		{`local b; local c = {}; (b and c.d)()`, ""},
		{`local a, b = 1; local c = {}; return (a == b and c.d or c.e).x`, ""},
		{`local a, b = 1; return (a == b).x`, ""},
		{`local b; local c = {d = {}}; return (b and c.d or c.d.e).x`, ""},
		{`local x; prnt(x or 1)`, "global 'prnt'"},
		{`local x; prnt(1, x and x.y, not x, x == 1)`, "global 'prnt'"},
		{`local a, b = {}, {}; b.f(a.n or 0)`, "field 'f'"},
		{`local a, b = {}, {}; b:f(a.n or 0)`, "method 'f'"},
		{`local a, b = {}, {}; return b.n + (a.n or 0)`, "field 'n'"},
		{`local a, b = {}, {}; return (a.n or 0) + b.n`, "field 'n'"},
		{`local a, b = {}, {}; b.q.r = a.x or 1`, "field 'q'"},
		{`local a = {}; return a and a.b.c`, "field 'b'"},
		{`local a = {}; local x = a.n or 0; return a.b.c`, "field 'b'"},
		{`local a = {}; for i = 1, 2 do if i == 1 then a.n = 1 end a.b.c = a.n end`, "field 'b'"},
		{`local a = {}; while a do a.b.c = 1 end`, "field 'b'"},
		{`local a, b = {}, 1; none(function() return a, b end, a.n or 1)`, "global 'none'"},
		{`local a = {}; none({` + strings.Repeat("1, ", 100) + `a.n or 1})`, "global 'none'"},
	} {
		t.Run(c.code[:min(len(c.code), 60)], func(t *testing.T) {
			t.Parallel()
			err := runScript(t, setup{code: c.code})
			switch {
			case err == nil, !strings.Contains(err.Error(), " value"):
				t.Errorf("got %v, want an error about a value", err)
			case c.want == "" && strings.Contains(err.Error(), " value ("):
				t.Errorf("got %v, want no name", err)
			case c.want != "" && !strings.Contains(err.Error(), "("+c.want+")"):
				t.Errorf("got %v, want (%s)", err, c.want)
			}
		})
	}
}

// TestNamesInCoroutines: errors inside of coroutines name values too, and what a
// script raises itself stays as it is.
func TestNamesInCoroutines(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, code, want string }{
		{"index", `coroutine.wrap(function() local t = {}; t.x.y = 1 end)()`, "attempt to index a nil value (field 'x') with key 'y'"},
		{"call", `coroutine.wrap(function() prnt(1) end)()`, "attempt to call a nil value (global 'prnt'); did you mean print?"},
		{"tail call", `coroutine.wrap(function() local t = {} return t:none() end)()`, "attempt to call a nil value (method 'none')"},
		{"length", `local up; coroutine.wrap(function() return #up end)()`, "attempt to get the length of a nil value (upvalue 'up')"},
		{"arithmetic", `coroutine.wrap(function(a) return a + {} end)(1)`, "attempt to perform arithmetic on a table value"},
		{"concatenation", `coroutine.wrap(function(a) return "n: " .. a end)()`, "attempt to concatenate a nil value (local 'a')"},
		{"comparison", `coroutine.wrap(function(a) return 1 < a end)()`, "attempt to compare number with nil"},
		{"behind a yield", `local co = coroutine.wrap(function(a) local b = coroutine.yield() b() end) co() co()`, "attempt to call a nil value (local 'b')"},
		{"behind a pcall", `coroutine.wrap(function(a) pcall(error) a() end)()`, "attempt to call a nil value (local 'a')"},
		{"inside of a pcall", `coroutine.wrap(function(a) local _, e = pcall(function() a() end) error(e, 0) end)()`, "attempt to call a nil value (upvalue 'a')"},
		{"in a metamethod", `coroutine.wrap(function(a) return setmetatable({}, {__index = function() a() end}).x end)()`, "attempt to call a nil value (upvalue 'a')"},
		{"in a callback", `coroutine.wrap(function(a) ("x"):gsub(".", function(c) a(c) end) end)()`, "attempt to call a nil value (upvalue 'a')"},
		{"of a coroutine inside of another", `coroutine.wrap(function() coroutine.wrap(function(a) a() end)() end)()`, "attempt to call a nil value (local 'a')"},
		{"as resume returns it", `local _, e = coroutine.resume(coroutine.create(function(a) a() end)) error(e, 0)`, "attempt to call a nil value (local 'a')"},
		{"a closure of what the error ends", `local f; pcall(coroutine.wrap(function() local a = 7; f = function() return a end; none() end)) error("kept " .. f())`, "kept 7"},
		{"a script's own error", `coroutine.wrap(function() error("attempt to call a non-function object") end)()`, "attempt to call a non-function object"},
		{"an error of a binding", `coroutine.wrap(function() string.rep() end)()`, "string.rep: s must be a string, got nothing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if e := asError(t, runScript(t, setup{code: c.code})); strings.TrimSpace(e.Message) != c.want || e.Line != 1 {
				t.Errorf("line %d, text %q, want %q", e.Line, e.Message, c.want)
			}
		})
	}
}

// TestWrongOperand: of several operands an error is about the one that is no
// good: the first for arithmetic, and the first met from the right for joining.
func TestWrongOperand(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ code, want string }{
		{`local x = "0"; return x + {}`, "attempt to perform arithmetic on a table value"},
		{`local x, y = "0x0"; return x - y`, "attempt to perform arithmetic on a nil value (local 'y')"},
		{`local x, y = " 0 "; return y * x`, "attempt to perform arithmetic on a nil value (local 'y')"},
		{`local x, y = "zero"; return x * y`, "attempt to perform arithmetic on a string value (local 'x'); write string.rep(s, n)"},
		{`local x = {}; return -x`, "attempt to perform arithmetic on a table value (local 'x')"},
		{`local n; return {} .. "a" .. n`, "attempt to concatenate a nil value (local 'n')"},
		{`local n; return {} .. n .. "a"`, "attempt to concatenate a nil value (local 'n')"},
		{`local n; return "a" .. n .. {}`, "attempt to concatenate a nil value (local 'n')"},
		{`local n, x = 1, {}; return n .. n .. x .. 2 .. n`, "attempt to concatenate a table value (local 'x')"},
		{`local o, n = setmetatable({}, {__concat = function() return "x" end}); return o .. "a" .. n`, "attempt to concatenate a nil value (local 'n')"},
		{`local o, n = setmetatable({}, {__concat = function() return "x" end}); return n .. o .. "a"`, "attempt to concatenate a nil value (local 'n')"},
		{`local o, n = setmetatable({}, {__concat = function() return "x" end}); return n .. "a" .. o`, "attempt to concatenate a nil value (local 'n')"},
		{`local o, n = setmetatable({}, {__concat = 5}); return o .. "a"`, "attempt to concatenate a table value (local 'o')"},
	} {
		t.Run(c.code, func(t *testing.T) {
			t.Parallel()
			if e := asError(t, runScript(t, setup{code: c.code})); strings.TrimSpace(e.Message) != c.want {
				t.Errorf("text %q, want %q", e.Message, c.want)
			}
		})
	}
}

// TestWrongHandlers: where a table cannot be looked into, the error says what its
// metatable has in place of a table or a function.
func TestWrongHandlers(t *testing.T) {
	t.Parallel()
	const none = ", neither a table nor a function"
	for _, c := range []struct{ code, want string }{
		{`local t = setmetatable({}, {__index = 5}); return t.x`, "attempt to index a table value (local 't') with key 'x'; its __index is a number" + none},
		{`local t = setmetatable({}, {__index = true}); t:x()`, "attempt to index a table value (local 't') with key 'x'; its __index is a boolean" + none},
		{`local t = {u = setmetatable({}, {__index = 5})}; local v = t.u.x`, "attempt to index a table value (field 'u') with key 'x'; its __index is a number" + none},
		{`local t = setmetatable({}, {__newindex = 5}); t.x = 1`, "attempt to index a table value (local 't') with key 'x'; its __newindex is a number" + none},
		{`local t = setmetatable({}, {__index = setmetatable({}, {__index = 5})}); return t.x`, "attempt to index a table value (local 't') with key 'x'; the __index of its __index is a number" + none},
		{`local t = setmetatable({}, {__index = "x"}); return t.none.y`, "attempt to index a nil value (field 'none') with key 'y'"},
		{`local t = setmetatable({}, {__index = function() error("asked", 0) end}); return t.x`, "asked"},
	} {
		t.Run(c.code, func(t *testing.T) {
			t.Parallel()
			if e := asError(t, runScript(t, setup{code: c.code})); strings.TrimSpace(e.Message) != c.want {
				t.Errorf("text %q, want %q", e.Message, c.want)
			}
		})
	}
}

// TestCallsFromBindings: a binding that cannot call what it was given says of
// which kind that is.
func TestCallsFromBindings(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ code, want string }{
		{`pcall(nil)`, "attempt to call a nil value"},
		{`pcall("x", 1)`, "attempt to call a string value"},
		{`pcall(socket.socket())`, "attempt to call a socket value"},
		{`pcall(setmetatable({}, {__call = 5}))`, "attempt to call a table value"},
		{`xpcall({}, function(message) return message end)`, "attempt to call a table value"},
		{`select(2, pcall(pcall, 5))`, "attempt to call a number value"},
		{`coroutine.wrap(function() return pcall(true) end)()`, "attempt to call a boolean value"},
		{`pcall(function(f) f() end)`, "attempt to call a nil value (local 'f')"},
		{`pcall(setmetatable({}, {__call = function() error("called") end}))`, "called"},
		{`pcall(error, "test.lua:1: attempt to call a non-function object")`, "attempt to call a non-function object"},
		{`pcall(tostring, setmetatable({}, {__tostring = 5}))`, "tostring: __tostring must be a function, got 5"},
		{`pcall(print, setmetatable({}, {__tostring = {}}))`, "print: __tostring must be a function, got a table"},
		{`pcall(tostring, setmetatable({}, {__tostring = setmetatable({}, {__call = function() error("called") end})}))`, "called"},
	} {
		t.Run(c.code, func(t *testing.T) {
			t.Parallel()
			err := runScript(t, setup{code: "local ok, e = " + c.code + " assert(not ok) error(e, 0)"})
			if e := asError(t, err); strings.TrimSpace(e.Message) != c.want || e.Line != 1 {
				t.Errorf("line %d, text %q, want %q", e.Line, e.Message, c.want)
			}
		})
	}
}
