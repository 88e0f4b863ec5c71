-- How long calls wait: for ever, at most so long, or not at all. A timeout is one
-- deadline for the whole call, and loses nothing that has come.

local loopback = require "loopback"
local alone = {tags = {"sockets", "timeouts"}, strict = "off", timeout = "2m"}

-- within runs fn, which must time out, and not before its time.
local function times_out(seconds, fn, wanted)
  local before = time.monotonic()
  local err = expect.error(fn, {code = "ETIMEDOUT", name = "TimeoutError"})
  expect.equal(time.monotonic() - before >= seconds, true)
  for key, value in pairs(wanted or {}) do expect.equal(err[key], value) end
  return err
end

scenario("a new socket waits for ever", alone, function()
  local s = socket.socket()
  expect.equal({s:gettimeout(), s.timeout, s:getblocking()}, {nil, nil, true})
end)

scenario("settimeout, setblocking and what is told of them", alone, function()
  local s = socket.socket()
  for _, c in ipairs{{0, false}, {2, true}, {0.25, true}} do
    s:settimeout(c[1])
    expect.equal({s:gettimeout(), s.timeout, s:getblocking()}, {c[1], c[1], c[2]})
  end
  s:setblocking(false)
  expect.equal({s:gettimeout(), s:getblocking()}, {0, false})
  s:setblocking(true)
  expect.equal({s:gettimeout(), s:getblocking()}, {nil, true})
  s:setblocking(0)                   -- which Lua takes for true, but Python's programs mean false
  expect.equal(s:gettimeout(), 0)
  s:setblocking(1)
  expect.equal(s:gettimeout(), nil)
  s:settimeout(1)
  s:settimeout(nil)
  expect.equal(s:gettimeout(), nil)
end)

scenario("a timeout is a number of seconds, and not less than 0", alone, function()
  local s = socket.socket()
  for _, wrong in ipairs{-1, -0.001, "", "1", {}, 0 / 0} do
    expect.error(function() s:settimeout(wrong) end, "seconds must be")
  end
end)

scenario("accept times out", alone, function()
  local listener, address = loopback.listener()
  listener:settimeout(0.01)
  times_out(0.01, function() listener:accept() end, {op = "accept", address = tostring(address)})
end)

scenario("recv times out, and what comes later is received", alone, function()
  local a, b = loopback.pair()
  b:settimeout(0.01)
  times_out(0.01, function() b:recv(10) end, {op = "recv", partial = 0})
  times_out(0.01, function() b:recv(65536) end, {op = "recv"})
  a:sendall("late")
  b:settimeout(60)
  expect.equal(b:recv_exact(4), "late")
end)

scenario("recv_exact has one deadline, however often something comes", alone, function()
  local a, b = loopback.pair()
  local dripping = task.spawn(function()
    while pcall(a.send, a, "x") do task.sleep(0.002) end
  end)
  b:settimeout(0.03)
  local err = times_out(0.03, function() b:recv_exact(1000000) end, {op = "recv_exact"})
  b:settimeout(60)
  expect.equal(b:recv_exact(err.partial), ("x"):rep(err.partial))
  b:close()
  dripping:join()
end)

for name, read in pairs{
  recv_until = function(s) s:recv_until("\n") end,
  recv_line = function(s) s:recv_line() end,
  ["a file's read of a line"] = function(s) s:makefile():read("*l") end,
  ["a file's read of all"] = function(s) s:makefile():read("*a") end,
  ["MSG_WAITALL"] = function(s) s:recv(1000000, socket.MSG_WAITALL) end,
  ["a stream of messages"] = function(s) s:framed(frame.delimiter("\n")):recv() end,
} do
  scenario("so has " .. name, alone, function()
    local a, b = loopback.pair()
    local dripping = task.spawn(function()
      while pcall(a.send, a, "x") do task.sleep(0.002) end
    end)
    b:settimeout(0.03)
    local err = times_out(0.03, function() read(b) end)
    b:settimeout(60)
    expect.equal(b:recv_exact(err.partial), ("x"):rep(err.partial))
    b:close()
    dripping:join()
  end)
end

scenario("sendall has one deadline, and says how much went", alone, function()
  local a, b = loopback.pair()
  a:settimeout(0.03)
  local err = times_out(0.03, function() a:sendall(("x"):rep(32 * 1024 * 1024)) end, {op = "sendall"})
  expect.equal(err.partial > 0, true)
  expect.contains(tostring(err), "after " .. err.partial .. " of 33554432 bytes")
  a:shutdown(socket.SHUT_WR)
  expect.equal(loopback.drain(b), err.partial)
end)

