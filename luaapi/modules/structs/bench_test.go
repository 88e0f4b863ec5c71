package structs_test

import (
	"fmt"
	"runtime/debug"
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/thread"
)

// calls are the formats by which the module is compared with CPython's.
func calls() [][2]string {
	return [][2]string{
		{">IHBx16s", `1, 2, 3, "0123456789abcdef"`}, {"<qQd", "-1, 2, 0.5"}, {"!HHI", "1, 2, 300"}, {">256H", "list(numbers)"},
	}
}

// BenchmarkPack times one call in a Lua loop, with the loop.
func BenchmarkPack(b *testing.B) {
	debug.SetGCPercent(400)
	for _, call := range calls() {
		measure(b, call, "local x = pack(%q, %s)")
	}
}

// BenchmarkUnpack times one call in a Lua loop, with the loop.
func BenchmarkUnpack(b *testing.B) {
	debug.SetGCPercent(400)
	for _, call := range calls() {
		measure(b, call, "local a, b, c, d = unpack(%q, data)  -- %s")
	}
}

func measure(b *testing.B, call [2]string, statement string) {
	b.Run(call[0], func(b *testing.B) {
		b.ReportAllocs()
		inVM(b, func(s *thread.State, task *thread.Task) error {
			fn, err := task.Lua().Load(strings.NewReader(fmt.Sprintf(`
				local pack, unpack, list, numbers, n = struct.pack, struct.unpack, unpack, {}, ...
				for i = 1, 256 do numbers[i] = i end
				local data = pack(%q, %s)
				for i = 1, n do
					`+statement+`
				end`, call[0], call[1], call[0], call[1])), "bench.lua")
			if err != nil {
				return err
			}
			b.ResetTimer()
			if _, raised := s.Try(task.Lua(), fn, lua.LNumber(b.N)); raised != nil {
				return raised
			}
			return nil
		})
	})
}
