package expects

import (
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/show"
)

// maxDepth is how deep tables may stand inside each other that are compared.
const maxDepth = 10_000

// difference is where two values differ: the path to it and both sides there.
type difference struct {
	path               string
	received, expected lua.LValue // nil where there is nothing at the path
}

// comparison collects where two values differ, in the order of expected.
type comparison struct {
	c       bind.Call
	partial bool // received may have fields that expected has not
	brief   bool // nothing is asked but whether there are any
	path    []lua.LValue
	seen    map[pair]bool
	count   int
	found   []difference // the first maxPlaces of them
}

// pair is two tables that have been compared, or are being compared. Each two are
// compared once, since tables may share others, and may stand inside of
// themselves; whether they differ is noted.
type pair struct{ received, expected *lua.LTable }

// isEqual says whether two values are equal, or but for fields that expected
// has not.
func isEqual(c bind.Call, received, expected lua.LValue, partial bool) bool {
	x := comparison{c: c, partial: partial, brief: true}
	x.values(received, expected)
	return x.count == 0
}

// differences returns the first places where two values differ, and how many
// there are.
func differences(c bind.Call, received, expected lua.LValue, partial bool) (found []difference, count int) {
	x := comparison{c: c, partial: partial}
	x.values(received, expected)
	return x.found, x.count
}

func (x *comparison) add(received, expected lua.LValue) {
	if x.count++; x.count > maxPlaces {
		return
	}
	var path strings.Builder
	for _, key := range x.path {
		path.WriteString(step(key))
	}
	x.found = append(x.found, difference{strings.TrimPrefix(path.String(), "."), received, expected})
}

func step(key lua.LValue) string {
	if s, ok := key.(lua.LString); ok {
		return "." + string(s)
	}
	return "[" + show.Value(key) + "]"
}

// done says that it need not be gone on.
func (x *comparison) done() bool { return x.brief && x.count > 0 }

// inside calls compare one step below.
func (x *comparison) inside(key lua.LValue, compare func()) {
	x.path = append(x.path, key)
	compare()
	x.path = x.path[:len(x.path)-1]
}

func (x *comparison) values(received, expected lua.LValue) {
	if m := matcherOf(expected); m != nil {
		if !m.accepts(x.c, received) {
			x.add(received, expected)
		}
		return
	}
	want, isTable := expected.(*lua.LTable)
	got, gotTable := received.(*lua.LTable)
	switch {
	case isTable && gotTable && want != got:
		x.once(got, want)
	case !same(x.c.L, received, expected):
		x.add(received, expected)
	}
}

// once compares two tables unless they have been: then they differ in one place
// more, if they do.
func (x *comparison) once(got, want *lua.LTable) {
	both := pair{got, want}
	differ, seen := x.seen[both]
	switch {
	case differ:
		x.add(got, want)
	case seen:
	case len(x.path) >= maxDepth:
		x.c.Raise("more than %d tables stand inside each other", maxDepth)
	default:
		if x.seen == nil {
			x.seen = map[pair]bool{}
		}
		before := x.count
		x.seen[both] = false
		x.tables(got, want)
		x.seen[both] = x.count > before
	}
}

func (x *comparison) tables(got, want *lua.LTable) {
	if want.Metatable != lua.LNil && x.c.L.GetMetaField(want, "__eq") != lua.LNil && x.c.L.Equal(got, want) {
		return
	}
	if !x.partial && isList(got) && isList(want) && got.Len() != want.Len() {
		x.lists(bind.Elements(got), bind.Elements(want))
		return
	}
	x.fields(got, want)
}

func (x *comparison) fields(got, want *lua.LTable) {
	for key, v := want.Next(lua.LNil); key != lua.LNil && !x.done(); key, v = want.Next(key) {
		x.inside(key, func() {
			switch received := got.RawGet(key); {
			case received != lua.LNil:
				x.values(received, v)
			case matcherOf(v) == nil || !matcherOf(v).accepts(x.c, received):
				x.add(nil, v)
			}
		})
	}
	if x.partial {
		return
	}
	for key, v := got.Next(lua.LNil); key != lua.LNil && !x.done(); key, v = got.Next(key) {
		if want.RawGet(key) == lua.LNil {
			x.inside(key, func() { x.add(v, nil) })
		}
	}
}

// lists compares lists of different lengths: what is equal at either end is left
// aside, so that one element too many is one difference.
func (x *comparison) lists(got, want []lua.LValue) {
	start, end := 0, 0
	if x.brief {
		x.add(nil, nil)
		return
	}
	shortest := min(len(got), len(want))
	for start < shortest && isEqual(x.c, got[start], want[start], x.partial) {
		start++
	}
	for end < shortest-start && isEqual(x.c, got[len(got)-1-end], want[len(want)-1-end], x.partial) {
		end++
	}
	for i := start; i < max(len(got), len(want))-end; i++ {
		x.inside(lua.LNumber(i+1), func() {
			switch {
			case i >= len(got)-end:
				x.add(nil, want[i])
			case i >= len(want)-end:
				x.add(got[i], nil)
			default:
				x.values(got[i], want[i])
			}
		})
	}
}

// isList says whether a table has elements and nothing else.
func isList(t *lua.LTable) bool {
	n := t.Len()
	for key, _ := t.Next(lua.LNil); key != lua.LNil; key, _ = t.Next(key) {
		if i, ok := key.(lua.LNumber); !ok || i < 1 || int(i) > n || i != lua.LNumber(int(i)) {
			return false
		}
	}
	return n > 0
}
