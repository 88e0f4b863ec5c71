-- Sockets that never wait: what would have to wait says EAGAIN, a connection is
-- under way until it stands or has failed.

local loopback = require "loopback"
local alone = {tags = {"sockets", "nonblocking"}, strict = "off", timeout = "2m"}

local function nonblocking(s)
  s:setblocking(false)
  return s
end

local function so_error(s) return s:getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) end

scenario("accept says EAGAIN until somebody has connected", alone, function()
  local listener, address = loopback.listener()
  nonblocking(listener)
  expect.error(function() listener:accept() end, {code = "EAGAIN", name = "BlockingIOError", op = "accept"})
  local client = socket.create_connection(address)
  expect.equal(#select.select({listener}, {}, {}, 60), 1)
  expect.equal(listener:accept():getpeername(), client:getsockname())
end)

scenario("recv says EAGAIN until something has come", alone, function()
  local a, b = loopback.pair()
  nonblocking(b)
  for _, n in ipairs{1, 100000} do
    expect.error(function() b:recv(n) end, {code = "EAGAIN", errno = 11, op = "recv"})
  end
  a:sendall("x")
  expect.equal(#select.select({b}, {}, {}, 60), 1)
  expect.equal(b:recv(10), "x")
end)

scenario("recv gives the end of the stream without waiting", alone, function()
  local a, b = loopback.pair()
  a:close()
  expect.equal(b:recv(1), "")
  nonblocking(b)
  expect.equal(b:recv(1), "")
end)

scenario("send takes what there is room for, and then says EAGAIN", alone, function()
  local a, b = loopback.pair()
  nonblocking(a)
  local sent = 0
  local err = expect.error(function() while true do sent = sent + a:send(("x"):rep(100000)) end end, {code = "EAGAIN", op = "send"})
  expect.equal(sent > 0, true)
  a:close()
  expect.equal(loopback.drain(b), sent + err.partial)
end)

scenario("sendall says how much it could send", alone, function()
  local a, b = loopback.pair()
  nonblocking(a)
  local err = expect.error(function() a:sendall(("x"):rep(32 * 1024 * 1024)) end, {code = "EAGAIN", op = "sendall"})
  expect.equal(err.partial > 0, true)
  a:close()
  expect.equal(loopback.drain(b), err.partial)
end)

for name, read in pairs{
  recv_exact = function(s) s:recv_exact(10) end,
  recv_until = function(s) s:recv_until("\n") end,
  recv_line = function(s) s:recv_line() end,
  ["a file"] = function(s) s:makefile():read(10) end,
  ["a stream"] = function(s) s:framed(frame.fixed(10)):recv() end,
} do
  scenario(name .. " that must not wait keeps what came", alone, function()
    local a, b = loopback.pair()
    a:sendall("half")
    loopback.arrived(b, 4)
    nonblocking(b)
    local partial = 0
    while partial < 4 do             -- all has arrived, but a look may show less
      partial = expect.error(function() read(b) end, {code = "EAGAIN"}).partial
    end
    b:setblocking(true)
    a:sendall(" and rest\n")
    expect.equal(b:recv_exact(13), "half and rest")
  end)
end

scenario("a connection is under way until the socket is writable", alone, function()
  local listener, address = loopback.listener()
  local s = nonblocking(socket.socket())
  local err = expect.error(function() s:connect(address) end, {code = "EINPROGRESS", name = "BlockingIOError", op = "connect"})
  expect.equal(err.errno, 115)
  local _, writable = select.select({}, {s}, {}, 60)
  expect.equal({#writable, so_error(s)}, {1, 0})
  expect.equal(s:getpeername(), address)
  expect.equal(listener:accept():getpeername(), s:getsockname())
end)

scenario("connect_ex says the same in numbers", alone, function()
  local _, address = loopback.listener()
  local s = nonblocking(socket.socket())
  expect.equal(s:connect_ex(address), 115)           -- EINPROGRESS
  select.select({}, {s}, {}, 60)
  expect.equal(s:connect_ex(address), 0)             -- told once
  expect.equal(s:connect_ex(address), 106)           -- EISCONN
end)

scenario("a connection that is refused is told by SO_ERROR, once", alone, function()
  local address, holder = loopback.nobody()
  local s = nonblocking(socket.socket())
  expect.equal(s:connect_ex(address), 115)
  local readable, writable = select.select({s}, {s}, {}, 60)
  expect.equal({#readable, #writable}, {1, 1})
  expect.equal({so_error(s), so_error(s)}, {111, 0}) -- ECONNREFUSED
  holder:close()
end)

scenario("a connection that is refused is told by the next call", alone, function()
  local address, holder = loopback.nobody()
  for _, call in ipairs{
    function(s) return s:connect(address) end, function(s) return s:recv(1) end, function(s) return s:send("x") end,
  } do
    local s = nonblocking(socket.socket())
    s:connect_ex(address)
    select.select({}, {s}, {}, 60)
    expect.error(function() call(s) end, {code = "ECONNREFUSED"})
  end
  holder:close()
end)

scenario("a connection under way is EALREADY", alone, function()
  local listener, address = loopback.listener(0)
  local first = socket.create_connection(address)
  local s = nonblocking(socket.socket())
  expect.equal(s:connect_ex(address), 115)
  expect.error(function() s:connect(address) end, {code = "EALREADY", name = "BlockingIOError"})
  expect.error(function() s:recv(1) end, {code = "EAGAIN"})
  expect.equal(#select.select({s}, {s}, {}, 0), 0)
  first:close()
  listener:close()
end)

scenario("a blocking connect joins one that is under way", alone, function()
  local listener, address = loopback.listener()
  local s = nonblocking(socket.socket())
  s:connect_ex(address)
  s:setblocking(true)
  expect.equal(s:connect_ex(address) == 0 or s:getpeername() == address, true)
  listener:accept():sendall("x")
  expect.equal(s:recv(1), "x")
end)

scenario("a socket waits again when it is told to", alone, function()
  local a, b = loopback.pair()
  nonblocking(b)
  expect.equal(loopback.outcome(b.recv, b, 1), "EAGAIN")
  b:setblocking(true)
  local reader = loopback.waiting(function() return b:recv(1) end)
  a:sendall("x")
  expect.equal(reader:join(), "x")
end)

scenario("one that must not wait does not queue behind one that waits", alone, function()
  local a, b = loopback.pair()
  local reader = loopback.waiting(function() return b:recv_exact(2) end)
  nonblocking(b)
  expect.equal(loopback.outcome(b.recv, b, 1), "EAGAIN")
  expect.equal(loopback.outcome(b.recv_exact, b, 1), "EAGAIN")
  b:setblocking(true)
  a:sendall("ok")
  expect.equal(reader:join(), "ok")
end)
