package base

import (
	gostrings "strings"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/wire/pattern"
	"sockrun/luaapi/wire/printf"
)

// patterns are the functions of the string library that match patterns. A
// search stops when the script's time is over.
func patterns() []bind.Func {
	const malformed = "a malformed pattern"
	return []bind.Func{
		{Name: "find", Params: "s: string, pattern: string, init?: integer, plain?: boolean", Returns: "integer, integer, ...",
			Doc:     "Returns where the first match begins and ends, and its captures; nil when there is none. The search begins at init, which is 1 by default. With plain the pattern is text that stands for itself.",
			Errors:  malformed,
			Example: `print(("seq=7"):find("=(%d)"), ("a.b"):find(".", 1, true))  --> 4	2	2`, Run: find},
		{Name: "match", Params: "s: string, pattern: string, init?: integer", Returns: "...",
			Doc:    "Returns the captures of the first match, or all of it when the pattern has none; nil when there is no match. The search begins at init.",
			Errors: malformed,
			Example: `print(("GET /index HTTP/1.1\r\n"):match("^(%u+) (%S+) HTTP/(%d)%.(%d)\r\n"))  --> GET	/index	1	1
print(("  trimmed "):match("^%s*(.-)%s*$"))  --> trimmed`, Run: match},
		{Name: "gmatch", Params: "s: string, pattern: string", Returns: "function",
			Doc:    "Iterates over the captures of all matches, or the matches when the pattern has no captures. ^ has no meaning here.",
			Errors: malformed,
			Example: `local t = {}
for k, v in ("a=1, b=2"):gmatch("(%w+)=(%w+)") do t[k] = v end
print(t.a, t.b)  --> 1	2`, Run: gmatch},
		{Name: "gsub", Params: "s: string, pattern: string, replacement: string or table or function, n?: integer", Returns: "string, integer",
			Doc: "Replaces all matches, or the first n; returns the text and how many. In a text %0 is the match, %1 to %9 a capture, and %% a percent sign. " +
				"A table is looked into with the first capture, and a function is called with all; where they give nil or false the match stays.",
			Errors: malformed + ", or a replacement that is no text",
			Example: `print(("hello world"):gsub("o", "0"))                       --> hell0 w0rld	2
print(("$name, $x"):gsub("%$(%w+)", {name = "Ann"}))       --> Ann, $x	2
print(("a b"):gsub("%w", function(c) return c:upper() end)) --> A B	2`, Run: gsub},
	}
}

func search(c bind.Call, subject, text string, anchors bool) *pattern.Search {
	return pattern.New(subject, text, anchors, c.L.Context().Err)
}

// searched is the result of a search that must not fail.
func searched(c bind.Call, m pattern.Match, found bool, err error) (pattern.Match, bool) {
	if err != nil && err == c.L.Context().Err() {
		c.L.RaiseError("%s", err)
	}
	if err != nil {
		c.Raise("%s", err)
	}
	return m, found
}

// start is argument i as an offset to begin at, at most size.
func start(c bind.Call, i, size int) int {
	return min(max(fromEnd(c.OptInt(i, -far, far, 1), size)-1, 0), size)
}

func find(c bind.Call) int {
	s, text := c.String(1), c.String(2)
	from := start(c, 3, len(s))
	if c.Bool(4) {
		at := gostrings.Index(s[from:], text)
		return pushFound(c, s, pattern.Match{Start: from + at, End: from + at + len(text)}, at >= 0)
	}
	m, found, err := search(c, s, text, true).From(from)
	m, found = searched(c, m, found, err)
	return pushFound(c, s, m, found)
}

// Found says whether a Lua pattern is found in text, or raises what is wrong with
// it.
func Found(c bind.Call, text, pattern string) bool {
	m, found, err := search(c, text, pattern, true).From(0)
	_, found = searched(c, m, found, err)
	return found
}

func pushFound(c bind.Call, s string, m pattern.Match, found bool) int {
	if !found {
		return c.Push(lua.LNil)
	}
	c.Push(lua.LNumber(m.Start+1), lua.LNumber(m.End))
	for _, capture := range m.Captures {
		c.Push(captured(s, capture))
	}
	return 2 + len(m.Captures)
}

func captured(s string, capture pattern.Capture) lua.LValue {
	if capture.Len == pattern.Position {
		return lua.LNumber(capture.Start + 1)
	}
	return lua.LString(s[capture.Start : capture.Start+capture.Len])
}

