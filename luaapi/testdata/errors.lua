-- Errors: what pcall gives, and what it leaves as it was.

--- pcall gives results or what was raised
expect.equal({pcall(function(...) return ... end, 1, 2)}, {true, 1, 2})
expect.equal(select("#", pcall(function() return nil, nil end)), 3)
expect.equal({pcall(error, "x", 0)}, {false, "x"})
expect.equal({pcall(error)}, {false})
expect.equal(select(2, pcall(error, nil)), nil)
local object = {}
expect.equal(rawequal(select(2, pcall(error, object)), object), true)
expect.equal({pcall(pcall, error, "x")}, {true, false, "x"})
expect.match(select(2, pcall(nil)), "attempt to call")
expect.error(pcall, "fn must be")

--- positions by level
local function fail(level) error("x", level) end
expect.equal(select(2, pcall(function() fail(1) end)), "errors.lua:16: x")
expect.equal(select(2, pcall(function()
  fail(2)
end)), "errors.lua:19: x")
expect.equal(select(2, pcall(function() fail(0) end)), "x")

--- an error has its position
local t = {}
t.x.y = 1 --> attempt to index

--- assert
expect.equal({assert(1, 2, 3)}, {1, 2, 3})
expect.equal({pcall(assert, false, "why")}, {false, "why"})
expect.match(select(2, pcall(assert, nil)), "assertion failed!")
local object = {}
expect.equal(rawequal(select(2, pcall(assert, false, object)), object), true)

--- xpcall calls the handler where the error is
local trace
local ok, got = xpcall(function()
  local function deep() error("x") end
  deep()
end, function(e) trace = debug.traceback() return "handled " .. e end)
expect.equal(ok, false)
expect.equal(got, "handled errors.lua:37: x")
expect.match(trace, "errors.lua:37: in function 'deep'")
expect.match(trace, "errors.lua:38: in function <errors.lua:36>")
expect.equal({xpcall(function() return 1, 2 end, error)}, {true, 1, 2})

--- a handler that fails
local ok, got = xpcall(error, function() error("second", 0) end)
expect.equal({ok, got}, {false, "second"})
local ok, got = xpcall(error, function() local x = nil + 1 end)
expect.equal(ok, false)
expect.match(got, "attempt to perform arithmetic on a nil value")

--- a handler may use pcall and coroutines
local ok, got = xpcall(error, function()
  local ok, err = pcall(error, "inner", 0)
  return coroutine.wrap(function() coroutine.yield(err) end)()
end)
expect.equal({ok, got}, {false, "inner"})

--- locals and the closures that share them stay together
local count = 0
local function add(n) count = count + n return count end
for _, fails in ipairs{
  function() error("x") end,
  function() error({}) end,
  function() local x = nil + 1 end,
  function() pcall(error, "x") error("y") end,
  function() return coroutine.wrap(function() error("x") end)() end,
  function() expect.equal(1, 2) end,
  function() socket.socket():recv(1) end,
} do
  local before = count
  expect.equal(pcall(fails), false)
  count = count + 1
  expect.equal(add(1), before + 2)
  expect.equal(count, before + 2)
  expect.equal(xpcall(fails, function(e) return e end), false)
  count = count + 1
  expect.equal(add(1), before + 4)
  expect.equal(expect.error(fails) ~= nil, true)
  count = count + 1
  expect.equal(add(1), before + 6)
end

--- locals of functions between two pcalls stay shared
local outer = 0
local function get() return outer end
pcall(function()
  local middle = 0
  local function both() return outer, middle end
  pcall(function()
    pcall(error, "x")
    middle = middle + 1
    outer = outer + 1
    error("y")
  end)
  middle = middle + 1
  outer = outer + 1
  expect.equal({both()}, {2, 2})
  error("z")
end)
outer = outer + 1
expect.equal(get(), 3)

--- closures keep the locals of a function that failed
local get, set
pcall(function()
  local value = 1
  get, set = function() return value end, function(v) value = v end
  value = 2
  error("x")
end)
local other = {1, 2, 3, 4, 5, 6, 7, 8}
expect.equal(get(), 2)
set(3)
expect.equal(get(), 3)
local function use(...) return select("#", ...) end
expect.equal(use(unpack(other)), 8)
expect.equal(get(), 3)

--- closures keep the locals of a coroutine that failed
local get
local co = coroutine.create(function()
  local value = 1
  get = function() return value end
  local function shares() value = value + 1 end
  pcall(error, "x")
  value = value + 1
  shares()
  error("x")
end)
coroutine.resume(co)
co = nil
collectgarbage()
expect.equal(get(), 3)

--- closures of a function that overflowed can be called
local get
local function deep() local value = {} get = function() return value end return 1 + deep() end
expect.error(deep, "stack overflow")
local function use(...) return select("#", ...) end
use(1, 2, 3)
get()
local co = coroutine.create(deep)
coroutine.resume(co)
get()

--- closures of a handler keep their locals
local get
xpcall(error, function() local value = 1 get = function() return value end error("again") end)
local function use(...) return select("#", ...) end
use(1, 2, 3, 4, 5)
expect.equal(get(), 1)

--- loops over fresh closures
local list = {}
for i = 1, 5 do
  pcall(error, i)
  list[i] = function() i = i + 1 return i end
  pcall(error, i)
  expect.equal(list[i](), i)
