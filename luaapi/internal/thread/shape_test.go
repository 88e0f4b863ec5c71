package thread_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strconv"
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/thread"
)

// TestShape compares tables of a shape with those that Lua makes: whatever is
// done to one, the next is not touched.
func TestShape(t *testing.T) {
	t.Parallel()
	l := lua.NewState()
	defer l.Close()
	shape := thread.NewShape([]string{"b", "a", "c"})
	made := func() *lua.LTable {
		return shape.Table(l, []lua.LValue{lua.LNumber(1), lua.LString("x"), lua.LTrue})
	}
	l.SetGlobal("first", made())
	l.SetGlobal("second", made())
	l.SetGlobal("third", made())
	l.SetGlobal("none", thread.NewShape(nil).Table(l, nil))
	err := l.DoString(`
		local function shown(t) local s = "" for k, v in pairs(t) do s = s .. k .. "=" .. tostring(v) .. " " end return s end
		assert(shown(first) == "b=1 a=x c=true ", shown(first))
		first.d, first.b = 5, 7
		first[1], first[first] = "one", nil
		second.d = 9
		second.e = 10
		second.a = nil
		assert(shown(first) == "1=one b=7 a=x c=true d=5 ", shown(first))
		assert(shown(second) == "b=1 c=true d=9 e=10 ", shown(second))
		assert(shown(third) == "b=1 a=x c=true ", shown(third))
		assert(first.a == "x" and rawget(third, "d") == nil and next(none) == nil)
		none.x = 1
		assert(shown(none) == "x=1 ", shown(none))`)
	if err != nil {
		t.Error(err)
	}
}

// TestShapeLikeAnyTable does the same at random to tables of a shape and to
// tables that gopher-lua has made, and compares them all after each step:
// nothing that is done to one is seen in another, nor in those made later.
func TestShapeLikeAnyTable(t *testing.T) {
	t.Parallel()
	l := lua.NewState()
	defer l.Close()
	for n := range 12 {
		names, values := make([]string, n), make([]lua.LValue, n)
		for i := range names {
			names[i], values[i] = strings.Repeat("k", i+1), lua.LNumber(i)
		}
		shape := thread.NewShape(names)
		runtime.GC()
		var ours, theirs []*lua.LTable
		random := rand.New(rand.NewPCG(1, uint64(n)))
		for range 150 {
			if len(ours) < 5 && random.IntN(8) == 0 {
				ours, theirs = append(ours, shape.Table(l, values)), append(theirs, plain(l, names, values))
			}
			if len(ours) > 0 {
				i, key, value := random.IntN(len(ours)), anyKey(random, n), anyValue(random)
				ours[i].RawSet(key, value)
				theirs[i].RawSet(key, value)
			}
			for i := range ours {
				if got, want := listed(ours[i]), listed(theirs[i]); got != want {
					t.Fatalf("%d names: %s, want %s", n, got, want)
				}
			}
		}
	}
}

func plain(l *lua.LState, names []string, values []lua.LValue) *lua.LTable {
	table := l.CreateTable(0, len(names))
	for i, name := range names {
		table.RawSetString(name, values[i])
	}
	return table
}

func anyKey(random *rand.Rand, names int) lua.LValue {
	switch n := random.IntN(12); n {
	case 0:
		return lua.LNumber(1 + random.IntN(3))
	case 1:
		return lua.LBool(random.IntN(2) == 0)
	case 2, 3:
		return lua.LString("other " + strconv.Itoa(random.IntN(20)))
	}
	return lua.LString(strings.Repeat("k", 1+random.IntN(names+1)))
}

func anyValue(random *rand.Rand) lua.LValue {
	if random.IntN(3) == 0 {
		return lua.LNil
	}
	return lua.LNumber(random.IntN(1000))
}

// listed shows a table as pairs does, but no further than it can be, with what
// is found under each key, and its length.
func listed(t *lua.LTable) string {
	text := fmt.Sprint("#", t.Len())
	for key, v := t.Next(lua.LNil); key != lua.LNil && len(text) < 1000; key, v = t.Next(key) {
		text += fmt.Sprintf(" %v=%v,%v", key, v, t.RawGet(key))
	}
	return text
}

func TestCountNames(t *testing.T) {
	t.Parallel()
	l := lua.NewState()
	defer l.Close()
	for code, want := range map[string]int{"{}": 0, "{a = 1, b = 2}": 2, "{a = 1, 5}": -1, "{[true] = 1}": -1} {
		if err := l.DoString("t = " + code + " t.gone = 1 t.gone = nil"); err != nil {
			t.Fatal(err)
		}
		n, all := thread.CountNames(l.GetGlobal("t").(*lua.LTable))
		if all != (want >= 0) || all && n != want {
			t.Errorf("%s: %d, %v", code, n, all)
		}
	}
}

// BenchmarkShape makes the tables of a message and of its bits.
func BenchmarkShape(b *testing.B) {
	l := lua.NewState()
	defer l.Close()
	for _, names := range []string{"ab", "abcdefg", "abcdefghi"} {
		shape, values := thread.NewShape(strings.Split(names, "")), make([]lua.LValue, len(names))
		for i := range values {
			values[i] = lua.LTrue
		}
		b.Run(names, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				shape.Table(l, values)
			}
		})
	}
}
