package luaapi_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sockrun/runner/world"
)

// tree writes files, by their names with slashes, below a folder of the test.
func tree(t *testing.T, files map[string]string) (root string) {
	t.Helper()
	root = t.TempDir()
	for name, text := range files {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestStandardInput(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, stdin, code, want string }{
		{"line", "one\ntwo", `print(io.read(), io.read("*l"), io.read())`, "one\ttwo\tnil\n"},
		{"all", "one\ntwo\n", `print(#io.read("*a"), #io.read("*a"))`, "8\t0\n"},
		{"bytes", "abcdef", `print(io.read(2, 3)) print(io.read(5), io.read(1))`, "ab\tcde\nf\tnil\n"},
		{"no bytes", "a", `print(io.read(0), io.read(1), io.read(0))`, "\ta\tnil\n"},
		{"number", " 12 -3.5 0x10 x", `print(io.read("*n", "*n", "*n", "*n"))`, "12\t-3.5\t16\tnil\n"},
		{"numbers without space between", "10-20+3 1.2.3 0x1fg", `print(io.read("*n", "*n", "*n", "*n", "*n", "*n", 1))`, "10\t-20\t3\t1.2\t0.3\t31\tg\n"},
		{"exponents", "1e3e .5E-1. 5e", `print(io.read("*n", 1, "*n", 2, "*n"))`, "1000\te\t0.05\t. \tnil\n"},
		{"no number", " abc -x + .e5 x1", `for i = 1, 4 do print(io.read("*n"), io.read(3)) end`, "nil\tabc\nnil\tx +\nnil\te5 \nnil\tx1\n"},
		{"number and line", "5 rest\nnext", `print(io.read("*n", "*l")) print(io.read())`, "5\t rest\nnext\n"},
		{"formats without a star", "7\nx", `print(type(io.read("n")), io.read("l"), io.read("a"))`, "number\t\tx\n"},
		{"formats in full", "7\nx\ny\nz", `print(io.read("*number", "*line", "*line")) print(io.read("*all"))`, "7\t\tx\ny\nz\n"},
		{"lines", "a\nb\n\nc", `for line in io.lines() do io.write("<", line, ">") end`, "<a><b><><c>"},
		{"stdin", "a\nb", `print(io.stdin:read(), io.stdin:read("*a"))`, "a\tb\n"},
		{"file lines", "a\nb", `for line in io.stdin:lines() do io.write(line, ",") end`, "a,b,"},
		{"lines with a format", "ab", `for line in io.stdin:lines("*l") do print(line) end print(select(2, pcall(io.stdin.lines, io.stdin, 1)))`,
			"ab\ntest.lua:1: file:lines: lines takes no formats: for blocks write local data = f:read(n) in a loop, until it is nil\n"},
		{"lines of a path with a format", "", `print(select(2, pcall(io.lines, "f", 4096)))`,
			"test.lua:1: io.lines: lines takes no formats: for blocks write local data = f:read(n) in a loop, until it is nil\n"},
		{"wrong format", "", `print(select(2, pcall(io.read, "*x")))`, "test.lua:1: io.read: a format is *l, *n, *a or a number of bytes, got string \"*x\"\n"},
		{"no number of bytes", "abc", `for _, n in ipairs{-1, 1.5, 1/0} do print(select(2, pcall(io.read, n))) end`,
			"test.lua:1: io.read: a number of bytes is a whole one, 0 or more, got -1\ntest.lua:1: io.read: a number of bytes is a whole one, 0 or more, got 1.5\ntest.lua:1: io.read: a number of bytes is a whole one, 0 or more, got inf\n"},
		{"write", "", `io.write("a", 1, 2.5):write("b\n") io.stdout:write("c\n")`, "a12.5b\nc\n"},
		{"buffers", "", `print(io.stdout:setvbuf("no"), io.stdout:setvbuf("full", 1024)) io.flush() expect.error(function() io.stdout:setvbuf("none") end, "mode must be")`, "true\ttrue\n"},
		{"type", "", `print(io.type(io.stdin), io.type(5), io.type({}))`, "file\tnil\tnil\n"},
		{"print", "", `print() print(nil, true, 1.5, "x")`, "\nnil\ttrue\t1.5\tx\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			if err := runScript(t, setup{code: c.code, stdin: c.stdin, stdout: &out}); err != nil {
				t.Fatal(err)
			}
			if out.String() != c.want {
				t.Errorf("printed %q, want %q", out.String(), c.want)
			}
		})
	}
}

