package luaapi_test

import (
	"context"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"sockrun/luaapi"
	"sockrun/luaapi/chunk"
	"sockrun/luaapi/host"
	"sockrun/runner/world"
)

// broken is a console that panics in whatever binding reads or writes it.
type broken struct{}

func (broken) Write([]byte) (int, error) { panic("broken console") }
func (broken) Read([]byte) (int, error)  { panic("broken console") }

// brokenVM makes a VM whose print and io.read panic.
func brokenVM(w host.World) *luaapi.VM {
	return luaapi.New(luaapi.Config{World: w, Context: context.Background(), Console: host.Console{Stdin: broken{}, Stdout: broken{}, Stderr: broken{}}})
}

// crashes are scripts that run into a Go panic. No protected call of theirs
// may see it, since it is not the script's fault.
var crashes = []struct{ name, code string }{
	{"plain", `print()`},
	{"without the baton", `io.read()`},
	{"pcall", `pcall(print)`},
	{"nested pcall", `pcall(pcall, pcall, print)`},
	{"xpcall", `xpcall(print, function(e) return "caught" end)`},
	{"handler", `xpcall(error, function() print() end)`},
	{"coroutine", `coroutine.resume(coroutine.create(function() print() end))`},
	{"body of a coroutine", `coroutine.resume(coroutine.create(print))`},
	{"wrap in pcall", `pcall(coroutine.wrap(function() pcall(print) end))`},
	{"expect.error", `expect.error(print)`},
	{"metamethod", `pcall(function() return setmetatable({}, {__index = print}).x end)`},
	{"gsub in a coroutine", `coroutine.wrap(function() pcall(string.gsub, "x", "x", print) end)()`},
	{"timeout", `pcall(task.timeout, 5, print)`},
	{"socket.with", `pcall(socket.with, socket.socket(), print)`},
	{"codec", `frame.custom{encode = print, decode = print}:encode("x")`},
	{"load", `load(print)`},
}

// TestInternalErrors requires that a Go panic in a binding ends its task as an
// internal error, that nothing runs in its VM any more, and that the baton is
// free and other VMs go on.
func TestInternalErrors(t *testing.T) {
	t.Parallel()
	for _, c := range crashes {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			script := compile(t, "", c.code+` error("the script went on")`)
			w := newWorld(t, setup{})
			defer w.Close(time.Second)
			vm := brokenVM(w)
			err := vm.Do("main", func(task *luaapi.Task) error { _, err := task.Run(script); return err })
			if e := asError(t, err); e.Kind != luaapi.Internal || !strings.Contains(e.Message, "broken console") {
				t.Errorf("ended with %q of kind %d, want an internal error", err, e.Kind)
			}
			wantBroken(t, vm)
			fine := newVM(t, w, setup{})
			if err := fine.Do("other", func(task *luaapi.Task) error { _, err := task.Run(compile(t, "", "tostring(1)")); return err }); err != nil {
				t.Errorf("another VM: %v", err)
			}
		})
	}
}

// wantBroken requires that the VM runs nothing any more but can be asked.
func wantBroken(t *testing.T, vm *luaapi.VM) {
	t.Helper()
	err := vm.Do("after", func(*luaapi.Task) error { t.Error("a task ran in a broken VM"); return nil })
	if e := asError(t, err); e.Kind != luaapi.Internal {
		t.Errorf("a later task ended with %q", err)
	}
	if waits, ok := vm.TryWaits(); !ok || len(waits) != 0 {
		t.Errorf("waits are %v, %v", waits, ok)
	}
}

// TestInternalErrorEndsOtherTasks requires that tasks which wait when their
// VM breaks end at their next step, also a joiner.
func TestInternalErrorEndsOtherTasks(t *testing.T) {
	t.Parallel()
	script := compile(t, "", `
		sleeper = task.spawn(function() pcall(task.sleep, 0.05) error("the sleeper went on") end)
		local t = task.spawn(function() task.sleep(0.01) print() end)
		pcall(t.join, t)
		error("the joiner went on")`)
	w := newWorld(t, setup{})
	vm := brokenVM(w)
	err := vm.Do("main", func(task *luaapi.Task) error { _, err := task.Run(script); return err })
	if e := asError(t, err); e.Kind != luaapi.Internal {
		t.Errorf("the joiner ended with %v", err)
	}
	if stuck := w.Close(patience); stuck != nil {
		t.Errorf("left: %q", stuck)
	}
	wantBroken(t, vm)
}

// TestPanicOfABody requires the same of Go code that runs as a task.
func TestPanicOfABody(t *testing.T) {
	t.Parallel()
	for _, kind := range []world.Kind{world.Real, world.Simulated} {
		w := newWorld(t, setup{kind: kind})
		w.Main(func() {
			defer w.Close(time.Second)
			vm := newVM(t, w, setup{})
			err := vm.Do("main", func(task *luaapi.Task) error { panic("body") })
			if e := asError(t, err); e.Kind != luaapi.Internal || !strings.Contains(e.Message, "body") {
				t.Errorf("ended with %v", err)
			}
			wantBroken(t, vm)
		})
	}
}

