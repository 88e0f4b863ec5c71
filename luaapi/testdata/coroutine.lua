-- Coroutines as Lua 5.1 has them, and what gopher-lua's own get wrong.

--- resume, yield and return pass values
local co = coroutine.create(function(a, b)
  expect.equal(a, 1)
  expect.equal(b, 2)
  local c, d = coroutine.yield(a + b, "x")
  expect.equal(c, nil)
  expect.equal(d, 4)
  return "end", nil, 5
end)
expect.equal({coroutine.resume(co, 1, 2)}, {true, 3, "x"})
expect.equal(coroutine.status(co), "suspended")
expect.equal({coroutine.resume(co, nil, 4)}, {true, "end", nil, 5})
expect.equal(coroutine.status(co), "dead")
expect.equal({coroutine.resume(co)}, {false, "cannot resume dead coroutine"})

--- the number of values is kept
local co = coroutine.create(function() coroutine.yield() coroutine.yield(nil) coroutine.yield(nil, nil) end)
expect.equal(select("#", coroutine.resume(co)), 1)
expect.equal(select("#", coroutine.resume(co)), 2)
expect.equal(select("#", coroutine.resume(co)), 3)
expect.equal(select("#", coroutine.resume(co)), 1)

--- the number of values is kept by returns
for n = 0, 3 do
  local co = coroutine.create(function(...) return ... end)
  expect.equal(select("#", coroutine.resume(co, unpack({}, 1, n))), n + 1)
  local co = coroutine.create(function(...) return select("#", ...) end)
  expect.equal({coroutine.resume(co, unpack({}, 1, n))}, {true, n})
end

--- values that resume does not give are nil
local co = coroutine.create(function()
  local a, b, c = coroutine.yield("x", "y", "z")
  local t = {a, b, c, n = select("#", coroutine.yield(a == nil, b == nil, c == nil))}
  local p, q = coroutine.yield(t.n, type(t[1]), type(t[2]))
  return tostring(p) .. tostring(q)
end)
expect.equal({coroutine.resume(co)}, {true, "x", "y", "z"})
expect.equal({coroutine.resume(co)}, {true, true, true, true})
expect.equal({coroutine.resume(co)}, {true, 0, "nil", "nil"})
expect.equal({coroutine.resume(co, 7)}, {true, "7nil"})

--- values that resume gives too many are dropped
local co = coroutine.create(function()
  local a, b = "a", "b"
  local c = coroutine.yield()
  local d, e = "d", "e"
  coroutine.yield()
  return a .. b .. c .. d .. e
end)
coroutine.resume(co)
coroutine.resume(co, "c", "x", "y", "z")
expect.equal({coroutine.resume(co, 1, 2, 3)}, {true, "abcde"})

--- false is a value
local co = coroutine.create(function() return coroutine.yield(false), false end)
expect.equal({coroutine.resume(co)}, {true, false})
expect.equal({coroutine.resume(co, false)}, {true, false, false})

--- a yield in a tail call
local function pause(...) return coroutine.yield(...) end
local function twice(...) return pause(pause(...)) end
local co = coroutine.create(function(...) local v = twice(...) return v, "end" end)
expect.equal({coroutine.resume(co, 1)}, {true, 1})
expect.equal({coroutine.resume(co, 2)}, {true, 2})
expect.equal({coroutine.resume(co, 3)}, {true, 3, "end"})
expect.equal(coroutine.status(co), "dead")

--- the body is a tail call of yield
local co = coroutine.create(function(...) return coroutine.yield(...) end)
expect.equal({coroutine.resume(co, 1)}, {true, 1})
expect.equal({coroutine.resume(co, 2)}, {true, 2})
expect.equal(coroutine.status(co), "dead")

--- the body is a built-in function
expect.equal(coroutine.wrap(tostring)(12), "12")
expect.equal({coroutine.resume(coroutine.create(rawequal), 2, 2)}, {true, true})
local co = coroutine.create(coroutine.yield)
expect.equal({coroutine.resume(co, 1, 2)}, {true, 1, 2})
expect.equal({coroutine.resume(co, 3)}, {true, 3})
expect.equal(coroutine.status(co), "dead")

--- running and status
expect.equal(coroutine.running(), nil)
local outer, inner
outer = coroutine.create(function()
  expect.equal(coroutine.running(), outer)
  expect.equal(coroutine.status(outer), "running")
  inner = coroutine.create(function()
    expect.equal(coroutine.running(), inner)
    expect.equal(coroutine.status(outer), "normal")
    coroutine.yield()
  end)
  expect.equal(coroutine.status(inner), "suspended")
  coroutine.resume(inner)
  expect.equal(coroutine.status(inner), "suspended")
  expect.equal(coroutine.running(), outer)
  coroutine.resume(inner)
  expect.equal(coroutine.status(inner), "dead")
end)
expect.equal({coroutine.resume(outer)}, {true})
expect.equal(coroutine.running(), nil)

