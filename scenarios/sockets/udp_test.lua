-- What UDP sockets do: datagrams keep their boundaries, and nobody promises more.

local loopback = require "loopback"
local alone = {tags = {"sockets", "udp"}, strict = "off", timeout = "2m"}

scenario("sendto returns how many bytes went, recv gives the datagram", alone, function()
  local a = loopback.datagrams()
  local b, address = loopback.datagrams()
  expect.equal(a:sendto("hello", address), 5)
  expect.equal(b:recv(1024), "hello")
end)

scenario("recvfrom says who sent, and can answer", alone, function()
  local a = loopback.datagrams()
  local b, address = loopback.datagrams()
  a:sendto("question", address)
  local data, from = b:recvfrom(1024)
  expect.equal({data, from}, {"question", a:getsockname()})
  b:sendto("answer", from)
  expect.equal(a:recv(1024), "answer")
end)

scenario("the first sendto gives a socket its port", alone, function()
  local a = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
  local b, address = loopback.datagrams()
  expect.equal(a:getsockname().port, 0)
  a:sendto("x", address)
  local _, from = b:recvfrom(1)
  expect.equal(from.port, a:getsockname().port)
  expect.equal(from.port > 0, true)
end)

scenario("each datagram is received by one call", alone, function()
  local a = loopback.datagrams()
  local b, address = loopback.datagrams()
  for _, text in ipairs{"one", "", "three"} do a:sendto(text, address) end
  expect.equal({b:recv(1024), b:recv(1024), b:recv(1024)}, {"one", "", "three"})
end)

scenario("what a call has no room for is lost", alone, function()
  local a = loopback.datagrams()
  local b, address = loopback.datagrams()
  a:sendto("a long one", address)
  a:sendto("next", address)
  expect.equal(b:recvfrom(6), "a long")
  expect.equal(b:recvfrom(6), "next")
end)

scenario("MSG_PEEK leaves the datagram whole", alone, function()
  local a = loopback.datagrams()
  local b, address = loopback.datagrams()
  a:sendto("hello", address)
  expect.equal(b:recv(2, socket.MSG_PEEK), "he")
  local data, from = b:recvfrom(1024, socket.MSG_PEEK)
  expect.equal({data, from}, {"hello", a:getsockname()})
  expect.equal(b:recv(1024), "hello")
end)

scenario("a connected socket sends to its peer and hears nobody else", alone, function()
  local a, b, stranger = (loopback.datagrams()), (loopback.datagrams()), (loopback.datagrams())
  a:connect(b:getsockname())
  expect.equal(a:getpeername(), b:getsockname())
  a:send("hello")
  expect.equal(b:recv(1024), "hello")
  stranger:sendto("not for you", a:getsockname())
  b:sendto("answer", a:getsockname())
  expect.equal(a:recv(1024), "answer")
  a:sendall("all")
  expect.equal(b:recv(1024), "all")
end)

scenario("a connected socket can be connected to another", alone, function()
  local a, b, c = (loopback.datagrams()), (loopback.datagrams()), (loopback.datagrams())
  a:connect(b:getsockname())
  a:connect(c:getsockname())
  a:send("x")
  expect.equal(c:recv(1), "x")
end)

scenario("send without a peer has no destination", alone, function()
  local a = loopback.datagrams()
  expect.error(function() a:send("x") end, {code = "EDESTADDRREQ"})
end)

scenario("a connected socket is told that nobody has the port", alone, function()
  local a = loopback.datagrams()
  local address, holder = loopback.deaf()
  a:connect(address)
  a:send("anybody?")
  expect.error(function() a:recv(10) end, {code = "ECONNREFUSED", name = "ConnectionRefusedError"})
  holder:close()
end)

scenario("one that is not connected is not", alone, function()
  local a = loopback.datagrams()
  local address, holder = loopback.deaf()
  a:sendto("anybody?", address)
  a:settimeout(0.01)
  expect.error(function() a:recvfrom(10) end, {code = "ETIMEDOUT"})
  holder:close()
end)

scenario("a datagram holds 65507 bytes at most", alone, function()
  local a = loopback.datagrams()
  local b, address = loopback.datagrams()
  expect.error(function() a:sendto(("x"):rep(65508), address) end, {code = "EMSGSIZE", op = "sendto", address = tostring(address)})
  expect.equal(a:sendto(("x"):rep(65507), address), 65507)
  expect.equal(#b:recv(70000), 65507)
end)

scenario("a socket has no port 0 to send to", alone, function()
  local a = loopback.datagrams()
  expect.error(function() a:sendto("x", "127.0.0.1", 0) end, {code = "EINVAL"})
end)

scenario("listen and accept are not for datagrams", alone, function()
  local a = loopback.datagrams()
  expect.error(function() a:listen() end, {code = "EOPNOTSUPP"})
  expect.error(function() a:accept() end, {code = "EOPNOTSUPP"})
  expect.error(function() a:makefile() end, "SOCK_STREAM")
end)

scenario("datagrams of two senders do not mix", alone, function()
  local server, address = loopback.datagrams()
  local clients = {(loopback.datagrams()), (loopback.datagrams())}
  for n = 1, 5 do
    for i, client in ipairs(clients) do client:sendto(i .. " " .. n, address) end
  end
  local seen = {0, 0}
  for _ = 1, 10 do
    local data, from = server:recvfrom(100)
    local i, n = data:match("(%d) (%d)")
    expect.equal(from, clients[tonumber(i)]:getsockname())
    seen[tonumber(i)] = seen[tonumber(i)] + 1
    expect.equal(tonumber(n), seen[tonumber(i)])
  end
end)

scenario("several tasks share a socket, and each datagram goes to one", alone, function()
  local server, address = loopback.datagrams()
  local tasks = {}
  for i = 1, 4 do tasks[i] = task.spawn(function() return server:recv(10) end) end
  local client = loopback.datagrams()
  for i = 1, 4 do client:sendto(tostring(i), address) end
  local sum = 0
  for i = 1, 4 do sum = sum + tonumber((tasks[i]:join())) end
  expect.equal(sum, 10)
end)

scenario("a receive times out, and what comes later is received", alone, function()
  local a = loopback.datagrams()
  local b, address = loopback.datagrams()
  b:settimeout(0.01)
  expect.error(function() b:recvfrom(10) end, {code = "ETIMEDOUT", op = "recvfrom"})
  expect.error(function() b:recv(10) end, {code = "ETIMEDOUT", op = "recv"})
  b:settimeout(60)
  a:sendto("late", address)
  expect.equal(b:recv(10), "late")
end)

scenario("a receive that must not wait says EAGAIN", alone, function()
  local b = loopback.datagrams()
  b:setblocking(false)
  expect.error(function() b:recvfrom(10) end, {code = "EAGAIN", name = "BlockingIOError"})
end)

scenario("a descriptor is told of the end when another of the socket is shut down", {tags = alone.tags, strict = "off", timeout = "10s"}, function()
  local a = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
  local b = a:dup()
  b:settimeout(0.01)
  a:shutdown(socket.SHUT_RD)
  local ok, got = pcall(b.recv, b, 70000)  -- on real sockets it may wait in vain
  expect.equal(ok and got or got.code, ok and "" or "ETIMEDOUT")
end)
