package luaapi_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"sockrun/luaapi"
)

// TestCancelEndsEndlessCode cancels the VM's context while code runs that
// never waits: it must end, and say that it was stopped.
func TestCancelEndsEndlessCode(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, code string }{
		{"loop", `while true do end`},
		{"goto", `::again:: goto again`},
		{"for", `for i = 1, math.huge do end`},
		{"repeat", `repeat local x = 1 until false`},
		{"calls in calls", `local function f(n) if n > 0 then f(n - 1) f(n - 1) end end f(900)`},
		{"tail calls in calls", `local function f(n) if n > 0 then f(n - 1) return f(n - 1) end end f(900)`},
		{"metamethods in metamethods", `local t = setmetatable({}, {__add = function(t, n) if n > 0 then return t + (n - 1), t + (n - 1) end end}) local x = t + 100`},
		{"recursion by tail calls", `local function f() return f() end f()`},
		{"pcall", `while true do pcall(function() while true do end end) end`},
		{"nested pcall", `while true do pcall(pcall, pcall, function() while true do end end) end`},
		{"xpcall", `while true do xpcall(function() while true do end end, function() while true do end end) end`},
		{"handler", `xpcall(error, function() while true do end end)`},
		{"coroutine", `while true do coroutine.resume(coroutine.create(function() while true do end end)) end`},
		{"older coroutine", `local co = coroutine.create(function() coroutine.yield() while true do end end) coroutine.resume(co) while true do coroutine.resume(co) end`},
		{"wrap in pcall", `while true do pcall(coroutine.wrap(function() while true do end end)) end`},
		{"resume without end", `while true do coroutine.wrap(function() end)() end`},
		{"metamethod", `local t = setmetatable({}, {__index = function() while true do end end}) while true do pcall(function() return t.x end) end`},
		{"iterator", `for _ in function() return 1 end do end`},
		{"sort", `table.sort({2, 1}, function() while true do end end)`},
		{"gsub", `string.gsub("x", "x", function() while true do end end)`},
		{"pattern", `while true do pcall(string.find, ("a"):rep(5000), ".-.-.-.-b") end`},
		{"spawned", `task.spawn(function() while true do pcall(function() while true do end end) end end):join()`},
		{"timeout", `task.timeout(60, function() while true do pcall(function() while true do end end) end end)`},
		{"expect.error", `while true do pcall(expect.error, function() while true do end end) end`},
		{"expect.eventually", `expect.eventually(function() while true do end end)`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			begin := time.Now()
			err := runScript(t, setup{code: c.code, timeout: 100 * time.Millisecond})
			if e := asError(t, err); e.Kind != luaapi.Stopped || e.Line == 0 {
				t.Errorf("ended with %q of kind %d, want one of kind Stopped with its line", err, e.Kind)
			}
			if took := time.Since(begin); took > time.Minute {
				t.Errorf("took %v", took)
			}
		})
	}
}

// A list that takes long to sort is left as it is when the time is over.
func TestTimeoutEndsSort(t *testing.T) {
	t.Parallel()
	_, err := run(t, `
		local list = {}
		for i = 1, 1000000 do list[i] = (i * 7919) % 1000003 end
		expect.error(function() task.timeout(0.01, table.sort, list) end, {code = "ETIMEDOUT"})
		local sorted = true
		for i = 2, #list do sorted = sorted and list[i - 1] <= list[i] end
		expect.equal(sorted, false)`)
	if err != nil {
		t.Error(err, detail(err))
	}
}

// TestTimeoutEndsEndlessCode requires that task.timeout ends code that never
// waits, in the real world; in a simulated one such code takes no time.
func TestTimeoutEndsEndlessCode(t *testing.T) {
	t.Parallel()
	for _, code := range []string{
		`while true do end`,
		`while true do pcall(function() while true do end end) end`,
		`task.timeout(60, function() while true do end end)`,
		`coroutine.wrap(function() while true do end end)()`,
		`older()`,
		`("a"):rep(5000):find("(.-)(.-)(.-)%1%2%3b")`,
		`("a"):rep(2 ^ 20):find("[" .. ("b"):rep(2 ^ 20) .. "]")`,
	} {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			_, err := run(t, `
				older = coroutine.wrap(function() coroutine.yield() while true do end end) older()
				local err = expect.error(function() task.timeout(0.05, function() `+code+` end) end, {code = "ETIMEDOUT", op = "timeout"})
				expect.equal(task.timeout(60, function() return 1 end), 1)`)
			if err != nil {
				t.Error(err, detail(err))
			}
		})
	}
}