scenario("sendall has it also while the peer takes a little now and then", alone, function()
  local a, b = loopback.pair()
  local sipping = task.spawn(function()
    while b:recv(1000) ~= "" do task.sleep(0.002) end
  end)
  a:settimeout(0.03)
  times_out(0.03, function() a:sendall(("x"):rep(32 * 1024 * 1024)) end)
  a:close()
  b:close()
  pcall(sipping.join, sipping)
end)

scenario("send times out when nothing is taken", alone, function()
  local a, b = loopback.pair()
  a:settimeout(0.01)
  local sent = 0
  local err = times_out(0.01, function() while true do sent = sent + a:send(("x"):rep(65536)) end end, {op = "send"})
  a:close()
  expect.equal(loopback.drain(b), sent + err.partial)
end)

scenario("connect times out while there is no room to wait", alone, function()
  local listener, address = loopback.listener(0)
  local first = socket.create_connection(address)
  local s = socket.socket()
  s:settimeout(0.01)
  times_out(0.01, function() s:connect(address) end, {op = "connect", address = tostring(address)})
  expect.error(function() s:connect(address) end, {code = "EALREADY"})
  local other = socket.socket()
  other:settimeout(0.01)
  expect.equal(other:connect_ex(address), 11)      -- EAGAIN, as in Python
  expect.error(function() socket.create_connection(address, 0.01) end, {code = "ETIMEDOUT"})
  first:close()
  listener:close()
end)

scenario("an accepted socket waits for ever, whatever its listener does", alone, function()
  local listener, address = loopback.listener()
  for _, seconds in ipairs{60, 0} do
    listener:settimeout(seconds)
    local client = socket.create_connection(address)
    select.select({listener}, {}, {})
    local server = listener:accept()
    expect.equal({server:gettimeout(), server:getblocking()}, {nil, true})
    client:close()
    server:close()
  end
end)

scenario("a passed deadline still takes what is there", alone, function()
  local a, b = loopback.pair()
  a:sendall("here")
  loopback.arrived(b, 4)
  b:settimeout(0.000001)
  expect.equal(b:recv(10), "here")
end)

scenario("a reader and a writer of one socket have each its own time", alone, function()
  local a, b = loopback.pair()
  b:settimeout(0.01)
  local reader = loopback.waiting(function() return loopback.outcome(b.recv, b, 1) end)
  b:settimeout(nil)
  local writer = task.spawn(function() b:sendall(("x"):rep(16 * 1024 * 1024)) end)
  expect.equal(reader:join(), "ETIMEDOUT")
  expect.equal(#a:recv_exact(16 * 1024 * 1024), 16 * 1024 * 1024)
  writer:join()
end)

scenario("two readers of one socket have each its own time", alone, function()
  local a, b = loopback.pair()
  local patient = loopback.waiting(function() return b:recv_exact(4) end)
  b:settimeout(0.01)
  local hasty = task.spawn(function() return loopback.outcome(b.recv_exact, b, 4) end)
  expect.equal(hasty:join(), "ETIMEDOUT")
  a:sendall("late")
  expect.equal(patient:join(), "late")
end)

scenario("a new timeout is for the calls that come", alone, function()
  local a, b = loopback.pair()
  local reader = loopback.waiting(function() return b:recv(10) end)
  b:settimeout(0.001)
  task.sleep(0.01)
  a:sendall("x")
  expect.equal(reader:join(), "x")
end)

scenario("task.timeout ends a call, and what came stays", alone, function()
  local a, b = loopback.pair()
  a:sendall("half")
  loopback.arrived(b, 4)
  local err = times_out(0.01, function() task.timeout(0.01, b.recv_exact, b, 8) end, {op = "timeout", partial = 4})
  expect.match(tostring(err), "in recv_exact after 4 of 8 bytes")
  a:sendall("half")
  expect.equal(b:recv_exact(8), "halfhalf")
end)

scenario("create_connection keeps its timeout, and has none unless said", alone, function()
  local _, address = loopback.listener()
  expect.equal(socket.create_connection(address):gettimeout(), nil)
  expect.equal(socket.create_connection(address, 30):gettimeout(), 30)
  expect.equal(socket.create_connection(address, {timeout = 20}):gettimeout(), 20)
end)