// killers are scripts that would kill the process, or would if nothing
// stopped them.
var killers = map[string]struct{ code, want string }{
	"coroutines":   {`local function f() return coroutine.wrap(f)() end f()`, "too many"},
	"coroutines 2": {`local function f() return coroutine.resume(coroutine.create(f)) end local t = {f()} error(t[#t])`, "too many"},
	"braces":       {`return ` + strings.Repeat("{", 1_000_000), "200"},
	"parentheses":  {`return ` + strings.Repeat("(", 1_000_000), "200"},
	"blocks":       {strings.Repeat("do ", 300_000), "200"},
	"functions":    {`return ` + strings.Repeat("function() return ", 30_000), "200"},
	"unary":        {`return ` + strings.Repeat("not ", 200_000) + "1", "200"},
	"load":         {`assert(load("return " .. string.rep("{", 1000000)))`, "200"},
	"tail overflow": {`local big = {} for i = 1, 150000 do big[i] = i end
		local function g() local a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z return 1 end
		local function tail() return g() end
		local function fill(n, ...) local x = tail() return x end
		local function each(n, ...) for n = n, n + 200, 7 do fill(n, unpack(big, 1, n)) end end
		for n = 111500, 112500, 200 do each(n, unpack(big)) end`, "stack overflow (too many values)"},
	"many values": {`local big = {} for i = 1, 150000 do big[i] = i end
		local function g(...) local x = f(unpack(big)) return x end
		function f(...) local ok, err = pcall(g, unpack(big)) error(err, 0) end f()`, "test.lua:2: stack overflow (too many values)"},
	"pcall recursion": {`local function f() local ok, err = pcall(f) error(err, 0) end f()`, "stack overflow"},
	"concat":          {`local t = setmetatable({}, {}) getmetatable(t).__concat = function(a, b) return a .. b end return t .. t`, "stack overflow"},
	"table of itself": {`local t = {} t.t = t expect.equal(t, {t = {t = {t = 1}}})`, "differ"},
	"deep table":      {`local t = {} local u = {} local a, b = t, u for i = 1, 200000 do a.x = {} a = a.x b.x = {} b = b.x end expect.equal(t, u)`, ""},
	"load in load":    {`local function f() return load(f) end load(f)`, "stack overflow"},
}

// TestKillers runs each killer in a process of its own, which must survive
// and must say what was wrong.
func TestKillers(t *testing.T) {
	t.Parallel()
	for name, killer := range killers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(context.Background(), patience)
			defer cancel()
			cmd := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestChild$", "-test.v")
			cmd.Env = append(os.Environ(), "KILLER="+name)
			out, err := cmd.CombinedOutput()
			if err != nil || !strings.Contains(string(out), "survived") || !strings.Contains(string(out), killer.want) {
				t.Errorf("child: %v, want %q\n%.2000s", err, killer.want, out)
			}
		})
	}
}

// TestChild is what TestKillers runs.
func TestChild(t *testing.T) {
	name, ok := os.LookupEnv("KILLER")
	if !ok {
		t.Skip("only in a child of TestKillers")
	}
	io.WriteString(os.Stdout, attempt(t, killers[name].code)+"\n")
	if _, err := run(t, "pcall(error) expect.equal(coroutine.wrap(function() return 1 end)(), 1)"); err != nil {
		t.Fatal(err)
	}
	io.WriteString(os.Stdout, "survived\n")
}

func attempt(t *testing.T, code string) string {
	if _, err := chunk.Compile(code, chunk.Options{Name: "killer.lua"}); err != nil {
		return err.Error()
	}
	if err := runScript(t, setup{code: code}); err != nil {
		return err.Error()
	}
	return "no error"
}

// TestFullStackInTailCalls requires that a full stack of values is an error like
// others wherever a tail call meets it: it says where, can be caught, and all
// goes on.
func TestFullStackInTailCalls(t *testing.T) {
	t.Parallel()
	const code = `
		local big = {}
		for i = 1, 140000 do big[i] = i end
		local function entered(...) local a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z = 1 return select("#", ...) end
		local function tail(n, ...) return entered(...) end
		local function fill(n) local r = tail(0, unpack(big, 1, n)) return r end
		local ways = {
			function(n) return pcall(fill, n) end,
			function(n) return coroutine.resume(coroutine.create(function() local ok, err = pcall(fill, n) if not ok then error(err, 0) end end)) end,
			function(n) return pcall(string.gsub, "x", "x", function() return fill(n) end) end,
			function(n) return pcall(function() return setmetatable({}, {__index = function() return fill(n) end}).x end) end,
			function(n) return pcall(function() for _ in function() return fill(n) end do break end end) end,
			function(n) return xpcall(function() return fill(n) end, function(err) return "handled " .. err end) end,
		}
		for i = 1, #ways do
			local met = false
			local lo, hi = 1000, 140000
			while hi - lo > 1 do -- where it begins, which is in the tail call
				local n = math.floor((lo + hi) / 2)
				local kept = n
				local keep = function() return kept end
				local ok, err = ways[i](n)
				expect.equal(keep(), n)
				if ok then lo = n else
					hi = n
					expect.match(err, "test.lua:%d+: stack overflow %(too many values%)$")
					met = met or err:find("test.lua:4:", 1, true) ~= nil
				end
			end
			expect.truthy(met, "way " .. i)
		end
		expect.equal(coroutine.wrap(function() return pcall(error, "x") end)(), false)`
	if err := runScript(t, setup{code: code}); err != nil {
		t.Fatal(err)
	}
}
