package chunk_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/chunk"
)

// run compiles and runs a source and returns what it returns, as strings.
func run(t *testing.T, source string, o chunk.Options, args ...lua.LValue) []string {
	t.Helper()
	c, err := chunk.Compile(source, o)
	if err != nil {
		t.Fatalf("%s\n%v", source, err)
	}
	return call(t, c, args...)
}

func call(t *testing.T, c *chunk.Chunk, args ...lua.LValue) []string {
	t.Helper()
	l := lua.NewState()
	defer l.Close()
	l.Push(l.NewFunctionFromProto(c.Proto))
	for _, a := range args {
		l.Push(a)
	}
	if err := l.PCall(len(args), lua.MultRet, nil); err != nil {
		t.Fatal(err)
	}
	var results []string
	for i := 1; i <= l.GetTop(); i++ {
		results = append(results, l.Get(i).String())
	}
	return results
}

// compileError returns the error of a source that does not compile.
func compileError(t *testing.T, source string, o chunk.Options) *chunk.Error {
	t.Helper()
	c, err := chunk.Compile(source, o)
	var failure *chunk.Error
	if !errors.As(err, &failure) || c != nil {
		t.Fatalf("%.200s\ncompiled to %v, %v", source, c, err)
	}
	return failure
}

func TestResults(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		source string
		o      chunk.Options
		want   string
	}{
		{"return 1, 'a', nil", chunk.Options{}, "1 a nil"},
		{"", chunk.Options{}, ""},
		{"#!/usr/bin/sockrun\nreturn 1", chunk.Options{}, "1"},
		{"return ...", chunk.Options{}, "x y"},
		{"return b, a, ...", chunk.Options{Params: []string{"a", "b"}}, "y x x y"},
		{"function f() return a end return f()", chunk.Options{Params: []string{"a"}}, "x"},
		{"1 + 2", chunk.Options{Expression: true}, "3"},
		{"#a -- its length", chunk.Options{Expression: true, Params: []string{"a"}}, "1"},
		{"a ..\n 'z'", chunk.Options{Expression: true, Params: []string{"a"}}, "xz"},
		{"(function() local p, q = 1, 2; return p, q end)()", chunk.Options{Expression: true}, "1 2"},
		{"return --[==[ ]] ]==] 5 -- [[", chunk.Options{}, "5"},
		{"return 1--[=not long\n+1", chunk.Options{}, "2"},
		{"return\v1\f+\r\n1", chunk.Options{}, "2"},
		{"return arg", chunk.Options{}, "nil"},
	} {
		got := strings.Join(run(t, c.source, c.o, lua.LString("x"), lua.LString("y")), " ")
		if got != c.want {
			t.Errorf("%q: %q, want %q", c.source, got, c.want)
		}
	}
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"0010":               "10", // gopher-lua reads octal
		"0x10":               "16",
		"0X.8p1":             "1",
		"0xA.8":              "10.5",
		"3.":                 "3",
		".5e1":               "5",
		"1E+2":               "100",
		"1000000":            "1000000",
		"9007199254740992":   "9007199254740992",
		"0x8000000000000000": "9.2233720368547758e+18",
		"1e400":              "+Inf", // gopher-lua reads NaN
		"-1e400":             "-Inf",
		"1e-400":             "0",
		"1/-0":               "-Inf",
		"0 + 1/(0 * -1)":     "-Inf",
		"1/0":                "+Inf",
	} {
		got := run(t, fmt.Sprintf("local zero = 0 local n = %s return string.format('%%.17g', n), 1/zero", source), chunk.Options{})
		if got[0] != want || got[1] != "+Inf" {
			t.Errorf("%s: %q, want %q", source, got, want)
		}
	}
}

func TestGlobals(t *testing.T) {
	t.Parallel()
	source := `local a, b = f, {x = y, [z] = a.w, f = 1; g}
function h(p, ...) k.m = arg; q, p = p, h; function t.u.v:w() return self, t end end
for i = n1, 2 do i = n2 end
for k, v in pairs(k) do k = v end
repeat local r = s; if r then goto stop end ::stop:: until r
local local1 = function() return local1 end
local function rec() return rec end
return undefined:method(...), "text"
`
	c, err := chunk.Compile(source, chunk.Options{Params: []string{"s"}, Line: 11, Column: 4, Indent: 2})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, g := range c.Globals {
		got = append(got, fmt.Sprintf("%s:%d:%d:%v", g.Name, g.Line, g.Column, g.Assigned))
	}
	want := []string{
		"f:11:18:false", "y:11:26:false", "z:11:30:false", "a:11:35:false", "g:11:47:false",
		"h:12:12:true", "k:12:22:false", "q:12:33:true", "h:12:43:false", "t:12:55:false", "t:12:78:false",
		"n1:13:11:false", "n2:13:24:false",
		"pairs:14:15:false", "k:14:21:false",
		"local1:16:36:false",
		"undefined:18:10:false",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// TestLines checks that positions at run time are those of the file.
func TestLines(t *testing.T) {
	t.Parallel()
	source := "local s = 'a\\z\n  b' .. [[\n\n]]\nlocal function f()\n for _ in pairs{1} do goto done end ::done::\n error('here')\nend\nf()"
	c, err := chunk.Compile(source, chunk.Options{Name: "x.yaml", Line: 20})
	if err != nil {
		t.Fatal(err)
	}
	l := lua.NewState()
	defer l.Close()
	l.Push(l.NewFunctionFromProto(c.Proto))
	err = l.PCall(0, 0, nil)
	if err == nil || !strings.HasPrefix(err.Error(), "x.yaml:26: here") || !strings.Contains(err.Error(), "x.yaml:28: in main chunk") {
		t.Errorf("%v", err)
	}
	f := c.Proto.FunctionPrototypes[0]
	if f.LineDefined != 24 || f.LastLineDefined != 27 || slices.Max(f.DbgSourcePositions) != 27 || slices.Min(f.DbgSourcePositions) != 25 {
		t.Errorf("%d %d %v", f.LineDefined, f.LastLineDefined, f.DbgSourcePositions)
	}
}

// TestExpressionFrame checks that a failing call that is the whole expression
// knows its position.
func TestExpressionFrame(t *testing.T) {
	t.Parallel()
	c, err := chunk.Compile("(string.rep)({})", chunk.Options{Name: "x.yaml", Line: 7, Expression: true})
	if err != nil {
		t.Fatal(err)
	}
	l := lua.NewState()
	defer l.Close()
	l.Push(l.NewFunctionFromProto(c.Proto))
	if err := l.PCall(0, 0, nil); err == nil || !strings.HasPrefix(err.Error(), "x.yaml:7: bad argument") {
		t.Errorf("%v", err)
	}
}

// TestMemory checks that small chunks stay small.
func TestMemory(t *testing.T) {
	t.Parallel()
	c, err := chunk.Compile("return function() return f() end", chunk.Options{})
	if err != nil {
		t.Fatal(err)
	}
	p := c.Proto.FunctionPrototypes[0]
	if room := cap(p.Code) + cap(p.DbgSourcePositions) + cap(p.DbgCalls) + cap(p.Constants); room > 32 {
		t.Errorf("room for %d entries in a function of %d instructions", room, len(p.Code))
	}
}
