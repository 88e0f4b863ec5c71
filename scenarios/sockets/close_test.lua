-- Closing a socket wakes every task that waits on it, whatever it does, and every
-- later call says EBADF.

local loopback = require "loopback"
local alone = {tags = {"sockets", "close"}, strict = "off", timeout = "2m"}

local function connected() return (loopback.pair()) end
local function listening() return (loopback.listener()) end
local function datagrams() return (loopback.datagrams()) end

local function full()
  local a, b = loopback.pair()
  loopback.fill(a)
  return a, b
end

local function full_datagrams()
  local a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
  a:setblocking(false)
  while pcall(a.send, a, "x") do end
  a:setblocking(true)
  return a, b
end

local function crowded()            -- a socket, and an address that has no room for it
  local listener, address = loopback.listener(0)
  return socket.socket(), {address, listener, socket.create_connection(address)}
end

-- Each makes a socket, and waits on it.
for name, c in pairs{
  accept = {listening, function(s) s:accept() end},
  recv = {connected, function(s) s:recv(1) end},
  ["recv of much"] = {connected, function(s) s:recv(100000) end},
  ["recv with MSG_PEEK"] = {connected, function(s) s:recv(1, socket.MSG_PEEK) end},
  ["recv with MSG_WAITALL"] = {connected, function(s) s:recv(10, socket.MSG_WAITALL) end},
  recv_exact = {connected, function(s) s:recv_exact(10) end},
  recv_until = {connected, function(s) s:recv_until("\n") end},
  recv_line = {connected, function(s) s:recv_line() end},
  recvfrom = {datagrams, function(s) s:recvfrom(10) end},
  ["recv of a datagram"] = {datagrams, function(s) s:recv(10) end},
  send = {full, function(s) while true do s:send(("x"):rep(65536)) end end},
  sendall = {full, function(s) s:sendall(("x"):rep(32 * 1024 * 1024)) end},
  ["send of a datagram"] = {full_datagrams, function(s) while true do s:send("x") end end},
  connect = {crowded, function(s, more) s:connect(more[1]) end},
  ["a file's read"] = {connected, function(s) s:makefile():read("*l") end},
  ["a file's write"] = {full, function(s) s:makefile("w"):write(("x"):rep(32 * 1024 * 1024)) end},
  ["a stream's recv"] = {connected, function(s) s:framed(frame.delimiter("\n")):recv() end},
  ["select for reading"] = {connected, function(s) select.select({s}, {}, {}) end},
  ["select for writing"] = {full, function(s)
    while true do                    -- what is on its way may make room late
      select.select({}, {s}, {})
      loopback.fill(s)
    end
  end},
  ["select of many"] = {connected, function(s) select.select({connected(), s, listening()}, {}, {}) end},
} do
  scenario("close wakes " .. name, alone, function()
    local s, more = c[1]()
    local waiting = loopback.waiting(function() c[2](s, more) end)
    s:close()
    expect.error(function() waiting:join() end, {code = "EBADF", name = "OSError"})
  end)
end

