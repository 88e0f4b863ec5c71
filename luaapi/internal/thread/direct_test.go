package thread_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/thread"
)

// world is all of a world that scripts without I/O need.
type world struct{ host.World }

func (world) NewBaton() sync.Locker { return &sync.Mutex{} }
func (world) Interleave() func()    { return nil }

// TestDirectCallsAreLikeOthers runs scripts with a function that has a short
// way and with the same function without.
func TestDirectCallsAreLikeOthers(t *testing.T) {
	t.Parallel()
	for _, code := range []string{
		`return f()`,
		`return f(1, 2, 3)`,
		`f(1, 2, 3)`,
		`local a = f(1, 2, 3) return a`,
		`local a, b, c, d, e = f(1, 2, 3) return a, b, c, d, e`,
		`local x, y = 7, 8 local a, b = f(x, y) return a, b, x, y`,
		`local t = {f(1, 2, 3)} return #t, t[1], t[3]`,
		`local t = {f(1), f(2), f(3, 4)} return #t, t[1], t[2], t[3], t[4]`,
		`return f(f(f(1, 2)))`,
		`return f(1), f(2, 3), (f(4, 5))`,
		`local function g(...) local a, b = f(...) return a, b, f(...) end return g(1, 2, 3)`,
		`local function g(...) return select("#", ...), ... end return g(f(5, 6))`,
		`local n = 0 for i = 1, 300 do n = n + f(i) end return n`,
		`local many = {} for i = 1, 500 do many[i] = i end local t = {f(unpack(many))} return #t, t[500]`,
		`local co = coroutine.wrap(function(...) local a = f(...) coroutine.yield(a) return f(a, a) end) local x = co(3) return x, co()`,
		`return pcall(f, 1, 2)`,
		`return pcall(f, "wrong")`,
		`return pcall(function() return f("wrong") end)`,
		`return pcall(function() local x = f("wrong") end)`,
		`for a, b in f, 1, 2 do return a, b end`,
		`return setmetatable({}, {__index = f}).x == nil`,
		`local t = {1, 2, f = f} return t.f(0.5, -1, 1e300, 1024), t.f(-0) / 1`,
		`local s = {} for i = 1, 40 do s[i] = tostring(i) .. f(i) end return table.concat(s, " ")`,
	} {
		if short, long := outcome(t, code, true), outcome(t, code, false); short != long {
			t.Errorf("%s\nthe short way gives %s\nthe long way       %s", code, short, long)
		}
	}
}

// outcome is what code returns or raises, with f(...) that doubles numbers.
func outcome(t *testing.T, code string, short bool) string {
	t.Helper()
	s := thread.New(world{}, context.Background())
	direct := 0
	err := s.Do("test", func(task *thread.Task) error {
		L := task.Lua()
		lua.OpenBase(L)
		lua.OpenTable(L)
		lua.OpenCoroutine(L)
		f := s.L.NewFunction(func(L *lua.LState) int { return double(L, s.Results(L, L.GetTop())) })
		if short {
			f = s.NewDirect(func(L *lua.LState) int { return double(L, s.Results(L, L.GetTop())) }, func(r *thread.Results) bool {
				direct++
				return doubled(r)
			})
		}
		L.SetGlobal("f", f)
		fn, err := L.Load(strings.NewReader(code), "test.lua")
		if err != nil {
			return err
		}
		results, raised := s.Try(L, fn)
		if raised != nil {
			results = []lua.LValue{raised.Object}
		}
		code = fmt.Sprint(results)
		return nil
	})
	if err != nil {
		t.Fatalf("%s (%v): %v", code, short, err)
	}
	if short && direct == 0 && strings.Contains(code, "local a") {
		t.Errorf("%s: nothing went the short way", code)
	}
	return code
}

func double(L *lua.LState, r *thread.Results) int {
	if !doubled(r) {
		L.RaiseError("not a number")
	}
	return r.Return()
}

func doubled(r *thread.Results) bool {
	if !r.Fit(len(r.Args)) {
		return false
	}
	numbers := make([]float64, len(r.Args))
	for i, v := range r.Args {
		n, ok := v.(lua.LNumber)
		if !ok {
			return false
		}
		numbers[i] = 2 * float64(n)
	}
	if len(numbers) > 2 {
		r.Numbers(numbers)
		return true
	}
	for _, n := range numbers {
		r.Number(n)
	}
	return true
}
