-- What unix sockets do: addresses are paths, and nothing is lost on the way.

local loopback = require "loopback"
local alone = {tags = {"sockets", "unix"}, strict = "off", timeout = "2m"}

-- path returns one in the scenario's own folder, which is gone afterwards.
local function path(name) return vars.tmp .. "/" .. name end

scenario("socketpair gives two ends of a stream that has no names", alone, function()
  local a, b = socket.socketpair()
  expect.equal({a.family, a.type}, {socket.AF_UNIX, socket.SOCK_STREAM})
  expect.equal({a:getsockname().path, a:getpeername().path}, {"", ""})
  a:sendall("there")
  expect.equal(b:recv_exact(5), "there")
  b:sendall("back")
  expect.equal(a:recv_exact(4), "back")
  b:close()
  expect.equal(a:recv(1), "")
end)

scenario("a pair of datagram sockets keeps boundaries", alone, function()
  local a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
  for _, text in ipairs{"one", "", "three"} do expect.equal(a:send(text), #text) end
  expect.equal({b:recv(10), b:recv(10), b:recv(2)}, {"one", "", "th"})
end)

scenario("a pair of SOCK_SEQPACKET keeps boundaries, and ends", alone, function()
  local a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
  a:send("one")
  a:send("three")
  a:close()
  expect.equal({b:recv(10), b:recv(2), b:recv(10)}, {"one", "th", ""})
end)

scenario("an unbound socket has an empty name", alone, function()
  expect.equal(socket.socket(socket.AF_UNIX):getsockname().path, "")
end)

scenario("a bound socket has its path, a client has none", alone, function()
  local listener = socket.socket(socket.AF_UNIX)
  listener:bind(path("named.sock"))
  listener:listen()
  local client = socket.socket(socket.AF_UNIX)
  client:connect(path("named.sock"))
  local server, from = listener:accept()
  expect.match(listener:getsockname().path, "named.sock$")
  expect.equal({client:getpeername(), server:getsockname()}, {listener:getsockname(), listener:getsockname()})
  expect.equal({from.path, server:getpeername().path, client:getsockname().path}, {"", "", ""})
end)

scenario("a path that nobody has bound does not exist", alone, function()
  local err = expect.error(function() socket.socket(socket.AF_UNIX):connect(path("missing.sock")) end, {code = "ENOENT", name = "FileNotFoundError"})
  expect.match(err.address, "missing.sock$")
end)

scenario("the file stays when its socket is closed, and refuses", alone, function()
  local listener = socket.socket(socket.AF_UNIX)
  listener:bind(path("stale.sock"))
  listener:listen()
  listener:close()
  local outcome
  repeat                               -- a program that is being started may hold the listener for a moment
    local client = socket.socket(socket.AF_UNIX)
    outcome = loopback.outcome(client.connect, client, path("stale.sock"))
    client:close()
  until outcome ~= "OK"
  expect.equal(outcome, "ECONNREFUSED")
  expect.error(function() socket.socket(socket.AF_UNIX):bind(path("stale.sock")) end, {code = "EADDRINUSE"})
  os.remove(path("stale.sock"))
  socket.socket(socket.AF_UNIX):bind(path("stale.sock"))
end)

scenario("a socket of another type cannot be connected to", alone, function()
  local udp = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
  udp:bind(path("type.sock"))
  expect.error(function() socket.socket(socket.AF_UNIX):connect(path("type.sock")) end, {code = "EPROTOTYPE"})
end)

scenario("datagrams go to a path, and say where they are from", alone, function()
  local server, client = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
  server:bind(path("server.sock"))
  client:bind(path("client.sock"))
  client:sendto("hello", server:getsockname())
  local data, from = server:recvfrom(100)
  expect.equal({data, from}, {"hello", client:getsockname()})
  server:sendto("back", from)
  expect.equal(client:recv(100), "back")
end)

scenario("recvfrom on a connection names a peer that has a path, but not at the end", alone, function()
  local listener, client = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX)
  listener:bind(path("listener.sock"))
  listener:listen()
  client:bind(path("named.sock"))
  client:connect(path("listener.sock"))
  local server = listener:accept()
  client:sendall("x")
  for _, flags in ipairs{socket.MSG_PEEK, 0} do
    expect.equal({server:recvfrom(9, flags)}, {"x", client:getsockname()})
  end
  server:sendall("y")
  expect.equal({client:recvfrom(9)}, {"y", listener:getsockname()})
  client:close()
  expect.equal({server:recvfrom(9)}, {"", nil})
  local a, b = socket.socketpair()
  a:sendall("x")
  expect.equal({b:recvfrom(9)}, {"x", nil})
end)

scenario("a datagram waits for room and is not lost", alone, function()
  local a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
  a:setblocking(false)
  local sent = 0
  while pcall(a.send, a, "x") do sent = sent + 1 end
  a:settimeout(0.01)
  expect.error(function() a:send("x") end, {code = "ETIMEDOUT"})
  a:settimeout(nil)
  local sender = task.spawn(function() return a:send("last") end)
  for _ = 1, sent do expect.equal(b:recv(10), "x") end
  expect.equal(b:recv(10), "last")
  expect.equal(sender:join(), 4)
end)

scenario("a datagram to a socket that has closed is refused", alone, function()
  local a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
  b:close()
  expect.error(function() a:send("x") end, {code = "ECONNREFUSED"})
end)

scenario("who sends on a stream whose peer has closed is told at once", alone, function()
  local a, b = socket.socketpair()
  b:close()
  expect.error(function() a:send("x") end, {code = "EPIPE"})
  expect.equal(a:recv(1), "")
end)