scenario("close wakes all who wait", alone, function()
  local listener, a = loopback.listener(), connected()
  local waiting = {}
  for i = 1, 5 do
    waiting[#waiting + 1] = loopback.waiting(function() listener:accept() end)
    waiting[#waiting + 1] = loopback.waiting(function() a:recv_exact(10) end)
    waiting[#waiting + 1] = loopback.waiting(function() select.select({a, listener}, {}, {}) end)
  end
  listener:close()
  a:close()
  for _, t in ipairs(waiting) do expect.error(function() t:join() end, {code = "EBADF"}) end
end)

scenario("reset wakes who waits as well", alone, function()
  local a, b = loopback.pair()
  local waiting = loopback.waiting(function() a:recv(1) end)
  a:reset()
  expect.error(function() waiting:join() end, {code = "EBADF"})
  expect.error(function() b:recv(1) end, {code = "ECONNRESET"})
end)

scenario("one direction ends with the other", alone, function()
  local a = full()
  local reader = loopback.waiting(function() a:recv(1) end)
  local writer = loopback.waiting(function() a:sendall(("x"):rep(32 * 1024 * 1024)) end)
  a:close()
  expect.error(function() reader:join() end, {code = "EBADF"})
  expect.error(function() writer:join() end, {code = "EBADF", op = "sendall"})
end)

for name, call in pairs{
  accept = function(s) s:accept() end,
  bind = function(s) s:bind("127.0.0.1", 0) end,
  connect = function(s) s:connect("127.0.0.1", 9) end,
  dup = function(s) s:dup() end,
  getpeername = function(s) s:getpeername() end,
  getsockname = function(s) s:getsockname() end,
  getsockopt = function(s) s:getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) end,
  listen = function(s) s:listen() end,
  recv = function(s) s:recv(1) end,
  recv_exact = function(s) s:recv_exact(1) end,
  recv_line = function(s) s:recv_line() end,
  recv_until = function(s) s:recv_until("x") end,
  recvfrom = function(s) s:recvfrom(1) end,
  select = function(s) select.select({s}, {}, {}, 0) end,
  send = function(s) s:send("x") end,
  sendall = function(s) s:sendall("x") end,
  sendto = function(s) s:sendto("x", "127.0.0.1", 9) end,
  setsockopt = function(s) s:setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1) end,
  shutdown = function(s) s:shutdown(socket.SHUT_WR) end,
} do
  scenario(name .. " on a closed socket", alone, function()
    local a = connected()
    a:close()
    expect.error(function() call(a) end, {code = "EBADF", name = "OSError", op = name})
  end)
end

scenario("connect_ex on a closed socket is EBADF as a number", alone, function()
  local s = socket.socket()
  s:close()
  expect.equal(s:connect_ex("127.0.0.1", 9), 9)
end)

scenario("closing twice is no error, and a closed socket still has its settings", alone, function()
  local s = socket.socket()
  s:settimeout(3)
  s:close()
  s:close()
  s:reset()
  expect.equal({s:fileno(), s:gettimeout(), s.family, s.type}, {-1, 3, socket.AF_INET, socket.SOCK_STREAM})
end)

scenario("socket.with closes in any case, and passes results and errors on", alone, function()
  local a, b = loopback.pair()
  expect.equal({socket.with(a, function(s) return s == a, nil, 3 end)}, {true, nil, 3})
  expect.equal(a:fileno(), -1)
  expect.error(function() socket.with(b, function() error("boom", 0) end) end, "boom")
  expect.equal(b:fileno(), -1)
end)

scenario("socket.with closes the socket below a stream, and a server of socketserver", alone, function()
  local a, b = loopback.pair()
  local stream = a:framed(frame.delimiter("\n"))
  socket.with(stream, function(s) s:send("bye") end)
  expect.equal({a:fileno(), b:recv_line(), b:recv(1)}, {-1, "bye", ""})

  local server = socketserver.ThreadingTCPServer({host = "127.0.0.1", port = 0}, {handle = function(self) self.request:sendall("hello") end})
  local client = socket.socket()
  expect.equal(socket.with(server, function(s)
    client:connect(s.server_address)
    s:handle_request()
    return "served"
  end), "served")
  expect.equal({client:recv_exact(5), server.socket:fileno(), #server.threads}, {"hello", -1, 0})
  expect.error(function() socket.with(server, function() error("boom", 0) end) end, "boom")
  expect.error(function() socket.with({}, print) end, "socket.with: s must be a socket or stream or server, got a table")
end)

scenario("a descriptor that was closed is no other's", alone, function()
  local a, b = loopback.pair()
  local number = a:fileno()
  a:close()
  local other = socket.socket()      -- which may have the number now
  expect.equal(a:fileno(), -1)
  expect.error(function() a:recv(1) end, {code = "EBADF"})
  expect.equal(b:recv(1), "")
  expect.equal(other:fileno() >= 0 and number >= 0, true)
end)
