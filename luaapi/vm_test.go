package luaapi_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"sockrun/luaapi"
	"sockrun/luaapi/host"
	"sockrun/runner/world"
)

// names prints every global and every field of every module, in the order of
// pairs, with the text of its value.
const names = `
	for name, module in pairs(_G) do
		print(name, tostring(module))
		if type(module) == "table" and module ~= _G then
			for field, v in pairs(module) do print(name, field, tostring(v)) end
		end
	end`

// TestSameInEveryVM requires that nothing which scripts can see depends on
// Go's map order, on addresses or on what other VMs did.
func TestSameInEveryVM(t *testing.T) {
	t.Parallel()
	first, err := run(t, names)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"socket\tAF_INET6\t", "string\tgsub\tfunction: 0x", "expect\tany\tmatcher: 0x", "task\tspawn\tfunction", "_G\ttable"} {
		if !strings.Contains(first, want) {
			t.Errorf("%q is missing", want)
		}
	}
	for range 10 {
		again, err := run(t, "socket.socket() tostring(1) "+strings.TrimSpace(names))
		if err != nil {
			t.Fatal(err)
		}
		if len(again) != len(first) {
			t.Errorf("another VM printed %d bytes, want %d", len(again), len(first))
		}
		if again, err = run(t, names); again != first || err != nil {
			t.Fatalf("another VM printed something else: %v\n%s\nwant\n%s", err, again, first)
		}
	}
}

// TestGlobals requires that scripts find what the reference has, and nothing
// else: a module by the name of its declaration, before its records are made.
func TestGlobals(t *testing.T) {
	t.Parallel()
	out, err := run(t, "for name in pairs(_G) do print(name) end")
	if err != nil {
		t.Fatal(err)
	}
	var known []string
	for _, m := range luaapi.Reference() {
		known = append(known, m.Name)
		for _, f := range m.Functions {
			if m.Name == "_G" {
				known = append(known, f.Name)
			}
		}
	}
	slices.Sort(known)
	found := strings.Fields(out)
	slices.Sort(found)
	if known = slices.Compact(known); !slices.Equal(found, known) {
		t.Errorf("scripts find  %q\nthe reference has %q", found, known)
	}
	if out, err := run(t, "print(_VERSION, getmetatable(_G), rawget(_G, 'print') == print)"); out != "Lua 5.1\tnil\ttrue\n" {
		t.Errorf("printed %q, %v", out, err)
	}
}