// TestNothingRunsAfterTheTime: a wait that the time has ended is the last that
// happens, even where its error is caught.
func TestNothingRunsAfterTheTime(t *testing.T) {
	t.Parallel()
	for _, wait := range []string{`pcall(task.sleep, 60)`, `pcall(pcall, task.sleep, 60)`, `coroutine.wrap(function() pcall(task.sleep, 60) end)()`} {
		_, err := run(t, `
			local reached
			pcall(task.timeout, 0.02, function() `+wait+` reached = true end)
			expect.equal(reached, nil)`)
		if err != nil {
			t.Error(wait, err, detail(err))
		}
	}
}

// TestStackOverflow recurses without end: the error is readable, has the
// position of the recursion, and the VM works on.
func TestStackOverflow(t *testing.T) {
	t.Parallel()
	const text = "stack overflow (more than 1000 calls inside each other)"
	for _, c := range []struct {
		name, code string
		line       int
	}{
		{"function", "\nlocal function f()\n  local x = f()\n  return x\nend\nf()", 3},
		{"two functions", "\nlocal f, g\nfunction f() local x = g() return x end\nfunction g() local x = f() return x end\nf()", 0},
		{"index", "\nlocal t = setmetatable({}, {__index = function(t, k)\n  local x = t[k]\n  return x\nend})\nreturn t.x", 3},
		{"tostring", "\nlocal t\nt = setmetatable({}, {__tostring = function() local s = tostring(t) return s end})\nreturn tostring(t)", 3},
		{"gsub", "\nlocal function f() local x = string.gsub('x', 'x', f) return x end\nf()", 2},
		{"coroutine", "\ncoroutine.wrap(function()\n  local function f() local x = f() return x end\n  f()\nend)()", 3},
		{"spawned", "\nlocal function f() local x = f() return x end\ntask.spawn(f):join()", 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			e := asError(t, runScript(t, setup{code: c.code}))
			if e.Kind != luaapi.ScriptError || e.Message != text || e.File != "test.lua" || c.line > 0 && e.Line != c.line {
				t.Errorf("error %q of kind %d, want line %d", e, e.Kind, c.line)
			}
			again := "local ok, err = pcall(function()" + c.code + "\nend)\nexpect.contains(err, '" + text + "')\nexpect.equal(coroutine.wrap(function() return 1 end)(), 1)"
			if err := runScript(t, setup{code: again}); err != nil {
				t.Errorf("caught: %v", err)
			}
		})
	}
}

// TestCallsInsideEachOther recurses in each way that there is, as deep as a stack
// of 1,000 frames allows: threads begin with room for a few.
func TestCallsInsideEachOther(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, code string
		least      int
	}{
		{"function", `local function f() n = n + 1 local x = f() return x end f()`, 990},
		{"index", `local t = setmetatable({}, {__index = function(t, k) n = n + 1 local x = t[k] return x end}) local x = t.x`, 990},
		{"newindex", `local t = setmetatable({}, {__newindex = function(t, k) n = n + 1 t[k] = 1 end}) t.x = 1`, 990},
		{"arithmetic", `local t = setmetatable({}, {__add = function(t) n = n + 1 local x = t + t return x end}) local x = t + t`, 990},
		{"comparison", `local t = setmetatable({}, {__lt = function(t) n = n + 1 local x = t < t return x end}) local x = t < t`, 990},
		{"call", `local t = setmetatable({}, {__call = function(t) n = n + 1 local x = t() return x end}) t()`, 990},
		{"iterator", `local function f() n = n + 1 for _ in f do end end f()`, 990},
		{"tostring", `local t t = setmetatable({}, {__tostring = function() n = n + 1 local s = tostring(t) return s end}) tostring(t)`, 480},
		{"gsub", `local function f() n = n + 1 local x = string.gsub("x", "x", f) return x end f()`, 480},
		{"sort", `local function f() n = n + 1 table.sort({1, 2}, f) end f()`, 480},
		{"pcall", `local function f() n = n + 1 local ok, err = pcall(f) error(err, 0) end f()`, 480},
		{"nested pcall", `local all = {} for i = 1, 900 do all[i] = pcall end all[901] = function() n = 1000 error("at the end") end error(select(900, unpack(all)(unpack(all, 2))))`, 1000},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := run(t, `
				local function deepest(body)
					n = 0
					expect.equal(pcall(body), false)
					return n
				end
				local function body() `+c.code+` end
				local here, inside, spawned = deepest(body), coroutine.wrap(function() return deepest(body) end)(), task.spawn(deepest, body):join()
				for _, depth in ipairs{here, inside, spawned} do assert(depth >= `+strconv.Itoa(c.least)+`, depth) end`)
			if err != nil {
				t.Error(err, detail(err))
			}
		})
	}
}