end
expect.equal(list[3](), 5)

--- tasks that fail leave the spawner's locals shared
local n = 0
local t = task.spawn(function() n = n + 1 task.sleep(0.001) pcall(error) n = n + 1 error("x") end)
n = n + 1
expect.error(function() t:join() end, "x")
n = n + 1
expect.equal(n, 4)

--- error objects of ours concatenate and show themselves
local err = expect.error(function() socket.socket():recv(1) end, {code = "ENOTCONN"})
expect.match(tostring(err), "^errors.lua:%d+: recv .*%(ENOTCONN%)$")
expect.equal("at " .. err, "at " .. tostring(err))
expect.equal(err .. "!", tostring(err) .. "!")
expect.equal(err.name, "OSError")
expect.equal(err.op, "recv")
expect.equal(type(err.errno), "number")

--- wrong arguments name the argument and what was given
socket.socket():recv("x") --> socket:recv: n must be an integer, got string "x"

--- a method that was called with a dot
socket.socket().recv(5) --> socket:recv: must be called on a socket, got 5; call it with a colon

--- an error names the value that is no good
local up, t = nil, {a = {}}
local function says(text, fn, ...)
  expect.equal(select(2, pcall(fn, ...)):match("%d+: (.*)"), text)
end
says("attempt to call a nil value (global 'nope')", function() nope() end)
says("attempt to call a nil value (field 'b')", function() t.a.b() end)
says("attempt to call a nil value (field 'absent')", function() string.absent() end)
says("attempt to call a nil value (method 'm')", function() t.a:m(1, 2) end)
says("attempt to call a table value (upvalue 't')", function() t() end)
says("attempt to call a number value (local 'n')", function(n) n() end, 1)
says("attempt to call a nil value", function() for x in nil do end end)
says("attempt to index a nil value (local 'n') with key 'x'", function(n) return n.x end)
says("attempt to index a nil value (upvalue 'up') with key 'x'", function() up.x = 1 end)
says("attempt to index a nil value (field 'b') with key 'c'", function() return t.a.b.c end)
says("attempt to index a nil value (field 'b') with key 'c'", function() t.a["b"].c = 1 end)
says("attempt to index a nil value with key 'c'", function(k) return t.a[k].c end, "b")
says("attempt to index a nil value (global 'nope') with key 'm'", function() nope:m() end)
says("attempt to get the length of a nil value (local 'n')", function(n) return #n end)
says("attempt to perform arithmetic on a table value (upvalue 't')", function() return -t end)
says("attempt to perform arithmetic on a nil value (field 'b')", function() return 1 + t.b end)
says("attempt to perform arithmetic on a string value (local 's')", function(s) return s ^ 2 end, "x")
says("attempt to perform arithmetic on a nil value (local 'n')", function(n) return "10" * n end)
says("attempt to concatenate a nil value (field 'name')", function() return "a" .. t.name .. "c" end)
says("attempt to concatenate a table value (upvalue 't')", function() return 1 .. t end)

--- a value whose register was set on two ways has no name
local function fails(t) (t.x or t.y)() end
expect.match(select(2, pcall(fails, {})), "attempt to call a nil value")

--- a variable of the chunk has its name
local n
print(1, n + 2) --> attempt to perform arithmetic on a nil value (local 'n')

--- load asks a function for code until it gives none
local pieces = {"return ", 6, "*7"}
expect.equal(load(function() return table.remove(pieces, 1) end)(), 42)
local fn, message = load(function() return {} end)
expect.equal({fn == nil, message}, {true, "load: the function must return a string, or nil at the end, got table"})
fn, message = load(function() return "x = 1 " end)
expect.equal({fn == nil, message}, {true, "(load):1:1: the code is longer than 1 MiB"})

--- an error is joined with text and numbers, and with nothing that Lua does not join
local ok, err = pcall(socket.create_connection, "127.0.0.1", 0)
expect.equal("failed: " .. err, "failed: " .. tostring(err))
expect.equal(err .. 7, tostring(err) .. "7")
expect.equal(err .. int64(7) .. "", tostring(err) .. "7")
expect.error(function() return err .. nil end, "attempt to concatenate nil")
expect.error(function() return err .. {} end, "attempt to concatenate a table")
local address = socket.socket():getsockname()
expect.equal("from " .. address .. " to " .. address, "from 0.0.0.0:0 to 0.0.0.0:0")
expect.error(function() return address .. nil end, "attempt to concatenate nil")
expect.error(function() return {} .. address end, "attempt to concatenate a table")

--- an assert of a comparison gives what Lua's gives
local n, order, object = 1, {}, {}
local function noted(v) order[#order + 1] = v return v, "second" end
expect.equal({pcall(function() assert(noted(n) == noted(2), noted("why")) end)}, {false, "why"})
expect.equal(order, {1, 2, "why"})
expect.equal({pcall(function() assert(n == 2) end)}, {false, "errors.lua:247: assertion failed!"})
expect.equal({pcall(function() assert(noted(1) == 1) assert(n < 2, object) assert(n ~= 2) end)}, {true})
expect.equal(rawequal(select(2, pcall(function() assert(n > 2, object) end)), object), true)
expect.equal({pcall(function(...) assert(... == 7) return ... end, 7, 8)}, {true, 7, 8})
