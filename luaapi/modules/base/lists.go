package base

import (
	"sort"
	gostrings "strings"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/wire/plural"
	"sockrun/luaapi/wire/printf"
)

// far is further than any list or text reaches: what positions may be.
const far = 1 << 53

// tables is written anew: gopher-lua's own functions take what t[#t] = nil has
// left behind for elements.
func tables() *bind.Module {
	return &bind.Module{Name: "table", Doc: "The table library of Lua 5.1.", Funcs: []bind.Func{
		{Name: "insert", Params: "t: table, ...: any", Doc: "insert(t, value) puts value at the end, insert(t, pos, value) before t[pos].", Run: insert},
		{Name: "remove", Params: "t: table, pos?: integer", Returns: "any", Doc: "Takes out and returns t[pos], or the last; nil when there is none.", Run: remove},
		{Name: "sort", Params: "t: table, before?: function", Doc: "Sorts the list in place by <, or by before(a, b).", Run: sortList},
		{Name: "concat", Params: "t: table, separator?: string, i?: integer, j?: integer", Returns: "string", Doc: "Returns the texts and numbers t[i] to t[j] as one text, at most 256 MiB, with the separator between them. i is 1 and j is #t by default.", Errors: "an element that is neither", Run: concat},
		{Name: "maxn", Params: "t: table", Returns: "number", Doc: "Returns the largest key that is a positive number, 0 when there is none.", Run: maxn},
	},
		Example: `local words = {"ping", "echo"}
table.insert(words, "pong")
table.sort(words)
print(table.concat(words, " "))  --> echo ping pong`}
}

func insert(c bind.Call) int {
	t := c.Changeable(1)
	switch c.Len() {
	case 2:
		t.Append(c.Arg(2))
	case 3:
		t.Insert(insertAt(c), c.Arg(3))
	default:
		c.Raise("takes t and value, or t, pos and value, got %s", plural.Of(c.Len(), "argument"))
	}
	return 0
}

// insertAt is the position in argument 2. Text in its place is mostly the first
// of several values that a call has returned.
func insertAt(c bind.Call) int {
	if _, ok := c.Arg(2).(lua.LNumber); !ok {
		c.Raise("pos must be a number, got %s; of a call that returns several values (f()) is the first", bind.Describe(c.Arg(2)))
	}
	pos := position(c, 2)
	if pos < 1 {
		c.Raise("pos counts from 1, got %s", c.Arg(2))
	}
	return pos
}

func remove(c bind.Call) int {
	t := c.Changeable(1)
	n := t.Len()
	pos := n
	if c.Given(2) {
		pos = position(c, 2)
	}
	if pos < 1 || pos > n {
		return c.Push(lua.LNil)
	}
	return c.Push(t.Remove(pos))
}

func sortList(c bind.Call) int {
	l := &list{c: c, t: c.Changeable(1)}
	if c.Given(2) {
		l.before = c.Function(2)
	}
	sort.Sort(l)
	return 0
}

// list sorts a table, which before may change meanwhile.
type list struct {
	c      bind.Call
	t      *lua.LTable
	before *lua.LFunction // nil for <
	looks  int            // comparisons so far
}

func (l *list) Len() int { return l.t.Len() }

func (l *list) Less(i, j int) bool {
	a, b := l.t.RawGetInt(i+1), l.t.RawGetInt(j+1)
	if l.looks++; l.looks%thread.Interval == 0 {
		thread.Interrupt(l.c.L)
	}
	if l.before == nil {
		return l.c.L.LessThan(a, b)
	}
	l.c.L.Push(l.before)
	l.c.L.Push(a)
	l.c.L.Push(b)
	l.c.L.Call(2, 1)
	less := lua.LVAsBool(l.c.L.Get(-1))
	l.c.L.Pop(1)
	return less
}

func (l *list) Swap(i, j int) {
	a, b := l.t.RawGetInt(i+1), l.t.RawGetInt(j+1)
	l.t.RawSetInt(i+1, b)
	l.t.RawSetInt(j+1, a)
}

// concat goes through the list twice, so that no text is copied more than once
// and none too many.
func concat(c bind.Call) int {
	t, separator := bind.Contents(c.Table(1)), c.OptString(2, "")
	first, last := c.OptInt(3, -far, far, 1), c.OptInt(4, -far, far, t.Len())
	size := 0
	for i := first; i <= last; i++ {
		size += len(separator) + len(joined(c, t, i))
		if size-len(separator) > thread.MaxString {
			break // who counts on might not end
		}
		if i%thread.Interval == 0 {
			thread.Interrupt(c.L)
		}
	}
	c.Room(size - len(separator))
	var out gostrings.Builder
	out.Grow(max(size-len(separator), 0))
	for i := first; i <= last; i++ {
		if i > first {
			out.WriteString(separator)
		}
		out.WriteString(joined(c, t, i))
	}
	return c.Push(lua.LString(out.String()))
}

// joined is t[i] as text.
func joined(c bind.Call, t *lua.LTable, i int) string {
	switch v := t.RawGetInt(i).(type) {
	case lua.LString:
		return string(v)
	case lua.LNumber:
		return printf.Number(float64(v))
	default:
		c.Raise("t[%d] is %s; only texts and numbers are joined", i, bind.Describe(v))
	}
	return ""
}

func maxn(c bind.Call) int {
	t, largest := bind.Contents(c.Table(1)), lua.LNumber(0)
	for key, _ := t.Next(lua.LNil); key != lua.LNil; key, _ = t.Next(key) {
		if n, ok := key.(lua.LNumber); ok {
			largest = max(largest, n)
		}
	}
	return c.Push(largest)
}
