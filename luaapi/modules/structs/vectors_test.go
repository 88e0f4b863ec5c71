package structs_test

import (
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/internal/vectors"
	"sockrun/luaapi/modules/int64"
	"sockrun/luaapi/wire/integer"
)

// vector is what CPython does with a format; wire/pack/testdata/vectors.py
// describes it.
type vector struct {
	Format  string
	Args    *[]string
	Packed  *string
	Data    *string
	Offset  *int
	Values  []string
	Repeats *int
	Size    int
	Error   string
}

// script does what a vector says in Lua, by the functions and by a Struct.
// Calls in the tail of a function and others go different ways.
const script = `
	local pack, unpack, from, list, count = struct.pack, struct.unpack, struct.unpack_from, {}, 0
	return {
		pack = function(format, ...) local a = pack(format, ...) return a end,
		packtail = function(format, ...) return pack(format, ...) end,
		packof = function(format, ...) local a = struct.Struct(format):pack(...) return a end,
		unpack = function(format, data) local t = {n = 0, unpack(format, data)} return t end,
		unpacktail = function(format, data) return {(function() return unpack(format, data) end)()} end,
		unpackof = function(format, data) local s = struct.Struct(format) return {s:unpack(data)} end,
		from = function(format, data, pos) return {from(format, data, pos)} end,
		fromof = function(format, data, pos) return {struct.Struct(format):unpack_from(data, pos)} end,
		repeats = function(format, data) local n = 0 for _ in struct.iter_unpack(format, data) do n = n + 1 end return n end,
		size = function(format) return struct.calcsize(format) end,
		sizeof = function(format) return struct.Struct(format).size end,
	}`

func TestVectors(t *testing.T) {
	t.Parallel()
	var all []*vector
	vectors.Each(t, "../../wire/pack/testdata/vectors.jsonl.gz", 12000, func(v *vector, _ string) { all = append(all, v) })
	inVM(t, func(s *thread.State, task *thread.Task) error {
		fn, err := task.Lua().Load(strings.NewReader(script), "test.lua")
		if err != nil {
			return err
		}
		made, raised := s.Try(task.Lua(), fn)
		if raised != nil {
			return raised
		}
		run := &lead{t: t, s: s, L: task.Lua(), functions: made[0].(*lua.LTable)}
		for _, v := range all {
			run.vector(v)
		}
		if run.calls < 20000 {
			t.Errorf("%d calls only", run.calls)
		}
		return nil
	})
}

// lead calls the functions of the script.
type lead struct {
	t         *testing.T
	s         *thread.State
	L         *lua.LState
	functions *lua.LTable
	calls     int
}

func (l *lead) vector(v *vector) {
	format := lua.LString(v.Format)
	switch {
	case v.Offset != nil:
		pos := *v.Offset
		if pos >= 0 {
			pos++
		}
		var want []string
		if v.Error == "" {
			start := *v.Offset
			if start < 0 {
				start += len(*v.Data) / 2
			}
			want = append(l.shown(v.Values), fmt.Sprint(start+l.size(format)+1))
		}
		l.expect(v, []string{"from", "fromof"}, want, format, unhex(*v.Data), lua.LNumber(pos))
	case v.Repeats != nil && v.Format == "x": // for ends at nil
	case v.Repeats != nil:
		l.expect(v, []string{"repeats"}, []string{fmt.Sprint(*v.Repeats)}, format, unhex(*v.Data))
	case v.Data != nil:
		l.expect(v, []string{"unpack", "unpacktail", "unpackof"}, l.shown(v.Values), format, unhex(*v.Data))
	case v.Args != nil:
		args := []lua.LValue{format}
		for _, text := range *v.Args {
			arg, ok := l.value(text)
			if !ok { // an integer that Lua has no value for
				return
			}
			args = append(args, arg)
		}
		var want []string
		if v.Packed != nil {
			want = []string{show(unhex(*v.Packed))}
		}
		l.expect(v, []string{"pack", "packtail", "packof"}, want, args...)
	default:
		l.expect(v, []string{"size", "sizeof"}, []string{show(int64.Value(l.s, integer.FromUint64(uint64(v.Size))))}, format)
	}
}

func (l *lead) expect(v *vector, functions []string, want []string, args ...lua.LValue) {
	if v.Error != "" {
		want = []string{v.Error}
	}
	for _, name := range functions {
		l.calls++
		results, raised := l.s.Try(l.L, l.functions.RawGetString(name), args...)
		if got := l.got(results, raised); !slices.Equal(got, want) {
			l.t.Errorf("%s of %+v\ngot  %q\nwant %q", name, v, got, want)
		}
	}
}

// got is what a function returned, or the sentence that it raised.
func (l *lead) got(results []lua.LValue, raised *lua.ApiError) (got []string) {
	if raised != nil {
		text := show(raised.Object)
		_, text, _ = strings.Cut(strings.TrimSuffix(text, ")"), "test.lua:")
		_, text, _ = strings.Cut(text, ": ")
		text, _, _ = strings.Cut(text, "; ") // what stands behind is not CPython's
		return []string{text}
	}
	t, ok := results[0].(*lua.LTable)
	if !ok {
		return []string{show(results[0])}
	}
	for i := 1; i <= t.Len(); i++ {
		got = append(got, show(t.RawGetInt(i)))
	}
	return got
}

func (l *lead) size(format lua.LString) int {
	results, _ := l.s.Try(l.L, l.functions.RawGetString("size"), format)
	return int(results[0].(lua.LNumber))
}

func (l *lead) shown(values []string) (list []string) {
	for _, text := range values {
		v, _ := l.value(text)
		list = append(list, show(v))
	}
	return list
}

// value is the Lua value of one of Python's.
func (l *lead) value(text string) (lua.LValue, bool) {
	switch kind, rest, _ := strings.Cut(text, ":"); kind {
	case "i":
		v, err := integer.Parse(rest)
		return int64.Value(l.s, v), err == nil
	case "f":
		f, err := strconv.ParseFloat(rest, 64)
		if math.IsNaN(f) { // C's, which math.NaN is not
			f = math.Float64frombits(0x7ff8 << 48)
		}
		return lua.LNumber(f), err == nil
	case "b":
		return lua.LBool(rest == "true"), true
	default:
		return unhex(rest), true
	}
}

func unhex(s string) lua.LString {
	b, err := hex.DecodeString(s)
	if err != nil {
		panic(err)
	}
	return lua.LString(b)
}
