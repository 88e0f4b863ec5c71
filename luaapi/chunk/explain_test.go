package chunk_test

import (
	"testing"

	"sockrun/luaapi/chunk"
)

func TestSyntaxErrors(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"x = ":                           "1:4: unexpected end of the code after `=`",
		"if x":                           "1:5: unexpected end of the code: `then` expected for the `if` of line 1",
		"while x do\n if y then\n end\n": "3:5: unexpected end of the code: `end` expected to close the `while` of line 1",
		"if a then\nelse if b then\nend": "3:4: unexpected end of the code: `end` expected to close the `if` of line 1",
		"if a then\nelse if b then":      "2:15: unexpected end of the code: `end` expected to close the `if` of line 2 (`else if` opens a second block, `elseif` does not)",
		"f(\n1":                          "2:2: unexpected end of the code: `)` expected to close the `(` of line 1",
		"repeat x()":                     "1:11: unexpected end of the code: `until` expected to close the `repeat` of line 1",
		"f({1, 2)":                       "1:8: unexpected `)`: `}` expected to close the `{` of line 1",
		"do\n)":                          "2:1: unexpected `)`: `end` expected to close the `do` of line 1",
		"f()\nend":                       "2:1: unexpected `end`: there is nothing to close",
		"if x do":                        "1:6: unexpected `do`: `then` expected for the `if` of line 1",
		"for i = 1, 2 print(i) end":      "1:14: unexpected `print`: `do` expected for the `for` of line 1",
		"x = {1,,2}":                     "1:8: unexpected `,`: a value is missing before it",
		"x = {1;\n;2}":                   "2:1: unexpected `;`: a value is missing before it",
		"\ufeffx = ":                     "1:4: unexpected end of the code after `=`",
		"\ufeff#!/usr/bin/sockrun\nx = ": "2:4: unexpected end of the code after `=`",
		"for x = 1 do end":               "1:11: unexpected `do`: `,` and the last value expected for the `for` of line 1",
		"for x, y = 1, 2 do end":         "1:10: unexpected `=`: `in` expected for the `for` of line 1",
		"for 1 = 1 do end":               "1:5: unexpected number 1: a name expected for the `for` of line 1",
		"for x in do end":                "1:10: unexpected `do`: a value expected for the `for` of line 1",
		"for x do end":                   "1:7: unexpected `do`: `=` or `in` expected for the `for` of line 1",
		"for x = 1, do end":              "1:12: unexpected `do`: a value expected for the `for` of line 1",
		"for x in pairs(a, b) print(x)":  "1:22: unexpected `print`: `do` expected for the `for` of line 1",
		"for x":                          "1:6: unexpected end of the code: `=` or `in` expected for the `for` of line 1",
		"local x = = 1":                  "1:11: `==` is written without a space",
		"if x = 1 then end":              "1:6: unexpected `=`, which assigns: `==` compares",
		"f(x = 1)":                       "1:5: unexpected `=`, which assigns: `==` compares, and named arguments go in a table",
		"x == 1":                         "1:1: `=` or a call expected after `x`: a value alone is no statement",
		"x":                              "1:1: `=` or a call expected after `x`: a value alone is no statement",
		"x.y\nf()":                       "1:3: `=` or a call expected after `y`: a value alone is no statement",
		"while true do continue end":     "1:24: Lua has no `continue`: write `goto continue`, and `::continue::` at the end of the loop",
		"if a then elif b then end":      "1:16: unexpected `elif`: Lua writes `elseif`",
		"let x = 1":                      "1:5: unexpected `let`: Lua writes `local x`",
		"def f() end":                    "1:5: unexpected `def`: Lua writes `function f`",
		"x = a != b":                     "1:7: unexpected `!=`: Lua writes `~=`",
		"x = !a":                         "1:5: unexpected `!`: Lua writes `not`",
		"x = a && b":                     "1:7: unexpected `&&`: Lua writes `and`",
		"x = a || b":                     "1:7: unexpected `||`: Lua writes `or`",
		"x += 1":                         "1:3: unexpected `+=`: Lua writes `x = x + y`",
		"x ..= 1":                        "1:3: unexpected `..=`: Lua writes `x = x .. y`",
		"x++":                            "1:2: unexpected `++`: Lua writes `x = x + 1`",
		"x = 7 // 2":                     "1:7: unexpected `//`: Lua 5.1 writes `math.floor(a / b)`, and comments begin with `--`",
		"x = a ? b : c":                  "1:7: unexpected `?`: Lua writes `condition and a or b`",
		"x = “a”":                        "1:5: unexpected character `“`: strings stand between \" or '",
		"x = a @ b":                      "1:7: unexpected character '@'",
		"x = \xff":                       "1:5: unexpected byte 0xff",
		"\xff\xfex\x00=\x001\x00":        "1:1: the file is in UTF-16: save it as UTF-8",
		"x\x00=\x001\x00":                "1:2: the file is in UTF-16: save it as UTF-8",
		"\x00x\x00=\x001":                "1:1: the file is in UTF-16: save it as UTF-8",
		"\xff\xfe\x00\x00x\x00\x00\x00":  "1:1: the file is in UTF-32: save it as UTF-8",
		"x\x00\x00\x00=\x00\x00\x00":     "1:2: the file is in UTF-32: save it as UTF-8",
		"x = a.end":                      "1:7: `end` is a reserved word: write [\"end\"]",
		"local end = 1":                  "1:7: `end` is a reserved word and cannot be a name",
		"local x <const> = 1":            "1:9: unexpected `<`: Lua 5.1 has no attributes of variables",
		"while x do break; f() end":      "1:19: unexpected `f`",
		"while x do break f() end":       "1:18: unexpected `f`: `break` must be the last statement of its block",
		"break":                          "1:1: `break` outside a loop",
		"for i = 1, 2 do f(function()\nbreak end) end": "2:1: `break` outside a loop",
		"function f() return ... end":                  "1:21: `...` outside a function with variable arguments",
		"do\n goto x\nend do ::x:: end":                "2:2: there is no label `x` in the blocks around this goto",
		"::x::\n::x::":                                 "2:3: there is a label `x` in this block already",
		"goto x; local a; ::x:: f()":                   "1:1: this goto jumps into the scope of local `a`",
		"x = f\n()":                                    "2:1: ambiguous: a call of the line above, or a new statement? Join the lines, or begin this one with `;`",
		"f()\n(g)()":                                   "2:1: ambiguous: a call of the line above, or a new statement? Join the lines, or begin this one with `;`",
		"f(1 2)":                                       "1:5: unexpected number 2: `,` or `)` expected in the `(` of line 1",
		"f(1\ng()":                                     "2:1: unexpected `g`: `)` expected to close the `(` of line 1",
		"f(1\nlocal x":                                 "2:1: unexpected `local`: `)` expected to close the `(` of line 1",
		"f(1;":                                         "1:4: unexpected `;`: `)` expected to close the `(` of line 1",
		"t = {1 2}":                                    "1:8: unexpected number 2: `,` or `}` expected in the `{` of line 1",
		"t = {\na = 1\nb = 2}":                         "3:1: unexpected `b`: `,` or `}` expected in the `{` of line 1",
		"t = {a: 1}":                                   "1:7: unexpected `:`: Lua writes {key = value}",
		"t[1 = 2":                                      "1:5: unexpected `=`: `]` expected to close the `[` of line 1",
		"x = 1,\ny = 2":                                "2:3: unexpected `=`: Lua writes `a, b = 1, 2`",
		"local x = 1, y = 2":                           "1:16: unexpected `=`: Lua writes `a, b = 1, 2`",
		"x = a ..\nend":                                "2:1: unexpected `end`: there is nothing to close",
		"x = not\nlocal y":                             "2:1: unexpected `local`: a value expected after `not`",
		"f(a .. )":                                     "1:8: unexpected `)`: a value expected after `..`",
		"x = a:b\nlocal y":                             "1:7: a method is called: write `:b(…)`, or `.b` for the function itself",
		"return 1 f()":                                 "1:10: unexpected `f`: `return` must be the last statement of its block",
		"x = function f() end":                         "1:14: unexpected `f`: a function that is a value has no name",
		"function() end":                               "1:9: unexpected `(`: a name expected after `function`",
		"function f(a b) end":                          "1:14: unexpected `b`: `,` or `)` expected in the `(` of line 1",
		"function f(a,) end":                           "1:14: unexpected `)`: a name expected after `,`",
		"local function f(a = 1) end":                  "1:20: unexpected `=`: a parameter has no default: write `a = a or …` in the function",
		"function f() { return 1 }":                    "1:14: unexpected `{`: a block has no braces, it ends with `end`",
		"local 5":                                      "1:7: unexpected number 5",
		"x 'a' 'b' 5":                                  "1:11: unexpected number 5",
	} {
		if err := compileError(t, source, chunk.Options{Name: "f"}); err.Error() != "f:"+want {
			t.Errorf("%q\ngot  %v\nwant f:%s", source, err, want)
		}
	}
}

