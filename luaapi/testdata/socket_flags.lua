-- Flags of recv and send.

--- MSG_PEEK leaves what it shows, on every kind
local function pairs_of_kinds()
  local u, v = socket.socket(socket.AF_INET, socket.SOCK_DGRAM), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
  v:bind("127.0.0.1", 0)
  u:connect(v:getsockname())
  local list = {{u, v}, {pair()}}
  for _, kind in ipairs{socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET} do list[#list + 1] = {socket.socketpair(socket.AF_UNIX, kind)} end
  return list
end
for _, ends in ipairs(pairs_of_kinds()) do
  local a, b = unpack(ends)
  a:send("hello")
  arrived(b, 5)
  expect.equal({b:recv(3, socket.MSG_PEEK), b:recv(9, socket.MSG_PEEK), (b:recvfrom(9, socket.MSG_PEEK))}, {"hel", "hello", "hello"})
  expect.equal(b:recv(9, socket.MSG_DONTWAIT), "hello")
  expect.error(function() b:recv(9, socket.MSG_DONTWAIT) end, {code = "EAGAIN"})
  expect.error(function() b:recvfrom(9, socket.MSG_DONTWAIT + socket.MSG_PEEK) end, {code = "EAGAIN", op = "recvfrom"})
end

--- MSG_WAITALL with a timeout loses nothing
local a, b = pair()
a:sendall("abc")
arrived(b, 3)
b:settimeout(0.01)
expect.error(function() b:recv(5, socket.MSG_WAITALL) end, {code = "ETIMEDOUT"})
a:sendall("de")
b:settimeout(60)
expect.equal(b:recv(5, socket.MSG_WAITALL), "abcde")

--- MSG_TRUNC cuts datagrams, and drops the bytes of TCP
if not pcall(function() return socket.MSG_TRUNC end) then return end
local a, b = pair()
a:sendall("abcdef")
arrived(b, 6)
local dropped = b:recv(3, socket.MSG_TRUNC)
expect.equal(dropped, ("\0"):rep(#dropped))
expect.equal(b:recv_exact(6 - #dropped), ("abcdef"):sub(#dropped + 1))

--- MSG_MORE makes one datagram of several sends
if not pcall(function() return socket.MSG_MORE end) then return end
local a, b = socket.socket(socket.AF_INET, socket.SOCK_DGRAM), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
b:bind("127.0.0.1", 0)
expect.equal(a:sendto("one ", b:getsockname(), socket.MSG_MORE), 4)
expect.error(function() b:recv(9, socket.MSG_DONTWAIT) end, {code = "EAGAIN"})
expect.equal({a:sendto("two", b:getsockname()), b:recv(9)}, {3, "one two"})

--- MSG_OOB is urgent data of TCP
local a, b = pair()
local sent, err = pcall(a.send, a, "!", socket.MSG_OOB)
if not sent then
  expect.equal({err.code, err.message}, {"EOPNOTSUPP", "operation not supported; the simulated world has no urgent data (MSG_OOB)"})
  expect.error(function() b:recv(1, socket.MSG_OOB) end, {code = "EOPNOTSUPP"})
  return
end
expect.equal(#select.select({}, {}, {b}, 60), 0)
a:sendall("after")
expect.equal({b:recv(1, socket.MSG_OOB), b:recv_exact(5)}, {"!", "after"})
expect.error(function() b:recv(1, socket.MSG_OOB) end, {code = "EINVAL"})

--- datagrams have no urgent data
for _, ends in ipairs{{socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)}, {socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)}} do
  expect.error(function() ends[1]:send("x", socket.MSG_OOB) end, {code = "EOPNOTSUPP", message = "operation not supported"})
  expect.error(function() ends[2]:recv(1, socket.MSG_OOB) end, {code = "EOPNOTSUPP"})
end

--- a datagram socket that is shut down for reading waits for nothing
local s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s:bind("127.0.0.1", 0)
s:connect(s:getsockname())
local waiting = {}
for i, n in ipairs{10, 65536} do waiting[i] = task.spawn(function() return s:recv(n) end) end
settle()
s:shutdown(socket.SHUT_RD)
for _, t in ipairs(waiting) do expect.equal(t:join(), "") end
expect.equal({s:recv(10), s:recv(65536), (s:recvfrom(10))}, {"", "", ""})
s:setblocking(false)
expect.error(function() s:recv(10) end, {code = "EAGAIN"})

--- half-close of each kind that has connections
for _, ends in ipairs{{pair()}, {socket.socketpair()}, {socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)}} do
  local a, b = unpack(ends)
  a:shutdown(socket.SHUT_WR)
  expect.equal({b:recv(9), b:recv(9)}, {"", ""})
  expect.error(function() a:send("x") end, {code = "EPIPE"})
  b:send("still")
  expect.equal(a:recv(5, socket.MSG_WAITALL):sub(1, 1), "s")
  a:shutdown(socket.SHUT_RD)
end
