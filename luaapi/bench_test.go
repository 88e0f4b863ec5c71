package luaapi_test

import (
	"context"
	"io"
	"strings"
	"testing"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/runner/world/real"
)

func benchConfig() luaapi.Config {
	w := real.New(real.Options{})
	return luaapi.Config{World: w, Context: context.Background(), Console: host.Console{Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: io.Discard}}
}

// BenchmarkVM is the start of a VM with a first task in it.
func BenchmarkVM(b *testing.B) {
	config := benchConfig()
	script := compile(b, "", "local x = 1")
	b.ReportAllocs()
	for b.Loop() {
		vm := luaapi.New(config)
		if err := vm.Do("main", func(task *luaapi.Task) error { _, err := task.Run(script); return err }); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkTask is the start of a task in a VM, its end and the join.
func BenchmarkTask(b *testing.B) {
	script := compile(b, "", "local spawn = task.spawn return function(n, f) for _ = 1, n do spawn(f):join() end end, function() end")
	vm := luaapi.New(benchConfig())
	err := vm.Do("main", func(task *luaapi.Task) error {
		got, err := task.Run(script)
		if err != nil {
			return err
		}
		b.ReportAllocs()
		b.ResetTimer()
		_, err = task.Call(got[0], task.Value(b.N), got[1])
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
}

// loop measures a script that runs its body b.N times.
func loop(b *testing.B, prepare, body string) {
	script := compile(b, "", prepare+" return function(n) for _ = 1, n do "+body+" end end")
	ctx, cancel := context.WithCancel(context.Background()) // as scenarios have it
	defer cancel()
	config := benchConfig()
	config.Context = ctx
	vm := luaapi.New(config)
	err := vm.Do("main", func(task *luaapi.Task) error {
		got, err := task.Run(script)
		if err != nil {
			return err
		}
		b.ReportAllocs()
		b.ResetTimer()
		_, err = task.Call(got[0], task.Value(b.N))
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
}

const sockets = `
	local l = socket.socket() l:bind("127.0.0.1", 0) l:listen()
	local a = socket.socket() a:connect(l:getsockname()) local b = l:accept()
	local codec = frame.length(">I")
	local sa, sb = a:framed(codec), b:framed(codec)
	local message = ("x"):rep(64)`

// header is the message of the comparison with a class in CPython.
const header = `
	local message = frame.header{
		{"magic",   "u16", const = 0xCAFE},
		{"version", "u8",  default = 1},
		{"type",    "u8",  enum = {ping = 1, pong = 2, data = 3}},
		{"flags",   "u8",  bits = {"ack", "urgent"}},
		{"length",  "u32", length_of = "payload"},
		{"crc",     "u32", crc32_of = "payload"},
		{"payload", "bytes"},
	}
	local ready = {type = "ping", flags = {ack = true}, payload = ("x"):rep(64)}
	local bytes = message:encode(ready)`

func BenchmarkEncodeHeader(b *testing.B) { loop(b, header, "message:encode(ready)") }
func BenchmarkDecodeHeader(b *testing.B) { loop(b, header, "message:decode(bytes)") }

func BenchmarkStream(b *testing.B) { loop(b, sockets, "sa:send(message) sb:recv()") }
func BenchmarkSocket(b *testing.B) { loop(b, sockets, "a:sendall(message) b:recv(64)") }
func BenchmarkPcall(b *testing.B)  { loop(b, "local f = function() end", "pcall(f)") }
func BenchmarkError(b *testing.B)  { loop(b, "", "pcall(error, 'x')") }
func BenchmarkYield(b *testing.B) {
	loop(b, "local co = coroutine.wrap(function() while true do coroutine.yield() end end)", "co()")
}
func BenchmarkFind(b *testing.B) {
	loop(b, "local s = ('x'):rep(50) .. '12=34'", "s:find('(%d+)=(%d+)')")
}
func BenchmarkCallGo(b *testing.B)  { loop(b, "local f, t = rawget, {}", "f(t, 1)") }
func BenchmarkTimeout(b *testing.B) { loop(b, "local f = function() end", "task.timeout(5, f)") }

// BenchmarkJSON reads and writes a document of half a megabyte.
func BenchmarkJSON(b *testing.B) {
	const document = `local list = {}
		for i = 1, 2000 do
			list[i] = {id = i, name = "user " .. i, score = i / 7, active = true, note = json.null, tags = {"alpha", "beta"}, nested = {x = i, text = "line\n" .. i}}
		end
		local text = json.dumps(list)`
	b.Run("loads", func(b *testing.B) { loop(b, document+" list = nil", "json.loads(text)") })
	b.Run("dumps", func(b *testing.B) { loop(b, document, "json.dumps(list)") })
}