--- a coroutine cannot resume itself nor who resumed it
local outer
outer = coroutine.create(function()
  expect.equal({coroutine.resume(outer)}, {false, "cannot resume running coroutine"})
  local inner = coroutine.create(function()
    expect.equal({coroutine.resume(outer)}, {false, "cannot resume normal coroutine"})
    return "inner"
  end)
  expect.equal({coroutine.resume(inner)}, {true, "inner"})
  return "outer"
end)
expect.equal({coroutine.resume(outer)}, {true, "outer"})

--- an error ends the coroutine
local co = coroutine.create(function() error("boom") end)
local ok, err = coroutine.resume(co)
expect.equal(ok, false)
expect.equal(err, "coroutine.lua:120: boom")
expect.equal(coroutine.status(co), "dead")

--- an error object passes through
local reason = {}
local ok, err = coroutine.resume(coroutine.create(function() error(reason) end))
expect.equal(rawequal(err, reason), true)
local ok, err = pcall(coroutine.wrap(function() error(reason) end))
expect.equal(rawequal(err, reason), true)

--- an error in a wrapped coroutine has its own position
local f = coroutine.wrap(function()
  error("boom") --> boom
end)
f()

--- a wrapped coroutine that fails leaves the VM fine
for _ = 1, 3 do
  local co
  local f = coroutine.wrap(function() co = coroutine.running() error("boom") end)
  expect.error(f, "boom")
  expect.equal(coroutine.status(co), "dead")
  expect.equal(coroutine.running(), nil)
  expect.error(f, "cannot resume dead coroutine")
  expect.equal(coroutine.wrap(function() return coroutine.status(coroutine.running()) end)(), "running")
end

--- a wrapped coroutine iterates
local function range(n) return coroutine.wrap(function() for i = 1, n do coroutine.yield(i) end end) end
local sum = 0
for i in range(4) do for j in range(i) do sum = sum + j end end
expect.equal(sum, 20)

--- yields do not cross pcall, metamethods and callbacks
local refused = "attempt to yield across pcall, a metamethod or a callback"
local y = coroutine.yield
local function once(f) local done return function() if not done then done = true return f() end end end
local object = setmetatable({}, {__index = y, __newindex = y, __add = y, __sub = y, __mul = y, __div = y, __mod = y, __pow = y,
  __unm = y, __eq = function() y() return true end, __lt = y, __le = y, __concat = y, __call = nil, __tostring = y})
