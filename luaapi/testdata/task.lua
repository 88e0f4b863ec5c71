-- Tasks, channels and timeouts.

--- join returns values
local t = task.spawn(function(a, b) task.sleep(0.001) return a + b, nil, "x" end, 1, 2)
expect.equal(t:status(), "running")
expect.equal({t:join()}, {3, nil, "x"})
expect.equal(t:status(), "done")
expect.equal(select("#", t:join()), 3)

--- join raises what the task raised
local reason = {}
local t = task.spawn(function() error(reason) end)
expect.equal(rawequal(select(2, pcall(t.join, t)), reason), true)
expect.equal(t:status(), "failed")

--- a task's failure has the position inside the task
local t = task.spawn(function()
  error("boom") --> boom
end)
t:join()

--- a task that nobody joins fails the program
task.spawn(function()
  task.sleep(0.001)
  local x = nil
  x.y = 1 --> attempt to index
end)

--- tasks run in turn until they wait
local log = {}
local t = task.spawn(function() log[#log + 1] = "task" end)
log[#log + 1] = "main"
expect.equal(log, {"main"})
t:join()
expect.equal(log, {"main", "task"})

--- several tasks join one
local slow = task.spawn(function() task.sleep(0.005) return "slow" end)
local list = {}
for i = 1, 5 do list[i] = task.spawn(function() return i, slow:join() end) end
for i, t in ipairs(list) do expect.equal({t:join()}, {i, "slow"}) end

--- a task cannot join itself
local t
t = task.spawn(function() task.sleep(0.001) t:join() end)
expect.error(function() t:join() end, "a task cannot join itself")

--- tasks cannot join each other
local a, b
a = task.spawn(function() b:join() end)
b = task.spawn(function() settle() return expect.error(function() a:join() end, {code = "EDEADLK", name = "OSError"}) end)
a:join()

--- three tasks cannot join in a ring
local a, b, c
a = task.spawn(function() return b:join() end)
b = task.spawn(function() return c:join() end)
c = task.spawn(function() settle() expect.error(function() a:join() end, {code = "EDEADLK"}) return "free" end)
expect.equal(a:join(), "free")

--- sleeping takes as long as it says
local before = time.monotonic()
task.sleep(0.02)
time.sleep(0.01)
local took = time.monotonic() - before
expect.between(took, 0.03, 20)
task.sleep(0)
expect.error(function() task.sleep(-1) end, "seconds must be 0 or more, got -1")

--- sleeps overlap
local before = time.monotonic()
local list = {}
for i = 1, 50 do list[i] = task.spawn(task.sleep, 1) end
for _, t in ipairs(list) do t:join() end
expect.between(time.monotonic() - before, 1, 40)

--- a channel without capacity hands over
local ch = task.channel()
local log = {}
local t = task.spawn(function()
  for i = 1, 3 do ch:send(i) log[#log + 1] = "sent " .. i end
  ch:close()
end)
settle()
expect.equal(log, {})
expect.equal({ch:recv()}, {1, true})
settle()
expect.equal(log, {"sent 1"})
expect.equal({ch:recv()}, {2, true})
expect.equal({ch:recv()}, {3, true})
expect.equal({ch:recv()}, {nil, false})
expect.equal({ch:recv()}, {nil, false})
t:join()

--- a channel with capacity lets the sender go on
local ch = task.channel(2)
ch:send(nil)
ch:send(false)
local sent = false
local t = task.spawn(function() ch:send("third") sent = true end)
settle()
expect.equal(sent, false)
expect.equal({ch:recv()}, {nil, true})
t:join()
ch:close()
expect.equal({ch:recv()}, {false, true})
expect.equal({ch:recv()}, {"third", true})
expect.equal({ch:recv()}, {nil, false})

--- sending to a closed channel
local ch = task.channel()
ch:close()
ch:close()
ch:send(1) --> channel send: broken pipe (EPIPE)

--- closing wakes receivers and senders
local ch = task.channel()
local receiver = task.spawn(function() return ch:recv() end)
settle()
ch:close()
expect.equal({receiver:join()}, {nil, false})
local full = task.channel(1)
full:send(1)
local sender = task.spawn(function() full:send(2) end)
settle()
full:close()
expect.error(function() sender:join() end, {code = "EPIPE"})
expect.equal({full:recv()}, {1, true})

--- a value whose sender gave up is not received
local ch = task.channel()
expect.error(function() task.timeout(0.005, function() ch:send("old") end) end, {code = "ETIMEDOUT"})
local t = task.spawn(function() ch:send("new") end)
expect.equal({ch:recv()}, {"new", true})
t:join()

--- every value arrives once
local ch, got = task.channel(3), {}
local list = {}
for i = 1, 10 do
  list[#list + 1] = task.spawn(function() for j = 1, 20 do ch:send(i * 100 + j) end end)
end
local receivers = {}
for i = 1, 4 do
  receivers[i] = task.spawn(function()
    local n = 0
    while true do
      local v, ok = ch:recv()
      if not ok then return n end
      expect.equal(got[v], nil)
      got[v], n = true, n + 1
    end
  end)
end
for _, t in ipairs(list) do t:join() end
ch:close()
local n = 0
for _, t in ipairs(receivers) do n = n + t:join() end
expect.equal(n, 200)

--- a timeout ends a wait
local before = time.monotonic()
local err = expect.error(function() task.timeout(0.02, task.sleep, 60) end, {code = "ETIMEDOUT", name = "TimeoutError"})
expect.between(time.monotonic() - before, 0.02, 20)
expect.match(tostring(err), "^task.lua:%d+: timeout: not done within 20ms %(ETIMEDOUT%)$")

--- a timeout returns what the function returned
expect.equal({task.timeout(60, function(...) return ..., nil end, 1, 2)}, {1, nil})
expect.equal(select("#", task.timeout(60, function() return nil, nil end)), 2)

--- a timeout passes errors on
task.timeout(60, function() error("own", 0) end) --> own

--- a timeout is over before what waits longer than a clock can count
local st = socket.socketpair():framed(frame.delimiter("\n"))
for name, call in pairs{
  sleep = {task.sleep, math.huge},
  send = {st.send, st, "ab", {chunk = 1, every = math.huge}},
  eventually = {expect.eventually, function() return false end, {within = 1e300, every = 1e300}},
} do
  expect.equal(expect.error(function() task.timeout(0.01, unpack(call)) end, {code = "ETIMEDOUT"}).op, "timeout", name)
end

--- the inner timeout is over first
local err = expect.error(function()
  task.timeout(60, function()
    expect.error(function() task.timeout(0.005, task.sleep, 60) end, {code = "ETIMEDOUT"})
    error("outer goes on", 0)
  end)
end, "outer goes on")

--- the outer timeout is over first
local reached = false
local err = expect.error(function()
  task.timeout(0.01, function()
    pcall(task.timeout, 60, task.sleep, 60)
    reached = true
  end)
end, {code = "ETIMEDOUT"})
expect.match(tostring(err), "10ms")
expect.equal(reached, false)

--- a timeout that is over cannot be caught inside
local rounds = 0
expect.error(function()
  task.timeout(0.01, function() while true do pcall(task.sleep, 60) rounds = rounds + 1 end end)
end, {code = "ETIMEDOUT"})
expect.equal(rounds <= 1, true)

--- a timeout over every kind of wait
local ch = task.channel()
local listener = socket.socket()
listener:bind("127.0.0.1", 0)
listener:listen()
local udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp:bind("127.0.0.1", 0)
local never = task.channel()
local waiter = task.spawn(never.recv, never)
for name, wait in pairs{
  recv = function() ch:recv() end, send = function() ch:send(1) end, join = function() waiter:join() end,
  accept = function() listener:accept() end, recvfrom = function() udp:recvfrom(10) end, large = function() udp:recv(65536) end,
  eventually = function() expect.eventually(function() end, {within = 60}) end,
} do
  expect.equal(expect.error(function() task.timeout(0.01, wait) end, {code = "ETIMEDOUT"}).op, "timeout", name)
end
listener:close()
udp:close()
never:close()
waiter:join()

--- after a timeout everything works
pcall(task.timeout, 0.001, task.sleep, 60)
task.sleep(0.005)
expect.equal(task.timeout(60, function() task.sleep(0.001) return 1 end), 1)

--- a timeout in a coroutine
local co = coroutine.wrap(function()
  expect.error(function() task.timeout(0.005, task.sleep, 60) end, {code = "ETIMEDOUT"})
  coroutine.yield(1)
  return 2
end)
expect.equal(co(), 1)
expect.equal(co(), 2)

--- spawned tasks do not end with the timeout they were spawned under
local t, over = nil, task.channel()
repeat
  pcall(task.timeout, 0.01, function() t = task.spawn(function() over:recv() return "alive" end) task.sleep(60) end)
until t
over:close()
expect.equal(t:join(), "alive")

--- globals of a task are those of its spawner
shared = 1
local t = task.spawn(function() shared = shared + 1 return shared end)
expect.equal(t:join(), 2)
expect.equal(shared, 2)
