-- Errors of sockets: closed sockets, wrong arguments, what is missing.

--- every method on a closed socket
local calls = {
  bind = {"127.0.0.1", 0}, listen = {}, accept = {}, connect = {"127.0.0.1", 9}, recv = {1}, recv_exact = {1}, recv_until = {"x"}, recv_line = {},
  recvfrom = {1}, send = {"x"}, sendall = {"x"}, sendto = {"x", "127.0.0.1", 9}, shutdown = {socket.SHUT_RDWR}, dup = {}, getpeername = {}, getsockname = {},
  getsockopt = {socket.SOL_SOCKET, socket.SO_TYPE}, setsockopt = {socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1}, settimeout = {1}, setblocking = {true},
  starttls = {{verify = false}},
}
for name, args in pairs(calls) do
  local s = socket.socket()
  s:close()
  local err = expect.error(function() s[name](s, unpack(args)) end, {code = "EBADF", name = "OSError", op = name, partial = 0})
  expect.truthy(err.errno > 0 and #err.address > 0)
end
local s = socket.socket()
s:settimeout(2)
s:close()
for name, result in pairs{close = false, reset = false, fileno = -1, gettimeout = 2, getblocking = true} do expect.equal(s[name](s) or false, result) end
expect.equal({s.family, s.type, s.proto, s.timeout}, {socket.AF_INET, socket.SOCK_STREAM, 0, 2})
expect.truthy(s:connect_ex("127.0.0.1", 9) > 0)
expect.error(function() s:makefile():read() end, {code = "EBADF", op = "read"})
expect.error(function() s:makefile("w"):write("x") end, {code = "EBADF"})
expect.error(function() s:framed(frame.fixed(1)):recv() end, {code = "EBADF"})
expect.error(function() select.select({s}, {}, {}, 0) end, {code = "EBADF", op = "select"})
local f = io.open("f", "w+"):write("x")
expect.error(function() s:sendfile(f) end, {code = "EBADF", op = "sendfile"})
f:close()

--- every method with a dot in place of the colon
local s = socket.socket()
local count = 0
for _, name in ipairs{"bind", "listen", "accept", "connect", "connect_ex", "recv", "recv_exact", "recv_until", "recv_line", "recvfrom", "send", "sendall",
  "sendto", "sendfile", "shutdown", "close", "reset", "dup", "getpeername", "getsockname", "getsockopt", "setsockopt", "settimeout", "gettimeout", "setblocking",
  "getblocking", "fileno", "makefile", "framed", "starttls"} do
  for _, first in ipairs{1, "text", {}, true} do
    expect.error(function() s[name](first) end, "socket:" .. name .. ": must be called on a socket, got ")
    local ok, err = pcall(s[name], first)
    expect.contains(tostring(err), "; call it with a colon")
  end
  expect.error(function() s[name]() end, "socket:" .. name .. ": must be called on a socket, got nil; call it with a colon")
  expect.error(function() s[name](frame.fixed(1)) end, "must be called on a socket, got a codec")
end

--- numbers of bytes that are none
local a, b = pair()
a:sendall("kept")
for name in pairs{recv = 1, recv_exact = 1, recvfrom = 1} do
  for _, bad in ipairs{-1, 1.5, 0/0, math.huge, 2^40, "1", {}, true} do
    expect.error(function() b[name](b, bad) end, "socket:" .. name .. ": n must be an integer")
  end
  expect.error(function() b[name](b) end, "n must be an integer, got nothing")
end
expect.error(function() b:recv(2^40) end, "n must be an integer from 0 to 2147483647, got 1099511627776")
expect.error(function() b:recv(1, "x") end, "flags must be an integer")
expect.error(function() b:recv_line(0) end, "max must be an integer from 1")
expect.error(function() b:recv_until("x", -1) end, "max must be an integer from 1")
expect.error(function() b:recv_until({}) end, "delimiter must be a string, got a table")
expect.equal(b:recv_exact(4), "kept")

--- a large number of bytes costs nothing until they come
local a, b = pair()
a:sendall("few")
expect.equal(b:recv_exact(1), "f")
expect.truthy(#b:recv(2^31 - 1) >= 1)
b:settimeout(0.01)
local err = expect.error(function() b:recv_exact(2^31 - 1) end, {code = "ETIMEDOUT"})
expect.truthy(err.partial <= 1)

--- what cannot be sent
local a = pair()
for _, name in ipairs{"send", "sendall"} do
  for _, bad in ipairs{{}, a, frame.fixed(1)} do expect.error(function() a[name](a, bad) end, "cannot be sent: only bytes travel") end
  for _, bad in ipairs{true, print} do expect.error(function() a[name](a, bad) end, "socket:" .. name .. ": data must be a string") end
  expect.error(function() a[name](a) end, "data must be a string, got nothing")
  expect.error(function() a[name](a, "x", -1) end, "flags must be an integer from 0")
end

--- other arguments
local s = socket.socket()
for _, bad in ipairs{-1, 3, 1.5, "1", {}} do expect.error(function() s:shutdown(bad) end, "how must be an integer") end
expect.error(function() s:shutdown() end, "how must be an integer, got nothing")
for _, bad in ipairs{-0.1, 0/0, "1", {}, true} do expect.error(function() s:settimeout(bad) end, "seconds must be") end
expect.error(function() socket.with(1, print) end, "socket.with: s must be a socket or stream or server, got 1")
expect.error(function() socket.with(s) end, "fn must be a function, got nothing")
expect.error(function() s:framed() end, "codec must be a codec or table, got nothing")

--- datagrams that are too long
local a, b = socket.socket(socket.AF_INET, socket.SOCK_DGRAM), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
b:bind("127.0.0.1", 0)
for _, send in ipairs{function(data) return a:sendto(data, b:getsockname()) end, function(data) a:connect(b:getsockname()) return a:send(data) end} do
  local err = expect.error(function() send(("x"):rep(70000)) end, {code = "EMSGSIZE", name = "OSError", partial = 0})
  expect.equal(send("x"), 1)
end

--- errors have the class that Python raises
local classes = {
  ECONNREFUSED = "ConnectionRefusedError", ETIMEDOUT = "TimeoutError", EAGAIN = "BlockingIOError", EPIPE = "BrokenPipeError",
  ENOENT = "FileNotFoundError", EADDRINUSE = "OSError", EISCONN = "OSError", ENOTCONN = "OSError",
}
local seen = {}
local function meet(call)
  local ok, err = pcall(call)
  expect.equal({ok, err.name}, {false, classes[err.code]})
  expect.truthy(err.errno > 0)
  seen[err.code] = true
end
local a, b, l = pair()
local deaf, fresh = socket.socket(), socket.socket()
deaf:bind("127.0.0.1", 0) -- keeps its port, and does not listen
meet(function() fresh:connect(deaf:getsockname()) end)
a:settimeout(0.001)
meet(function() a:recv(1) end)
a:setblocking(false)
meet(function() a:recv(1) end)
meet(function() a:connect(l:getsockname()) end)
meet(function() fresh:bind(l:getsockname()) end)
meet(function() socket.socket():recv(1) end)
meet(function() socket.socket(socket.AF_UNIX):connect("nothing.sock") end)
a:shutdown(socket.SHUT_WR)
meet(function() a:send("x") end)
for code in pairs(classes) do expect.equal({code, seen[code]}, {code, true}) end