// TestFiles runs in a world that may read below its root and write in its
// temporary folder, which relative names count from.
func TestFiles(t *testing.T) {
	t.Parallel()
	root := tree(t, map[string]string{"in.txt": "one\ntwo\n"})
	for _, c := range []struct{ name, code string }{
		{"write and read", `
			local f = assert(io.open("x.txt", "w"))
			expect.equal(f:write("a", 1, "\n", "b"), f)
			expect.equal(f:close(), true)
			local f = io.open("x.txt")
			expect.equal({f:read("*l", "*a")}, {"a1", "b"})
			expect.equal(io.type(f), "file")
			f:close()
			expect.equal(io.type(f), "closed file")
			expect.error(function() f:read() end, "the file x.txt is closed")`},
		{"append and seek", `
			local f = io.open("x.txt", "w+b")
			f:write("hello world")
			expect.equal({f:seek("set", 6), f:read("*a"), f:seek("cur"), f:seek("end"), f:seek("set")}, {6, "world", 11, 11, 0})
			expect.equal(f:read(5), "hello")
			expect.equal(f:seek(), 5)
			f:close()
			local f = io.open("x.txt", "a")
			f:write("!")
			f:close()
			expect.equal(io.open("x.txt"):read("*a"), "hello world!")`},
		{"lines", `
			local list = {}
			for line in io.lines(root .. "/in.txt") do list[#list + 1] = line end
			expect.equal(list, {"one", "two"})
			expect.error(function() io.lines(root .. "/none") end, "no such file")`},
		{"a folder", `
			local f = io.open(root)
			for _, format in ipairs{"*l", "*a", "*n", 10, 10000, 0} do
				expect.equal(expect.error(function() f:read(format) end, {code = "EISDIR"}).op, "read")
			end
			expect.error(function() f:read("*l", "*a") end, {code = "EISDIR"})
			expect.error(function() for line in io.lines(root) do end end, {code = "EISDIR"})`},
		{"the other way", `
			local f = io.open("x.txt", "w")
			expect.error(function() f:read() end, "file:read: x.txt is not open for reading")
			f:close()
			local f = io.open("x.txt")
			expect.error(function() f:write("x") end, "file:write: x.txt is not open for writing")`},
		{"missing", `
			local f, err = io.open(root .. "/none")
			expect.equal(f, nil)
			expect.contains(err, "no such file")`},
		{"outside is refused", `
			local f, err = io.open("/etc/passwd")
			expect.equal(f, nil)
			expect.contains(err, "--allow-read")
			local f, err = io.open(root .. "/in.txt", "w")
			expect.equal(f, nil)
			expect.contains(err, "--allow-write")
			local f, err = io.open(root .. "/../../../../../../../../etc/passwd")
			expect.equal(f, nil)
			expect.equal(select("#", os.remove(root .. "/in.txt")), 2)
			expect.contains(select(2, os.remove(root .. "/in.txt")), "not allowed")
			expect.contains(select(2, os.rename(root .. "/in.txt", "x")), "not allowed")
			expect.contains(select(2, loadfile("/etc/passwd")), "--allow-read")
			expect.error(function() dofile("/etc/passwd") end, "--allow-read")`},
		{"remove and rename", `
			io.open("x.txt", "w"):close()
			expect.equal(os.rename("x.txt", "y.txt"), true)
			expect.equal(io.open("x.txt"), nil)
			expect.equal(os.remove("y.txt"), true)
			expect.equal((os.remove("y.txt")), nil)`},
		{"wrong mode", `expect.error(function() io.open("x", "q") end, "mode must be r, w, a, r+, w+ or a+, got \"q\"")`},
	} {
		for _, kind := range []world.Kind{world.Real, world.Simulated} {
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				code := "root = " + quoted(root) + c.code
				if err := runScript(t, setup{kind: kind, code: code, root: root}); err != nil {
					t.Error(err, detail(err))
				}
			})
		}
	}
}

// TestTwoReaders: what a file has goes to one task or the other, whole.
func TestTwoReaders(t *testing.T) {
	t.Parallel()
	var lines strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&lines, "line %d\n", i)
	}
	for _, c := range []struct{ name, code string }{
		{"read", `local function reader() for line in function() return io.read() end do got[#got + 1] = line end end`},
		{"lines", `local function reader() for line in io.lines() do got[#got + 1] = line end end`},
		{"number and line", `local function reader() repeat local word, n, rest = io.read(5, "*n", "*l") if word then got[#got + 1] = word .. n .. rest end until not word end`},
		{"lent", `local h = hashlib.md5()
			local function reader() repeat local piece = io.read(8192) if piece then total = total + #piece end until not piece end`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			code := "got, total = {}, 0 " + c.code + `
				local a, b = task.spawn(reader), task.spawn(reader)
				a:join() b:join()
				for _, line in ipairs(got) do
					expect.match(line, "^line %d+$")
					total = total + #line + 1
				end
				print(total)`
			var out bytes.Buffer
			if err := runScript(t, setup{code: code, stdin: lines.String(), stdout: &out}); err != nil {
				t.Fatal(err, detail(err))
			}
			if want := fmt.Sprintln(lines.Len()); out.String() != want {
				t.Errorf("read %s, want %s", out.String(), want)
			}
		})
	}
}