local other = setmetatable({}, getmetatable(object))
local ways = {
  pcall = function() local ok, err = pcall(y, 1) if not ok then error(err, 0) end end,
  pcall_deep = function() local ok, err = pcall(function() local x = y(1) return x end) if not ok then error(err, 0) end end,
  xpcall = function() local ok, err = xpcall(function() y(1) end, function(e) return e end) if not ok then error(err, 0) end end,
  handler = function() local ok, err = xpcall(function() error("x") end, function(e) y(1) end) if not ok then error(err, 0) end end,
  index = function() return object.x end,
  newindex = function() object.x = 1 end,
  add = function() return object + 1 end,
  sub = function() return 1 - object end,
  mul = function() return object * 1 end,
  div = function() return object / 1 end,
  mod = function() return object % 1 end,
  pow = function() return object ^ 1 end,
  unm = function() return -object end,
  eq = function() return object == other end,
  lt = function() return object < other end,
  le = function() return object <= other end,
  concat = function() return object .. "x" end,
  tostring = function() return tostring(object) end,
  iterator = function() for x in y do end end,
  iterator_lua = function() for x in once(function() return y(1) end) do end end,
  sort = function() table.sort({2, 1, 3}, function(a, b) y(1) return a < b end) end,
  gsub = function() return (string.gsub("abc", ".", function() y(1) return "x" end)) end,
  expect = function() expect.no_error(function() y(1) end) end,
  timeout = function() task.timeout(60, function() y(1) end) end,
  load = function() load(function() y(1) end) end,
}
local names = {}
for name in pairs(ways) do names[#names + 1] = name end
for _, name in ipairs(names) do
  local co = coroutine.create(function() ways[name]() return "not refused" end)
  local ok, err = coroutine.resume(co)
  expect.equal(ok, false, name)
  expect.contains(tostring(err), refused, name)
  expect.equal(coroutine.status(co), "dead", name)
  expect.equal(coroutine.running(), nil, name)
  -- Nothing is left behind: coroutines and pcall work on.
  local again = coroutine.create(function(a) local ok, b = pcall(function() return a + 1 end) local c = y(b) return c end)
  expect.equal({coroutine.resume(again, 1)}, {true, 2}, name)
  expect.equal({coroutine.resume(again, 3)}, {true, 3}, name)
end

--- a refused yield can be caught and the coroutine goes on
local co = coroutine.create(function()
  local ok, err = pcall(coroutine.yield, 1)
  expect.equal(ok, false)
  local got = coroutine.yield("after")
  return got
end)
expect.equal({coroutine.resume(co)}, {true, "after"})
expect.equal({coroutine.resume(co, "done")}, {true, "done"})

--- a call metamethod is an ordinary call
local object = setmetatable({}, {__call = function(self, v) return coroutine.yield(v) end})
local co = coroutine.create(function() local v = object(1) return v end)
expect.equal({coroutine.resume(co)}, {true, 1})
expect.equal({coroutine.resume(co, 2)}, {true, 2})

--- yield outside of a coroutine
coroutine.yield(1) --> attempt to yield from outside a coroutine

--- yield outside of a coroutine leaves the task fine
expect.error(coroutine.yield, "attempt to yield from outside a coroutine")
expect.equal(coroutine.wrap(function() coroutine.yield(1) end)(), 1)

--- coroutines resumed inside each other without end
local function dive(n) return coroutine.wrap(function() return dive(n + 1) end)() end
expect.error(function() dive(1) end, "200 coroutines are resumed inside each other: too many")
expect.equal(coroutine.running(), nil)
-- The depth is counted back.
local function nest(n) if n == 0 then return "bottom" end return coroutine.wrap(function() return nest(n - 1) end)() end
expect.equal(nest(200), "bottom")
expect.equal(nest(200), "bottom")

--- coroutines resumed inside each other by resume
local function dive() return select(2, coroutine.resume(coroutine.create(dive))) end
expect.contains(dive(), "too many")

--- coroutines of a timeout that is over
local co = task.timeout(60, function()
  local co = coroutine.create(function() coroutine.yield(1) return 2 end)
  coroutine.resume(co)
  return co
end)
expect.equal({coroutine.resume(co)}, {true, 2})

--- blocking calls work inside coroutines and pcall
local co = coroutine.wrap(function()
  for i = 1, 3 do
    expect.equal(pcall(task.sleep, 0.001), true)
    coroutine.yield(i)
  end
end)
expect.equal({co(), co(), co()}, {1, 2, 3})

--- tasks that switch inside coroutines keep their place
local function work(name)
  for round = 1, 5 do
    local co
    co = coroutine.create(function()
      local inner
      inner = coroutine.create(function()
        task.sleep(0.001)
        expect.equal(coroutine.running(), inner)
        expect.equal(coroutine.status(inner), "running")
        expect.equal(coroutine.status(co), "normal")
        coroutine.yield(name)
        task.sleep(0.001)
        return name .. "!"
      end)
      expect.equal({coroutine.resume(inner)}, {true, name})
      expect.equal(coroutine.running(), co)
      task.sleep(0.001)
      expect.equal(coroutine.running(), co)
      expect.equal({coroutine.resume(inner)}, {true, name .. "!"})
      return name
    end)
    expect.equal({coroutine.resume(co)}, {true, name})
    expect.equal(coroutine.running(), nil)
  end
end
local tasks = {}
for i = 1, 20 do tasks[i] = task.spawn(work, "t" .. i) end
for _, t in ipairs(tasks) do t:join() end

--- a coroutine that another task waits inside cannot be resumed
local ch = task.channel()
local co = coroutine.create(function() ch:recv() return "done" end)
local t = task.spawn(function() return coroutine.resume(co) end)
settle()
expect.equal({coroutine.resume(co)}, {false, "cannot resume normal coroutine"})
expect.equal(coroutine.status(co), "normal")
ch:send(1)
expect.equal({t:join()}, {true, "done"})
expect.equal(coroutine.status(co), "dead")

--- a coroutine is handed from task to task
local co = coroutine.create(function() for i = 1, 4 do task.sleep(0.001) coroutine.yield(i) end end)
local seen = {}
for _ = 1, 4 do
  local t = task.spawn(function() return select(2, coroutine.resume(co)) end)
  seen[#seen + 1] = t:join()
end
expect.equal(seen, {1, 2, 3, 4})