// TestPython holds what is said of Python that is no Lua, which has to be at
// the place where it stops to be Lua.
func TestPython(t *testing.T) {
	t.Parallel()
	const (
		handler = "Lua writes `local ok, err = pcall(function() … end)`"
		part    = "a part of a string is `s:sub(first, last)`, which count from 1"
		modules = "Lua writes `local x = require \"x\"`, and socket, struct and the other modules are there without it"
		tuples  = "unexpected `,`: Lua has no tuples: write "
	)
	for source, want := range map[string]string{
		"if not data: break":                     "1:12: unexpected `:`: `then` expected for the `if` of line 1, and `end` behind the block",
		"if data: return":                        "1:8: unexpected `:`: `then` expected for the `if` of line 1, and `end` behind the block",
		"if data: x = 1":                         "1:8: unexpected `:`: `then` expected for the `if` of line 1, and `end` behind the block",
		"if f(x):\n  g(x)\n":                     "1:8: unexpected `:`: `then` expected for the `if` of line 1, and `end` behind the block",
		"while true:\n  data = conn.recv(1024)":  "1:11: unexpected `:`: `do` expected for the `while` of line 1, and `end` behind the block",
		"while True:\n  data = conn.recv(1024)":  "1:11: unexpected `:`: `do` expected for the `while` of line 1, and `end` behind the block",
		"for x in list:\n  print(x)":             "1:14: unexpected `:`: `do` expected for the `for` of line 1, and `end` behind the block",
		"for x in s:each() print(x) end":         "1:19: unexpected `print`: `do` expected for the `for` of line 1",
		"if a then f() else: g() end":            "1:19: unexpected `:`: Lua writes `else` alone",
		"try:\n  conn.recv(1)":                   "1:1: unexpected `try`: " + handler,
		"try:\n  x = 1":                          "1:1: unexpected `try`: " + handler,
		"try: return 1":                          "1:1: unexpected `try`: " + handler,
		"f()\nexcept socket.error: x()":          "2:8: unexpected `except`: " + handler,
		"f() # says more":                        "1:5: unexpected `#`: comments begin with `--`",
		"x = [1, 2]":                             "1:5: unexpected `[`: Lua writes lists as {1, 2, 3}",
		"x = {\"a\": 1}":                         "1:9: unexpected `:`: Lua writes {key = value}, or {[key] = value} for keys that are no names",
		"# don't":                                "1:1: unexpected `#`: comments begin with `--`",
		"x = {}  # what?":                        "1:9: unexpected `#`: comments begin with `--`",
		"x = y\n# a & b":                         "2:1: unexpected `#`: comments begin with `--`",
		"x = #'t":                                "1:6: unfinished string: `'` expected on the same line",
		"# a comment":                            "1:1: unexpected `#`: comments begin with `--`",
		"import socket":                          "1:8: unexpected `import`: " + modules,
		"from socket import *":                   "1:6: unexpected `from`: " + modules,
		"with s as t do end":                     "1:6: Lua has no `with`: `socket.with(s, function(s) … end)` closes a socket at the end",
		"raise Failure":                          "1:7: unexpected `raise`: Lua writes `error(message)`",
		"assert x == y":                          "1:8: unexpected `x`: Lua writes `assert(condition, message)`",
		"f = lambda x: x":                        "1:5: unexpected `lambda`: Lua writes `function(x) return … end`",
		"each(lambda x: x)":                      "1:6: unexpected `lambda`: Lua writes `function(x) return … end`",
		"class Foo: pass":                        "1:7: Lua has no `class`: objects are tables, and `setmetatable` gives them methods",
		"del x":                                  "1:5: unexpected `del`: Lua writes `x = nil`",
		"global x":                               "1:8: unexpected `global`: names are global in Lua unless `local` declares them",
		"if x is nil then end":                   "1:6: unexpected `is`: Lua compares with `==` and `~=`",
		"x = s[1:3]":                             "1:8: unexpected `:`: " + part,
		"x = s[:3]":                              "1:7: unexpected `:`: " + part,
		"x = s[a:b]":                             "1:10: unexpected `]`: " + part,
		"s:connect((\"127.0.0.1\", 80))":         "1:23: " + tuples + "`connect(\"127.0.0.1\", 80)`",
		"u:sendto(\"hi\", (\"127.0.0.1\", 80))":  "1:28: " + tuples + "`sendto(…, \"127.0.0.1\", 80)`",
		"TCPServer((\"localhost\", 0), Handler)": "1:23: " + tuples + "`TCPServer({\"localhost\", 0}, …)`",
		"print(\"abc\".upper())":                 "1:12: unexpected `.`: a text needs parentheses before a method: write (\"…\"):upper(…)",
		"x = 'abc':upper()":                      "1:10: unexpected `:`: a text needs parentheses before a method: write (\"…\"):upper(…)",
		"\"\"\"says what it does\"\"\"":          "1:1: unexpected string: Lua writes a text of several lines as [[…]], and a comment as --[[ … ]]",
		"x = \"\"\"a\"\"\"":                      "1:7: unexpected string: Lua writes a text of several lines as [[…]], and a comment as --[[ … ]]",
		"x = a if b else c":                      "1:12: unexpected `else`: Lua writes `condition and a or b`",
		"x = f(a) if b else c":                   "1:15: unexpected `else`: Lua writes `condition and a or b`",
		"f()\nif b else c end":                   "2:6: unexpected `else`: `then` expected for the `if` of line 2",
		"f() if b else c end":                    "1:10: unexpected `else`: Lua writes `condition and a or b`",
		"f(a => b)":                              "1:5: unexpected `=>`: Lua compares with `>=`, and writes functions as `function(x) return … end`",
		"x = (1, 2)":                             "1:7: " + tuples + "the values without parentheses, or a list as {a, b}",
		"f(1,, 2)":                               "1:5: unexpected `,`: a value expected after `,`",
		"while True do end":                      "1:7: unexpected `True`: Lua writes `true`",
		"local a = None":                         "1:11: unexpected `None`: Lua writes `nil`",
		"function f()\n  return {x = False} end": "2:15: unexpected `False`: Lua writes `false`",
	} {
		if err := compileError(t, source, chunk.Options{Name: "f"}); err.Error() != "f:"+want {
			t.Errorf("%q\ngot  %v\nwant f:%s", source, err, want)
		}
	}
	run(t, "True = true local None; local function f(False) return False end return True, None, f(1), ({}).None", chunk.Options{})
}

func TestExpressionErrors(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"":               "f:5:11: an expression expected",
		"a, b":           "f:5:12: unexpected `,`: one expression expected",
		"return a":       "f:5:11: unexpected `return`: here stands an expression, whose value is returned without it",
		"for i = 1, 2":   "f:5:11: unexpected `for`: here stands one expression; statements fit into it as `(function() … return value end)()`",
		"a;":             "f:5:12: unexpected `;`: one expression expected",
		"f(a, b) c":      "f:5:19: unexpected `c`",
		"a = 1":          "f:5:13: unexpected `=`, which assigns: `==` compares",
		"{1,\n x = ]}":   "f:6:8: unexpected `]`: `}` expected to close the `{` of line 5",
		"f(1\n":          "f:5:14: unexpected end of the code: `)` expected to close the `(` of line 5",
		"x end":          "f:5:13: unexpected `end`: there is nothing to close",
		"a\n..\n\"\\q\"": "f:7:4: invalid escape sequence `\\q`",
	} {
		o := chunk.Options{Name: "f", Line: 5, Column: 10, Indent: 2, Expression: true}
		if err := compileError(t, source, o); err.Error() != want {
			t.Errorf("%q\ngot  %v\nwant %s", source, err, want)
		}
	}
}