// TestOverflowReachesHandlers requires that an xpcall handler sees a readable
// error even when there was no room to call it.
func TestOverflowReachesHandlers(t *testing.T) {
	t.Parallel()
	_, err := run(t, `
		local function f() local x = f() return x end
		local ok, got = xpcall(f, function(e) return "handled " .. e end)
		expect.equal(ok, false)
		expect.match(got, "^handled test.lua:%d+: stack overflow")
		expect.equal({xpcall(error, function() return "again" end)}, {false, "again"})`)
	if err != nil {
		t.Error(err, detail(err))
	}
}

// TestValueOverflow fills the stack of values, in calls and in tail calls.
func TestValueOverflow(t *testing.T) {
	t.Parallel()
	_, err := run(t, `
		local big = {}
		for i = 1, 150000 do big[i] = i end
		local function g(...) return select("#", ...) end
		local function deep(n, ...) if n == 0 then return 0 end return 1 + deep(n - 1, unpack(big)) end
		local ok, err = pcall(deep, 5)
		expect.equal(ok, false)
		expect.match(err, "^test.lua:%d+: .*overflow")
		expect.equal(select("#", unpack(big, 1, 1000)), 1000)`)
	if err != nil {
		t.Error(err, detail(err))
	}
}

// TestManyErrors makes sure that errors, caught a great many times, leave
// nothing behind.
func TestManyErrors(t *testing.T) {
	t.Parallel()
	_, err := run(t, `
		for i = 1, 20000 do
			pcall(error, "x")
			pcall(coroutine.wrap(function() error("y") end))
			xpcall(function() local x = nil + 1 end, function(e) return e end)
		end`)
	if err != nil {
		t.Error(err)
	}
}

// TestErrorsKeepTheirValues requires that catching an error changes nothing in
// the functions around.
func TestErrorsKeepTheirValues(t *testing.T) {
	t.Parallel()
	_, err := run(t, `
		local count = 0
		local function add() count = count + 1 end
		for i = 1, 3 do
			pcall(error, "x")
			count = count + 10
			add()
		end
		expect.equal(count, 33)`)
	if err != nil {
		t.Error(err, detail(err))
	}
}

func TestUnjoinedTasks(t *testing.T) {
	t.Parallel()
	err := runScript(t, setup{code: `local settle = ...
		task.spawn(function() error("first") end)
		task.spawn(function() settle() error("second") end) -- when the first has failed
		task.spawn(function() return "fine" end)
		local joined = task.spawn(function() error("joined") end)
		expect.error(function() joined:join() end, "joined")`})
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok || len(joined.Unwrap()) != 2 {
		t.Fatalf("errors are %v, want two", err)
	}
	for i, want := range []string{"test.lua:2: first", "test.lua:3: second"} {
		if got := joined.Unwrap()[i].Error(); got != want {
			t.Errorf("error %d is %q, want %q", i, got, want)
		}
	}
}

// TestManyTasks has hundreds of tasks that nest coroutines, pcall and waits.
func TestManyTasks(t *testing.T) {
	t.Parallel()
	const code = `
		local ch = task.channel(10)
		local function worker(id)
			local co = coroutine.wrap(function()
				for i = 1, 5 do
					local ok, err = pcall(function()
						task.sleep(0.0001)
						if i % 2 == 0 then error({id = id}) end
						return i
					end)
					coroutine.yield(ok and i or err.id)
				end
			end)
			for i = 1, 5 do
				ch:send({id, i, co()})
				expect.equal(coroutine.running(), nil)
			end
			return id
		end
		local tasks = {}
		for id = 1, 300 do tasks[id] = task.spawn(worker, id) end
		for _ = 1, 1500 do
			local got = ch:recv()
			expect.equal(got[3], got[2] % 2 == 0 and got[1] or got[2])
		end
		for id, t in ipairs(tasks) do expect.equal(t:join(), id) end`
	for seed, kind := range worlds {
		t.Run(fmt.Sprint(kind, seed), func(t *testing.T) {
			t.Parallel()
			if err := runScript(t, setup{kind: kind, seed: uint64(seed), code: code}); err != nil {
				t.Error(err, detail(err))
			}
		})
	}
}

// TestVMsAtTheSameTime runs VMs on several goroutines, which share what is
// compiled.
func TestVMsAtTheSameTime(t *testing.T) {
	t.Parallel()
	c := compile(t, "", strings.Repeat("expect.equal(struct.unpack('>I', struct.pack('>I', 7)), 7) tostring({}) math.random() ", 20))
	w := newWorld(t, setup{})
	var jobs []*luaapi.Job
	vms := make([]*luaapi.VM, 8)
	for i := range vms {
		vms[i] = newVM(t, w, setup{})
		jobs = append(jobs, vms[i].Start("main", func(task *luaapi.Task) error { _, err := task.Run(c); return err }))
	}
	for i, vm := range vms {
		if err := vm.Do("join", func(task *luaapi.Task) error { return task.Join(jobs[i]) }); err != nil {
			t.Error(err)
		}
	}
	w.Close(time.Second)
}
