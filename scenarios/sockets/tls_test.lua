-- A connection over TLS is used like any other: the same calls, timeouts and ends.

local loopback = require "loopback"
local alone = {tags = {"sockets", "tls"}, strict = "off", timeout = "2m"}

-- secured returns both ends of a connection over TLS.
local function secured()
  local client, server = loopback.pair()
  local certificate = tls.self_signed{names = {"localhost"}}
  local accepting = task.spawn(server.starttls, server, {cert = certificate})
  client:starttls{ca = certificate, server_name = "localhost"}
  accepting:join()
  return client, server
end

scenario("bytes come as they were sent, over TLS", alone, function()
  local a, b = secured()
  a:sendall("hello")
  expect.equal({b:recv_exact(2), b:recv(2, socket.MSG_PEEK), b:recv_exact(3)}, {"he", expect.matching("^ll?$"), "llo"})
  local block = ("tls"):rep(500000)
  local sender = task.spawn(function() a:sendall(block) end)
  expect.equal(b:recv_exact(#block) == block, true)
  sender:join()
end)

scenario("one end of the stream, over TLS", alone, function()
  local a, b = secured()
  a:sendall("question")
  a:shutdown(socket.SHUT_WR)
  expect.equal({b:recv_exact(8), b:recv(1), b:recv(1)}, {"question", "", ""})
  b:sendall("answer")
  b:close()
  expect.equal({a:recv_exact(6), a:recv(1)}, {"answer", ""})
  expect.error(function() a:sendall("x") end, {code = "EPIPE"})
end)

scenario("timeouts, over TLS", alone, function()
  local a, b = secured()
  a:sendall("half")
  loopback.arrived(b, 4)
  b:settimeout(0.01)
  expect.error(function() b:recv_exact(8) end, {code = "ETIMEDOUT", partial = 4})
  b:settimeout(nil)
  a:sendall("half")
  expect.equal(b:recv_exact(8), "halfhalf")
  a:settimeout(0.02)
  local err = expect.error(function() a:sendall(("x"):rep(32 * 1024 * 1024)) end, {code = "ETIMEDOUT", op = "sendall"})
  a:settimeout(nil)
  local closing = task.spawn(function() a:shutdown(socket.SHUT_WR) end)
  expect.equal(loopback.drain(b), err.partial)
  closing:join()
end)

scenario("calls that must not wait, over TLS", alone, function()
  local a, b = secured()
  b:setblocking(false)
  expect.error(function() b:recv(1) end, {code = "EAGAIN"})
  a:sendall("x")
  expect.equal(#select.select({b}, {}, {}, 60), 1)
  expect.equal(b:recv(10), "x")
  a:setblocking(false)
  local err = expect.error(function() a:sendall(("x"):rep(32 * 1024 * 1024)) end, {code = "EAGAIN"})
  expect.equal(err.partial > 0, true)
end)

for name, wait in pairs{
  recv = function(s) s:recv(1) end,
  recv_line = function(s) s:recv_line() end,
  select = function(s) select.select({s}, {}, {}) end,
  sendall = function(s) s:sendall(("x"):rep(32 * 1024 * 1024)) end,
} do
  scenario("close wakes " .. name .. ", over TLS", alone, function()
    local a = secured()
    local waiting = loopback.waiting(function() wait(a) end)
    a:close()
    expect.error(function() waiting:join() end, {code = "EBADF"})
  end)
end

scenario("a reset, over TLS", alone, function()
  local a, b = secured()
  a:reset()
  expect.error(function() b:recv(1) end, {code = "ECONNRESET"})
end)

scenario("files, over TLS", alone, function()
  local a, b = secured()
  a:makefile("w"):write("one\n", "two\n")
  local f = b:makefile()
  expect.equal({f:read("*l", "*l")}, {"one", "two"})
  local file = assert(io.open(vars.tmp .. "/content", "w+"))
  file:write(("0123456789"):rep(20000))
  local sender = task.spawn(function() return a:sendfile(file, 5) end)
  expect.equal(#b:recv_exact(199995), 199995)
  expect.equal(sender:join(), 199995)
end)

scenario("one task reads while another writes, over TLS", alone, function()
  local a, b = secured()
  local size = 1024 * 1024
  local writers = {
    task.spawn(function() a:sendall(("a"):rep(size)) end),
    task.spawn(function() b:sendall(("b"):rep(size)) end),
  }
  local reader = task.spawn(function() return a:recv_exact(size) end)
  expect.equal(b:recv_exact(size) == ("a"):rep(size), true)
  expect.equal(reader:join() == ("b"):rep(size), true)
  for _, w in ipairs(writers) do w:join() end
end)
