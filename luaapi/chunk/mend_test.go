package chunk_test

import (
	"strings"
	"testing"

	"sockrun/luaapi/chunk"
)

// TestCompilerBugs runs what gopher-lua's own compiler gets wrong. What Lua
// returns was taken from Lua 5.1, and 5.4 for goto.
func TestCompilerBugs(t *testing.T) {
	t.Parallel()
	ones := strings.Repeat("1,", 50)
	for _, c := range []struct{ about, source, want string }{
		{"swapped locals", "local a, b = 1, 2 a, b = b, a return a, b", "2 1"},
		{"rotated locals", "local a, b, c = 1, 2, 3 a, b, c = c, a, b return a, b, c", "3 1 2"},
		{"an index that is assigned", "local i, t = 1, {} i, t[i] = i + 1, 20 return i, t[1], t[2]", "2 20 nil"},
		{"a table that is assigned", "local a = {} local old = a a.b, a = 1, 2 return old.b, a", "1 2"},
		{"a key that is assigned", "local k, t = 'x', {} t[k], k = 1, 'y' return t.x, t.y, k", "1 nil y"},
		{"values that call", "local a, b, c = 1 local function f() return a, 5 end a, b, c = 2, f() return a, b, c", "2 1 5"},
		{"too many values", "local a a = 1, 2 return a", "1"},
		{"a call for the last parameter", "local function f(a) local b a, b = tostring(a), 1 return a, b end return f(5)", "5 1"},
		{"a call in parentheses", "local function f(a) a = (tostring(a)) return a end return f(5)", "5"},
		{"a function's own name", "local f = function() return 'outer' end local f = function() return f() end return f()", "outer"},
		{"a recursive function", "local function f(n) return n < 1 and 'end' or f(n - 1) end return f(3)", "end"},
		{"-0 after 0", "local a, b = 0, -0 return 1/a, 1/b", "+Inf -Inf"},
		{"0 after -0", "local b, a = -0, 0 return 1/a, 1/b", "+Inf -Inf"},
		{"540, constant condition", "for _ in pairs{1} do if false then local x end end local r = 0 for i = 1, 3 do r = r + i end return r", "6"},
		{"540, constant operand", "local r = 0 repeat local x = false and 1 r = r + (x or 1) until r > 5 return r", "6"},
		{"540, jumps first", "local n = 0 while true do while true do break end n = n + 1 if n > 3 then break end end return n", "4"},
		{"folded conditions", "local r = '' if nil then r = r .. 1 elseif 'x' then r = r .. 2 else r = r .. 3 end while false do r = 4 end repeat r = r .. 5 until true if not 1 then r = 6 end return r", "25"},
		{"folded operands", "local function f() return 1, 2 end return (true and f()), nil or f()", "1 1"},
		{"folded values", "local x = 5 return false and x, false or x, 1 and x, nil and x, not nil, not 'x', true or x", "false 5 5 nil true false true"},
		{"514", "local function f(_, c) c = (c or 0) + 1 if c < 3 then return c end end local r = '' for x in f do r = r .. x end for x in f do r = r .. x end return r", "1212"},
		{"514, state by a call", "local function f(s, c) c = c + s if c < 9 then return c end end local function g() return 2, 3 end local r = '' for x in f, g() do r = r .. x end return r", "57"},
		{"break and closures", "local f while true do do local k = 1 f = function() return k end break end end local a, b, c = 7, 8, 9 return f()", "1"},
		{"break in a for", "local f for _, i in ipairs{1, 2} do if i == 2 then local k = i f = function() return k end break end end local a, b, c, d, e, g, h = 3, 4, 5, 6, 7, 8, 9 return f()", "2"},
		{"break of the inner loop", "local n = 0 for i = 1, 3 do while true do n = n + 1 break end for j = 1, 2 do if j == 2 then break end n = n + 10 end end return n", "33"},
		{"goto keeps closures", "local n = 0 local function inc() n = n + 1 end for i = 1, 3 do inc() if i == 2 then goto continue end ::continue:: end n = n + 1 inc() return n", "5"},
		{"goto closes variables", "local f local i = 0 ::top:: local j = i f = f or function() return j end i = i + 1 if i < 3 then goto top end return f(), j", "0 2"},
		{"goto out of blocks", "local f do do local k = 4 f = function() return k end goto out end end ::out:: local a, b = 8, 9 return f()", "4"},
		{"call behind a key", "local t = {1, 2, f = tostring(3)} return #t, t[3]", "2 nil"},
		{"key behind 50 values", "local t = {" + ones + "f = tostring(3), g = tostring(4), 7} return #t, t[1], t[2], t[51], t.f", "51 1 1 7 3"},
		{"call behind 50 values", "local function f() return 8, 9 end local t = {" + ones + "f()} return #t, t[1], t[51], t[52]", "52 1 8 9"},
		{"call behind 50 values and a key", "local t = {" + ones + "k = tostring(1), ...} return #t, t[1], t.k", "50 1 1"},
		{"nested tables", "local t = {" + ones + "k = {" + ones + "l = tostring(2), (tostring(3))}, 4} return #t, #t.k, t.k[51], t[1], t.k[1]", "51 51 3 1 1"},
		{"many values", "local t = {" + strings.Repeat("1,", 25499) + "2} return #t, t[25500], t[25450]", "25500 2 1"},
		{"many operands", "local s = 'x' local r = " + strings.Repeat("s .. 1 .. ", 5000) + "'end' return #r, r:sub(1, 4), r:sub(-5)", "10003 x1x1 x1end"},
	} {
		if got := strings.Join(run(t, c.source, chunk.Options{}), " "); got != c.want {
			t.Errorf("%s: %q, want %q", c.about, got, c.want)
		}
	}
}
