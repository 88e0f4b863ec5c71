package structs_test

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
	"sockrun/luaapi/modules/structs"
)

// world is all of a world that scripts without I/O need.
type world struct{ host.World }

func (world) NewBaton() sync.Locker { return &sync.Mutex{} }
func (world) Interleave() func()    { return nil }

// inVM runs body as a task of a VM that has the module.
func inVM(t testing.TB, body func(s *thread.State, task *thread.Task) error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	s := thread.New(world{}, ctx)
	err := s.Do("test", func(task *thread.Task) error {
		thread.Install(s, &thread.Lazy{Make: global})
		return body(s, task)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// global makes what scripts find under a name.
func global(s *thread.State, name string) lua.LValue {
	for _, m := range append(base.Libraries(), bind.Declared{Name: "struct", Module: structs.Module}, bind.Declared{Name: "int64", Module: int64.Module}) {
		if m.Name == name {
			return m.Module().Build(s)
		}
	}
	for _, f := range base.Basic().Funcs {
		if f.Name == name {
			return bind.NewFunction(s, &f, name, 0)
		}
	}
	return nil
}

// evaluate runs code and shows what it returns or raises.
func evaluate(t *testing.T, code string) string {
	t.Helper()
	var shown []string
	inVM(t, func(s *thread.State, task *thread.Task) error {
		fn, err := task.Lua().Load(strings.NewReader(code), "test.lua")
		if err != nil {
			return err
		}
		values, raised := s.Try(task.Lua(), fn)
		if raised != nil {
			values = append(values, raised.Object)
		}
		for _, v := range values {
			shown = append(shown, show(v))
		}
		return nil
	})
	return strings.Join(shown, " ")
}

// show marks objects by their class and strings by quotes.
func show(v lua.LValue) string {
	switch v := v.(type) {
	case lua.LString:
		return fmt.Sprintf("%q", string(v))
	case *lua.LUserData:
		return fmt.Sprintf("%s(%v)", bind.ClassName(v), v.Value)
	}
	return v.String()
}

func TestStruct(t *testing.T) {
	t.Parallel()
	const last = `int64("18446744073709551615")`
	tests := []struct{ code, want string }{
		{`return struct.pack(">IHBx4s", 1, 2, 3, "ab")`, `"\x00\x00\x00\x01\x00\x02\x03\x00ab\x00\x00"`},
		{`return struct.pack("<?eq", true, 1.5, int64(-1))`, `"\x01\x00>\xff\xff\xff\xff\xff\xff\xff\xff"`},
		{`return struct.pack(">Q", ` + last + `) == ("\255"):rep(8)`, "true"},
		{`return struct.pack(">d", ` + last + `), struct.pack("")`, `"C\xf0\x00\x00\x00\x00\x00\x00" ""`},
		{`return struct.unpack(">bBc2s?f", "\255\255xyz\1\63\192\0\0")`, `-1 255 "x" "yz" true 1.5`},
		{`return struct.unpack(">qQ", ("\255"):rep(16))`, "-1 int64(18446744073709551615)"},
		{`return struct.unpack(">qq", "\0\31" .. ("\255"):rep(6) .. "\0\32\0\0\0\0\0\0")`, "9007199254740991 int64(9007199254740992)"},
		{`return struct.unpack(">q", "\255\224\0\0\0\0\0\0")`, "int64(-9007199254740992)"},
		{`return struct.pack(">Q", struct.unpack(">Q", "\128abcdefg"))`, `"\x80abcdefg"`},
		{`return struct.calcsize("bi"), struct.calcsize(">bi"), struct.calcsize("")`, "8 5 0"},
		{`return select("#", struct.unpack("300B", ("x"):rep(300)))`, "300"},

		{`return struct.unpack_from(">H", "abcd")`, "24930 3"},
		{`return struct.unpack_from(">H", "abcd", 3)`, "25444 5"},
		{`return struct.unpack_from(">H", "abcd", -2)`, "25444 5"},
		{`return struct.unpack_from("", "", 1)`, "1"},
		{`return struct.unpack_from(">H", "abcd", 4)`, "error(test.lua:1: unpack_from requires a buffer of at least 5 bytes for unpacking 2 bytes at offset 3 (actual buffer size is 4))"},
		{`return struct.unpack_from(">H", "abcd", -1)`, "error(test.lua:1: not enough data to unpack 2 bytes at offset -1)"},
		{`return struct.unpack_from(">H", "abcd", 0)`, `"test.lua:1: struct.unpack_from: pos counts from 1, or from -1 at the end; 0 is no position"`},
		{`local t = {} for a, b in struct.iter_unpack(">BH", "\1\0\2\3\0\4") do t[#t+1] = a t[#t+1] = b end return unpack(t)`, "1 2 3 4"},
		{`for _ in struct.iter_unpack("H", "") do error("once") end return "never"`, `"never"`},
		{`return struct.iter_unpack("H", "abc")`, "error(test.lua:1: iterative unpacking requires a buffer of a multiple of 2 bytes; got 3)"},

		{`local s = struct.Struct("> HB ") return s.size, s.format, s:pack(1, 2), s:unpack("\0\1\2")`, `3 "> HB " "\x00\x01\x02" 1 2`},
		{`local s = struct.Struct(">H") return s:unpack_from("abcd", 3)`, "25444 5"},
		{`return struct.unpack("200001B", ("x"):rep(200001))`, "error(test.lua:1: a call returns at most 200000 values, the format has 200001; iter_unpack with the format of one of them gives them one after the other)"},
		{`return select("#", struct.unpack("200000B", ("x"):rep(200000)))`, "200000"},
		{`local s, n = struct.Struct("B"), 0 for b in s:iter_unpack("\1\2\3") do n = n + b end return n`, "6"},

		{"\nreturn struct.pack('i', 1, 2)", "error(test.lua:2: pack expected 1 items for packing (got 2))"},
		{`return struct.pack("i", 2147483648)`, "error(test.lua:1: 'i' format requires -2147483648 <= number <= 2147483647; argument 2 is 2147483648)"},
		{`return struct.pack("Q", int64(-1))`, "error(test.lua:1: 'Q' format requires 0 <= number <= 18446744073709551615; argument 2 is -1)"},
		{`return struct.pack("i", 1.5)`, "error(test.lua:1: required argument is not an integer; argument 2 is 1.5)"},
		{`return struct.pack("i", 0/0)`, "error(test.lua:1: required argument is not an integer; argument 2 is nan)"},
		{`return struct.pack("i", "1")`, `error(test.lua:1: required argument is not an integer; argument 2 is string "1")`},
		{`return struct.pack("i", nil)`, "error(test.lua:1: required argument is not an integer; argument 2 is nil)"},
		{`return struct.pack("s", 1)`, "error(test.lua:1: argument for 's' must be a bytes object; argument 2 is 1)"},
		{`return struct.pack("d", "1")`, `error(test.lua:1: required argument is not a float; argument 2 is string "1")`},
		{`return struct.pack("?", 1)`, "error(test.lua:1: required argument is not a boolean; argument 2 is 1)"},
		{`return struct.pack("q", 2^53)`, `error(test.lua:1: 9007199254740992: a plain number of 2^53 or more may already be rounded; write it as int64("..."); argument 2 is 9007199254740992)`},
		{`return struct.unpack("i", "abc")`, "error(test.lua:1: unpack requires a buffer of 4 bytes; got 3)"},
		{`return struct.unpack("i", "abcde")`, "error(test.lua:1: unpack requires a buffer of 4 bytes; got 5; unpack_from takes them out of more)"},
		{`return struct.unpack("1000000000B", "abc")`, "error(test.lua:1: unpack requires a buffer of 1000000000 bytes; got 3)"},
		{`return struct.calcsize("z")`, `error(test.lua:1: bad char in struct format; "z" is no code)`},
		{`return struct.calcsize(">H\255")`, `error(test.lua:1: bad char in struct format; "\xff" is no code)`},
		{`return struct.pack("BB", {1, 2})`, "error(test.lua:1: pack expected 2 items for packing (got 1); unpack(t) gives the elements of a list)"},
		{`return struct.pack("3B", 1, 2, {})`, "error(test.lua:1: required argument is not an integer; argument 4 is a table)"},
		{`return struct.Struct("BB"):pack(1, nil)`, "error(test.lua:1: required argument is not an integer; argument 2 is nil)"},
		{`return struct.Struct("BB"):pack({1, 2})`, "error(test.lua:1: pack expected 2 items for packing (got 1); unpack(t) gives the elements of a list)"},
		{`return struct.calcsize(4)`, `"test.lua:1: struct.calcsize: format must be a string, got 4"`},
		{`return struct.unpack("B", 4)`, `"test.lua:1: struct.unpack: data must be a string, got 4"`},
		{`return struct.pack()`, `"test.lua:1: struct.pack: format must be a string, got nothing"`},
		{`local ok, err = pcall(struct.pack, "i", nil) return err.message`, `"required argument is not an integer"`},
		{`local ok, err = pcall(struct.pack, "i") return ok, err.name, err.message`, `false "struct.error" "pack expected 1 items for packing (got 0)"`},
	}
	for _, test := range tests {
		if got := evaluate(t, test.code); got != test.want {
			t.Errorf("%s\ngot  %s\nwant %s", test.code, got, test.want)
		}
	}
}
