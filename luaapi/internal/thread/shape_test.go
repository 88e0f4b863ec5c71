package thread_test

import (
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
