package int64_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/host"
	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/modules/base"
	"sockrun/luaapi/modules/int64"
	"sockrun/luaapi/wire/integer"
)

// world is all of a world that scripts without I/O need.
type world struct{ host.World }

func (world) NewBaton() sync.Locker { return &sync.Mutex{} }
func (world) Interleave() func()    { return nil }

// evaluate runs code in a VM of its own and shows what it returns, as %q and
// tostring do, or what it raises.
func evaluate(t *testing.T, code string) string {
	t.Helper()
	s := thread.New(world{}, context.Background())
	var shown []string
	err := s.Do("test", func(task *thread.Task) error {
		thread.Install(s, &thread.Lazy{Make: global})
		fn, err := task.Lua().Load(strings.NewReader(code), "test.lua")
		if err != nil {
			return err
		}
		results, raised := s.Try(task.Lua(), fn)
		if raised != nil {
			shown = append(shown, raised.Object.String())
		}
		for _, v := range results {
			shown = append(shown, show(v))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(shown, " ")
}

// global makes what scripts find under a name; value shows int64.Value.
func global(s *thread.State, name string) lua.LValue {
	if name == "int64" {
		return int64.Module().Build(s)
	}
	for _, f := range base.Basic().Funcs {
		if f.Name == name {
			return bind.NewFunction(s, &f, name, 0)
		}
	}
	return s.L.NewFunction(func(L *lua.LState) int {
		v, err := integer.Parse(L.CheckString(1))
		if err != nil {
			L.RaiseError("%s", err)
		}
		L.Push(int64.Value(s, v))
		return 1
	})
}

func show(v lua.LValue) string {
	if i, ok := int64.Of(v); ok {
		return "int64(" + i.String() + ")"
	}
	if s, ok := v.(lua.LString); ok {
		return fmt.Sprintf("%q", string(s))
	}
	return v.String()
}

func TestInt64(t *testing.T) {
	t.Parallel()
	const last = `int64("18446744073709551615")`
	tests := []struct{ code, want string }{
		{`return int64("18446744073709551615")`, "int64(18446744073709551615)"},
		{`return int64("0xffffffffffffffff")`, "int64(18446744073709551615)"},
		{`return int64("-9223372036854775808"), int64(7), int64(-0), int64(int64(3))`, "int64(-9223372036854775808) int64(7) int64(0) int64(3)"},
		{`return int64("18446744073709551616")`, "test.lua:1: 18446744073709551616 is outside -9223372036854775808 to 18446744073709551615"},
		{`return int64("1.5")`, `test.lua:1: "1.5" is not an integer`},
		{`return int64(1.5)`, "test.lua:1: 1.5 is not a whole number"},
		{`return int64(2^53)`, `test.lua:1: 9007199254740992: a plain number of 2^53 or more may already be rounded; write it as int64("...")`},
		{`return int64(true)`, "test.lua:1: int64: v must be an integer or int64 or string, got true"},
		{`return int64()`, "test.lua:1: int64: v must be an integer or int64 or string, got nothing"},

		{`return int64(5) + 3, 3 + int64(5), int64(5) - int64(8), int64("4294967296") * 4294967295`, "int64(8) int64(8) int64(-3) int64(18446744069414584320)"},
		{`return ` + last + ` + 1`, "test.lua:1: 18446744073709551615 + 1 is outside -9223372036854775808 to 18446744073709551615"},
		{`return -int64(7), -int64("9223372036854775808")`, "int64(-7) int64(-9223372036854775808)"},
		{`return -` + last, "test.lua:1: -18446744073709551615 is outside -9223372036854775808 to 18446744073709551615"},
		{`return int64(14) / 7, 14 / int64(-7)`, "int64(2) int64(-2)"},
		{`return int64(15) / 7`, "test.lua:1: 15 cannot be divided by 7 without a remainder"},
		{`return int64.div(-7, 2), int64.div(int64(7), -2), int64(-7) % 2, 7 % int64(-2)`, "int64(-4) int64(-4) int64(1) int64(-1)"},
		{`return int64(1) % 0`, "test.lua:1: 1 cannot be divided by 0"},
		{`return int64(1) + 0.5`, "test.lua:1: 0.5 is not a whole number"},
		{`return int64(1) + "5"`, `test.lua:1: string "5" is not a whole number`},
		{`return int64(1) + {}`, "test.lua:1: a table is not a whole number"},
		{`return int64.div(1)`, "test.lua:1: nil is not a whole number"},

		{`return int64(5) == int64("5"), int64(5) == int64(6), int64(5) ~= int64(6), int64(5) == 5`, "true false true false"},
		{`return int64(-1) < ` + last + `, int64(5) <= int64(5), int64(5) > int64(6), int64(5) >= int64(6)`, "true true false false"},
		{`return int64(5) < 6`, "test.lua:1: attempt to compare int64 with number; write int64(n) for the number"},
		{`return tostring(int64(5)), int64(5) .. "", "x" .. int64(5) .. 6 .. int64(7)`, `"5" "5" "x567"`},
		{`return int64(5) .. nil`, "test.lua:1: attempt to concatenate nil"},
		{`return int64(5) .. {}`, "test.lua:1: attempt to concatenate a table"},
		{`return int64.key(5), int64.key(int64(5)), int64.key(` + last + `)`, `5 5 "18446744073709551615"`},
		{`return int64(5):tonumber(), int64("9007199254740992"):tonumber()`, "5 9007199254740992"},
		{`return int64("9007199254740993"):tonumber()`, "test.lua:1: int64:tonumber: 9007199254740993 is no number that Lua can hold exactly"},
		{`return value("9007199254740991"), value("-9007199254740992")`, "9007199254740991 int64(-9007199254740992)"},
	}
	for _, test := range tests {
		if got := evaluate(t, test.code); got != test.want {
			t.Errorf("%s\ngot  %s\nwant %s", test.code, got, test.want)
		}
	}
}