// pushCaptures pushes the captures of a match, or the whole of it.
func pushCaptures(c bind.Call, s string, m pattern.Match) int {
	if len(m.Captures) == 0 {
		return c.Push(lua.LString(s[m.Start:m.End]))
	}
	for _, capture := range m.Captures {
		c.Push(captured(s, capture))
	}
	return len(m.Captures)
}

func match(c bind.Call) int {
	s := c.String(1)
	m, found, err := search(c, s, c.String(2), true).From(start(c, 3, len(s)))
	if m, found = searched(c, m, found, err); !found {
		return c.Push(lua.LNil)
	}
	return pushCaptures(c, s, m)
}

func gmatch(c bind.Call) int {
	s, at := c.String(1), 0
	p := search(c, s, c.String(2), false)
	next := &bind.Func{Name: "gmatch", Run: func(c bind.Call) int {
		if at > len(s) {
			return c.Push(lua.LNil)
		}
		m, found, err := p.From(at)
		if m, found = searched(c, m, found, err); !found {
			at = len(s) + 1
			return c.Push(lua.LNil)
		}
		if at = m.End; m.End == m.Start {
			at++
		}
		return pushCaptures(c, s, m)
	}}
	return c.Push(bind.NewFunction(c.S, next, c.Name(), 0))
}

func gsub(c bind.Call) int {
	s := c.String(1)
	p := search(c, s, c.String(2), true)
	replace := replacement(c, 3)
	limit := c.OptInt(4, -1<<53, 1<<53, len(s)+1)
	out := builder{c: c}
	at, n := 0, 0
	for n < limit {
		m, found, err := p.From(at)
		if m, found = searched(c, m, found, err); !found {
			break
		}
		n++
		out.add(s[at:m.Start])
		out.add(replace(s, m))
		if at = m.End; m.End == m.Start { // nothing was matched: its next byte stays
			out.add(s[at:min(at+1, len(s))])
			at++
		}
		if p.Anchored() || at > len(s) {
			break
		}
	}
	out.add(s[min(at, len(s)):])
	return c.Push(lua.LString(out.String()), lua.LNumber(n))
}

// replacement returns what makes of a match the text in its place.
func replacement(c bind.Call, i int) func(s string, m pattern.Match) string {
	switch r := c.Arg(i).(type) {
	case lua.LString, lua.LNumber:
		template := c.String(i)
		return func(s string, m pattern.Match) string { return expand(c, template, s, m) }
	case *lua.LTable:
		return func(s string, m pattern.Match) string {
			return replaced(c, s, m, c.L.GetTable(r, first(s, m)))
		}
	case *lua.LFunction:
		return func(s string, m pattern.Match) string {
			c.L.Push(r)
			c.L.Call(pushCaptures(c, s, m), 1)
			v := c.L.Get(-1)
			c.L.Pop(1)
			return replaced(c, s, m, v)
		}
	}
	c.Expected(i, "")
	return nil
}

func first(s string, m pattern.Match) lua.LValue {
	if len(m.Captures) == 0 {
		return lua.LString(s[m.Start:m.End])
	}
	return captured(s, m.Captures[0])
}

// replaced is what a table or a function gave: text, or nothing to leave the
// match as it is.
func replaced(c bind.Call, s string, m pattern.Match, v lua.LValue) string {
	switch v := v.(type) {
	case lua.LString:
		return string(v)
	case lua.LNumber:
		return printf.Number(float64(v))
	}
	if lua.LVAsBool(v) {
		c.Raise("the replacement must be a string, got %s", bind.Describe(v))
	}
	return s[m.Start:m.End]
}

// expand fills %0 to %9 in a template.
func expand(c bind.Call, template, s string, m pattern.Match) string {
	out := builder{c: c}
	for {
		before, rest, found := gostrings.Cut(template, "%")
		out.add(before)
		if !found {
			return out.String()
		}
		if rest == "" {
			c.Raise("the replacement ends with %%, which is written %%%%")
		}
		switch digit := rest[0]; {
		case digit == '0':
			out.add(s[m.Start:m.End])
		case '1' <= digit && digit <= '9':
			out.add(nth(c, s, m, int(digit-'0')))
		default:
			out.WriteByte(digit)
		}
		template = rest[1:]
	}
}

func nth(c bind.Call, s string, m pattern.Match, n int) string {
	if n == 1 {
		return first(s, m).String()
	}
	if n > len(m.Captures) {
		c.Raise("invalid capture index %%%d", n)
	}
	return captured(s, m.Captures[n-1]).String()
}