// TestRandom requires that each VM has its own numbers, fixed by the seed of
// its world.
func TestRandom(t *testing.T) {
	t.Parallel()
	draw := func(seed uint64, code string) string {
		var out bytes.Buffer
		err := runScript(t, setup{kind: world.Simulated, seed: seed, stdout: &out, code: code + " print(math.random(), math.random(1000000), math.random(-5, 5))"})
		if err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	if first, again := draw(1, ""), draw(1, ""); first != again {
		t.Error("the same seed gives different numbers")
	}
	if draw(1, "") == draw(2, "") {
		t.Error("different seeds give the same numbers")
	}
	if draw(1, "math.randomseed(7)") != draw(2, "math.randomseed(7)") {
		t.Error("math.randomseed does not fix the numbers")
	}
	_, err := run(t, `
		for i = 1, 1000 do
			local n = math.random(3)
			expect.truthy(n == 1 or n == 2 or n == 3)
			expect.between(math.random(), 0, 1)
		end
		expect.equal(math.random(7, 7), 7)
		expect.error(function() math.random(0) end, "the interval from 1 to 0 is empty")
		expect.error(function() math.random(1.5) end, "must be an integer")`)
	if err != nil {
		t.Error(err, detail(err))
	}
}

// TestCoroutinesDoNotLeak makes many coroutines, finished, failed and
// abandoned, and requires that no goroutine and no memory stays behind.
func TestCoroutinesDoNotLeak(t *testing.T) {
	w := newWorld(t, setup{})
	defer w.Close(time.Second)
	vm := newVM(t, w, setup{})
	script := compile(t, "", `
		for i = 1, 10000 do
			coroutine.wrap(function() return i end)()
			pcall(coroutine.wrap(function() error("x") end))
			coroutine.wrap(function() coroutine.yield(i) end)()
		end`)
	round := func() uint64 {
		if err := vm.Do("main", func(task *luaapi.Task) error { _, err := task.Run(script); return err }); err != nil {
			t.Fatal(err)
		}
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before, goroutines := round(), runtime.NumGoroutine()
	var after uint64
	for range 3 {
		after = round()
	}
	if grown := int64(after) - int64(before); grown > 2<<20 {
		t.Errorf("the heap has grown by %d bytes", grown)
	}
	if n := runtime.NumGoroutine(); n > goroutines+5 {
		t.Errorf("%d goroutines, before %d", n, goroutines)
	}
}

// TestWaits requires that what tasks wait for is on record, with its place.
func TestWaits(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	defer w.Close(10 * time.Second)
	vm := newVM(t, w, setup{})
	waiting := make(chan struct{})
	script := compile(t, "", "local ch = task.channel()\nfunction wait()\n  ch:recv()\nend\nlocal t = task.spawn(function()\n  coroutine.wrap(function() pcall(wait) end)()\nend)\ntask.timeout(60, function()\n  t:join() end)")
	job := vm.Start("main", func(task *luaapi.Task) error {
		close(waiting)
		_, err := task.Run(script)
		return err
	})
	<-waiting
	var waits []luaapi.Wait
	for len(waits) < 2 {
		waits, _ = vm.TryWaits()
		runtime.Gosched()
	}
	for i, want := range []struct {
		task, op string
		line     int
	}{{"main", "join", 9}, {"spawned at test.lua:5", "channel recv", 3}} {
		got := waits[i]
		if got.Task != want.task || got.Op != want.op || got.File != "test.lua" || got.Line != want.line {
			t.Errorf("wait %d is %+v, want %+v", i, got, want)
		}
	}
	if waits[0].Name != "task spawned at test.lua:5" {
		t.Errorf("main waits for %q", waits[0].Name)
	}
	w.End()
	err := vm.Do("joiner", func(task *luaapi.Task) error { return task.Join(job) })
	if e := asError(t, err); e.Kind != luaapi.Stopped {
		t.Errorf("main ended with %v", err)
	}
}

// TestBusyVM requires that a VM which runs and runs says so.
func TestBusyVM(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	ctx, cancel := context.WithCancel(context.Background())
	vm := luaapi.New(luaapi.Config{World: w, Context: ctx, Console: host.Console{Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: io.Discard}})
	running := make(chan struct{})
	vm.Start("main", func(task *luaapi.Task) error {
		close(running)
		_, err := task.Run(compile(t, "", "while true do end"))
		return err
	})
	<-running
	if _, ok := vm.TryWaits(); ok {
		t.Error("a busy VM says what it waits for")
	}
	cancel()
	w.Close(30 * time.Second)
}

// TestValues sends values of Go into a VM and back.
func TestValues(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	defer w.Close(time.Second)
	vm := newVM(t, w, setup{})
	err := vm.Do("main", func(task *luaapi.Task) error {
		for _, c := range []struct {
			in   any
			want string
		}{
			{nil, "nil"}, {true, "true"}, {5, "5"}, {1.5, "1.5"}, {"x", `"x"`}, {[]byte{0xff}, `"\xff"`},
			{int64(-1) << 63, "-9223372036854775808"}, {^uint64(0), "18446744073709551615"},
			{[]any{1, "a", []any{}}, `{1, "a", {}}`},
			{luaapi.Map{{Key: "z", Value: 1}, {Key: "a b", Value: 2}}, `{z = 1, ["a b"] = 2}`},
			{host.UnixPath("/x"), `{path = "/x"}`},
		} {
			if got := luaapi.Show(task.Value(c.in)); got != c.want {
				t.Errorf("%v is %s, want %s", c.in, got, c.want)
			}
		}
		back := luaapi.Go(task.Value(luaapi.Map{{Key: "list", Value: []any{1.0, "x"}}, {Key: "none", Value: false}}))
		if got := fmt.Sprint(back); got != "[{list [1 x]} {none false}]" {
			t.Errorf("back in Go it is %s", got)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// TestDeepSharedTables: where tables are so deep that they are shown, which takes
// long, they are not shown as often as there are ways to them.
func TestDeepSharedTables(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	defer w.Close(time.Second)
	err := newVM(t, w, setup{}).Do("main", func(task *luaapi.Task) error {
		results, err := task.Run(compile(t, "", "local t = {1} for i = 1, 60 do t = {t, t} end return t"))
		if err != nil {
			return err
		}
		if n := texts(luaapi.Go(results[0])); n > 20_000 {
			t.Errorf("%d tables are shown", n)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// texts counts the texts in lists inside of each other.
func texts(v any) (n int) {
	list, ok := v.([]any)
	if !ok {
		return 1
	}
	for _, element := range list {
		n += texts(element)
	}
	return n
}

// TestSharedTables: a few tables that share each other are not as many values as
// there are ways to them.
func TestSharedTables(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	defer w.Close(time.Second)
	err := newVM(t, w, setup{}).Do("main", func(task *luaapi.Task) error {
		results, err := task.Run(compile(t, "", "local t = {1} for i = 1, 45 do t = {t, t} end return t"))
		if err != nil {
			return err
		}
		first := luaapi.Go(results[0])
		for range 45 {
			first = first.([]any)[0]
		}
		if got := fmt.Sprint(first); got != "[1]" {
			t.Errorf("the innermost table is %s", got)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// TestScopes requires that scopes hide globals of their VM from each other.
func TestScopes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	defer w.Close(time.Second)
	vm := newVM(t, w, setup{})
	set := compile(t, "", "shared = (shared or 0) + 1 mine = name return shared, mine, task.spawn(function() return mine end):join()")
	for _, name := range []string{"a", "b"} {
		err := vm.Do(name, func(task *luaapi.Task) error {
			task.Globals().Set("shared", task.Value(10))
			scope := task.NewScope()
			scope.Set("name", task.Value(name))
			task.Enter(scope)
			results, err := task.Run(set)
			if err == nil && (luaapi.Show(results[0]) != "11" || luaapi.Show(results[2]) != `"`+name+`"` || luaapi.Show(scope.Get("mine")) != `"`+name+`"`) {
				t.Errorf("%s: %v", name, results)
			}
			if luaapi.Show(task.Globals().Get("mine")) != "nil" {
				t.Error("a scope's global is one of the VM")
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}