func quoted(s string) string { return "[[" + s + "]] " }

func TestRequire(t *testing.T) {
	t.Parallel()
	root := tree(t, map[string]string{
		"beside.lua":         `return {name = ..., from = "beside"}`,
		"lib/shared.lua":     `loads = (loads or 0) + 1 return {from = "lib"}`,
		"lib/deep/er.lua":    `return "deeper"`,
		"lib/nothing.lua":    `x = 1`,
		"lib/no.lua":         `return false`,
		"lib/beside.lua":     `return "not this one"`,
		"lib/fails.lua":      "local x = 1\nerror(\"on loading\")",
		"lib/syntax.lua":     "local x =\n\nlocal",
		"lib/itself.lua":     `return require "itself"`,
		"lib/a.lua":          `return require "b"`,
		"lib/b.lua":          `return require "a"`,
		"lib/struct.lua":     `return "not the built-in one"`,
		"lib/sometimes.lua":  `tries = (tries or 0) + 1 if tries == 1 then error("first") end return tries`,
		"lib/slow.lua":       `loads = (loads or 0) + 1 task.sleep(0.01) return {}`,
		"other/script.lua":   `return "script"`,
		"other/lib/near.lua": `return "near"`,
	})
	for _, c := range []struct{ name, code string }{
		{"beside the script", `expect.equal(require "beside", {name = "beside", from = "beside"})`},
		{"in lib", `expect.truthy(require "shared" == require("shared")) expect.equal(loads, 1) expect.equal(require("shared").from, "lib")`},
		{"in a folder of lib", `expect.equal(require "deep.er", "deeper")`},
		{"without a result", `expect.equal(require "nothing", true) expect.equal(x, 1)`},
		{"false", `expect.equal(require "no", false)`},
		{"built in", `expect.truthy(require "struct" == struct) expect.truthy(require "string" == string) expect.equal(require("expect").equal, expect.equal)`},
		{"fails", `expect.error(function() require "fails" end, "fails.lua:2: on loading")`},
		{"does not compile", `expect.error(function() require "syntax" end, "syntax.lua:3")`},
		{"requires itself", `expect.error(function() require "itself" end, 'module "itself" requires itself')`},
		{"in a ring", `expect.error(function() require "a" end, "requires itself")`},
		{"not found", `
			local err = expect.error(function() require "none" end, 'module "none" is not built in and not found at ')
			expect.error(function() require "threading" end, '; write task.spawn(function() … end)')
			expect.contains(err, "none.lua")
			expect.contains(err, "lib")`},
		{"again after a failure", `expect.error(function() require "sometimes" end, "first") expect.equal(require "sometimes", 2)`},
		{"outside", `expect.error(function() require "../../etc/x" end, "")`},
		{"by two tasks", `
			local a, b = task.spawn(require, "slow"), task.spawn(require, "slow")
			expect.truthy(a:join() == b:join())
			expect.equal(loads, 1)`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if err := runScript(t, setup{code: c.code, root: root}); err != nil {
				t.Error(err, detail(err))
			}
		})
	}
}

func TestLoad(t *testing.T) {
	t.Parallel()
	root := tree(t, map[string]string{"ok.lua": "return 1, ...", "bad.lua": "x ="})
	_ = root
	for _, c := range []struct{ name, code string }{
		{"string", `expect.equal({load("return ..., 2")(1)}, {1, 2})`},
		{"loadstring", `expect.equal(loadstring("return 5")(), 5)`},
		{"function", `local parts = {"return ", "5", nil} local i = 0 expect.equal(load(function() i = i + 1 return parts[i] end)(), 5)`},
		{"syntax", `expect.match(select(2, load("x =", "=name")), "^name:1")`},
		{"name", `expect.error(load("error('x')", "@file.lua"), "file.lua:1: x")`},
		{"globals", `y = 1 load("y = y + 1")() expect.equal(y, 2)`},
		{"bytecode", `expect.contains(select(2, load("\27Lua\1\2")), "bytecode is not loaded")`},
		{"escapes", `expect.equal(load([[return "\xff\z
			\u{e9}"]])(), "\255\195\169")`},
		{"loadfile", `expect.equal({loadfile(root .. "/ok.lua")(2)}, {1, 2})`},
		{"loadfile of bad code", `local f, err = loadfile(root .. "/bad.lua") expect.equal(f, nil) expect.contains(err, "bad.lua:1")`},
		{"loadfile of nothing", `local f, err = loadfile(root .. "/none.lua") expect.equal(f, nil) expect.contains(err, "no such file")`},
		{"dofile", `expect.equal({dofile(root .. "/ok.lua")}, {1})`},
		{"dofile of bad code", `expect.error(function() dofile(root .. "/bad.lua") end, "bad.lua:1")`},
		{"an error in the source function", `expect.error(function() load(function() error("own") end) end, "own")`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if err := runScript(t, setup{code: "root = " + quoted(root) + c.code, root: root}); err != nil {
				t.Error(err, detail(err))
			}
		})
	}
}

func TestOS(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, code string }{
		{"date", `
			expect.equal(os.date("!%Y-%m-%d %H:%M:%S", 0), "1970-01-01 00:00:00")
			expect.equal(os.date("!%a %b %j %p %% %y", 86400), "Fri Jan 002 AM % 70")
			expect.equal(os.date("!%w %u %U %W %V %G %C %e %h %R %r%n%t", 86400), "5 5 00 00 01 1970 19  2 Jan 00:00 12:00:00 AM\n\t")
			expect.equal(os.date("!%U %W %V %G %u %w", 1230768000 - 86400 * 4), "52 51 52 2008 7 0")
			expect.error(function() os.date("%Q") end, "os.date: there is no conversion %Q")
			expect.error(function() os.date("100%") end, "os.date: the format ends with %, which is written %%")
			for _, bad in ipairs{0/0, 1e300, "1e300"} do expect.error(function() os.date("%c", bad) end, "time must be") end
			expect.equal(os.date("!*t", 3600), {year = 1970, month = 1, day = 1, hour = 1, min = 0, sec = 0, wday = 5, yday = 1, isdst = false})`},
		{"time", `
			local t = os.date("*t", 1e9)
			expect.equal(os.time(t), 1e9)
			expect.near(os.time(), time.time(), 2)
			expect.error(function() os.time({year = 2000}) end, 'field "month" is missing')
			expect.equal(os.difftime(5, 3), 2)
			expect.between(os.clock(), 0, 60)`},
		{"environment", `expect.equal(os.getenv("HOME"), nil)`},
		{"nothing that harms", `
			for _, name in ipairs{"setlocale", "tmpname"} do expect.equal(os[name], nil, name) end
			for _, name in ipairs{"newproxy", "module", "channel", "_printregs", "dump"} do expect.equal(_G[name], nil, name) end
			for _, name in ipairs{"getlocal", "setlocal", "getupvalue", "setupvalue", "sethook", "setmetatable", "getregistry"} do expect.equal(rawget(debug, name), nil, name) end
			expect.equal(string.dump, nil)
			expect.equal(collectgarbage("count"), 0)`},
		{"debug", `
			expect.equal(debug.getinfo(1, "l").currentline, 2)
			expect.equal(debug.getinfo(1, "S").short_src, "test.lua")
			expect.match(debug.traceback("message"), "^message\nstack traceback:\n\ttest.lua:4: in main chunk$")
			local t = {}
			expect.equal(debug.traceback(t), t)`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if err := runScript(t, setup{code: c.code}); err != nil {
				t.Error(err, detail(err))
			}
		})
	}
}

// TestExit requires that os.exit ends the actor and nothing else.
func TestExit(t *testing.T) {
	t.Parallel()
	_, err := run(t, "os.exit(3)")
	if e := asError(t, err); !strings.Contains(e.Message, "os.exit(3)") || e.Line != 1 {
		t.Errorf("ended with %v", err)
	}
}

// TestReadLetsOthersRun requires that a task which waits for input keeps the
// baton from nobody.
func TestReadLetsOthersRun(t *testing.T) {
	t.Parallel()
	in, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	defer out.Close()
	w := newWorld(t, setup{})
	defer w.Close(time.Second)
	err = runInput(t, w, in, &writerFunc{func(p []byte) { out.Write([]byte("typed\n")) }}, `
		local reader = task.spawn(function() return io.read() end)
		task.sleep(0.005)
		print("type now")
		expect.equal(reader:join(), "typed")`)
	if err != nil {
		t.Error(err, detail(err))
	}
}
