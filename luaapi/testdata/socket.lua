-- Sockets as Python's socket module has them.

--- echo over TCP
local listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
listener:bind("127.0.0.1", 0)
listener:listen()
local address = listener:getsockname()
local server = task.spawn(function()
  local conn, peer = listener:accept()
  expect.truthy(peer == conn:getpeername())
  while true do
    local data = conn:recv(1024)
    if data == "" then break end
    conn:sendall(data)
  end
  conn:close()
end)
local s = socket.socket()
s:connect(address)
expect.truthy(s:getpeername() == address)
s:sendall("hello")
expect.equal(s:recv_exact(5), "hello")
s:shutdown(socket.SHUT_WR)
expect.equal(s:recv(10), "")
expect.equal(s:recv(10), "")
s:close()
server:join()
listener:close()

--- addresses
local a = socket.socket()
a:bind("127.0.0.1", 0)
local name = a:getsockname()
expect.equal(name.host, "127.0.0.1")
expect.between(name.port, 1, 65535)
expect.equal(tostring(name), "127.0.0.1:" .. name.port)
expect.equal("at " .. name, "at " .. tostring(name))
expect.equal(name, a:getsockname())
expect.truthy(name == a:getsockname())
expect.error(function() return name[1] end, "an address has no [1]: it is one table with host and port")
expect.error(function() return name[2] end, "an address has no [2]")
expect.equal({name.nothing, json.dumps({name.host}), #name}, {nil, '["127.0.0.1"]', 0})
for _, list in ipairs{ipairs, unpack} do
  expect.error(function() list(name) end, "an address is no list: it is one table with host and port")
end
local named = socket.socket()
named:bind("127.0.0.1", 0)
expect.error(function() local host, port = named:getsockname() return port end, "port would be nil, since an address is one value: it is one table with host and port")
expect.no_error(function() local address, err = named:getsockname() return err end)
expect.no_error(function() local port = named:getsockname().port return port end)
named:close()
local fields = 0
for key in pairs(json.loads(json.dumps(name))) do fields = fields + #key end
expect.equal(fields, #"host" + #"port")
local b = socket.socket()
b:bind({host = "127.0.0.1", port = 0})
expect.truthy(name ~= b:getsockname())
expect.error(function() b:connect("127.0.0.1") end, "needs a port")
expect.error(function() b:connect({host = "127.0.0.1"}) end, "an address table has host and port")
expect.error(function() b:connect(5) end, "an address is a host and a port")
expect.error(function() b:connect("127.0.0.1", 65536) end, "port must be an integer from 0 to 65535, got 65536")
expect.error(function() b:connect("127.0.0.1", 1.5) end, "port must be an integer")

--- sockets without a name in errors
local a, b = socket.socketpair()
a:settimeout(0)
expect.error(function() a:recv(1) end, "recv a socketpair: ")
a:close()
expect.error(function() a:recv(1) end, "recv a closed socket: bad file descriptor; it was closed at socket.lua:68 (EBADF)")
b:close()
local s = socket.socket()
s:bind("127.0.0.1", 0)
expect.error(function() s:accept() end, {code = "EINVAL", message = "invalid argument; the socket does not listen: call its listen before accept"})
s:close()

--- constants without their module
expect.error(function() socket.socket(AF_INET, SOCK_DGRAM) end, "socket.socket: family must be an integer, got nil: AF_INET is socket.AF_INET")
expect.error(function() socket.socket(socket.AF_INET, SOCK_DGRAM) end, "type must be an integer, got nil: SOCK_STREAM is socket.SOCK_STREAM")
expect.error(function() socket.socketpair(AF_UNIX) end, "family must be an integer, got nil")
socket.socket(socket.AF_INET, socket.SOCK_DGRAM, nil):close()

--- fields of a socket
local s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
expect.equal({s.family, s.type, s.proto, s.timeout}, {socket.AF_INET, socket.SOCK_DGRAM, 0})
s:settimeout(1.5)
expect.equal({s.timeout, s:gettimeout(), s:getblocking()}, {1.5, 1.5, true})
s:settimeout(nil)
expect.equal({s.timeout, s:gettimeout(), s:getblocking()}, {nil, nil, true})
s:setblocking(false)
expect.equal({s.timeout, s:gettimeout(), s:getblocking()}, {0, 0, false})
s:setblocking(true)
expect.equal(s:gettimeout(), nil)
s:settimeout(1e-12)
expect.equal(s:gettimeout() > 0, true, "only 0 does not wait")
expect.error(function() s:settimeout(-1) end, "seconds must be 0 or more, got -1")
expect.error(function() s:settimeout() end, "must be")
expect.truthy(s:fileno() >= 0)
s:close()
expect.equal(s:fileno(), -1)
expect.match(tostring(s), "^socket: 0x")

--- connection refused
local deaf = socket.socket() -- keeps its port, and does not listen
deaf:bind("127.0.0.1", 0)
local address = deaf:getsockname()
local s = socket.socket()
local err = expect.error(function() s:connect(address) end, {code = "ECONNREFUSED", name = "ConnectionRefusedError", op = "connect", partial = 0})
expect.equal(err.address, tostring(address))
expect.equal(err.message, "connection refused")
expect.match(tostring(err), "^socket.lua:%d+: connect 127.0.0.1:%d+: connection refused %(ECONNREFUSED%)$")
expect.equal(socket.socket():connect_ex(address), err.errno)

--- the text of an uncaught error
local s = socket.socket()
s:settimeout(0.001)
s:bind("127.0.0.1", 0)
s:listen()
s:accept() --> accept 127.0.0.1:

--- address in use
local a = socket.socket()
a:bind("127.0.0.1", 0)
a:listen()
local b = socket.socket()
expect.error(function() b:bind(a:getsockname()) end, {code = "EADDRINUSE", name = "OSError", op = "bind"})

--- accept times out
local l = socket.socket()
l:bind("127.0.0.1", 0)
l:listen()
l:settimeout(0.01)
local before = time.monotonic()
expect.error(function() l:accept() end, {code = "ETIMEDOUT", errno = 110, name = "TimeoutError", op = "accept"})
expect.between(time.monotonic() - before, 0.01, 20)
l:settimeout(0)
expect.error(function() l:accept() end, {code = "EAGAIN", errno = 11, name = "BlockingIOError"})

--- an accepted socket waits for ever
local _, _, l = pair()
l:settimeout(0.01)
local c = socket.socket()
c:connect(l:getsockname())
local d = l:accept()
expect.equal(d:gettimeout(), nil)

--- recv never takes more than asked
local a, b = pair()
a:sendall("abcdef")
expect.equal(b:recv(2), "ab")
expect.equal(b:recv_exact(2), "cd")
expect.equal(b:recv(1, socket.MSG_PEEK), "e")
expect.equal(b:recv(1), "e")
expect.equal(b:recv(5), "f")

--- bytes that recv did not take stay in the system
local a, b = pair()
a:sendall(("x"):rep(100))
a:shutdown(socket.SHUT_WR)
local got = 0
for n = 1, 20 do got = got + #b:recv(n) end
expect.equal(got, 100)

--- recv of nothing does not wait
local a, b = pair()
expect.equal(b:recv(0), "")
expect.equal(b:recv_exact(0), "")

--- recv_exact at the end of the stream
local a, b = pair()
a:sendall("abc")
a:close()
local err = expect.error(function() b:recv_exact(4) end, {code = "EOF", name = "EOFError", op = "recv_exact", partial = 3, errno = 0})
expect.match(tostring(err), "^socket.lua:%d+: recv_exact 127.0.0.1:%d+: end of stream after 3 of 4 bytes %(EOF%)$")
expect.equal(b:recv(10), "abc")
local err = expect.error(function() b:recv_exact(4) end, {code = "EOF", partial = 0})
expect.match(tostring(err), "end of stream after 0 of 4 bytes %(EOF%)$")

--- recv_exact that times out loses nothing
local a, b = pair()
a:sendall("abc")
arrived(b, 3)
b:settimeout(0.01)
local err = expect.error(function() b:recv_exact(5) end, {code = "ETIMEDOUT", partial = 3})
expect.match(tostring(err), "after 3 of 5 bytes %(ETIMEDOUT%)")
a:sendall("defgh")
b:settimeout(60)
expect.equal(b:recv_exact(5), "abcde")
expect.equal(b:recv_exact(3), "fgh")

--- a call that gives up says how many bytes had come
local function gives_up(take, partial, text)
  local a, b = pair()
  a:sendall("one\n 12")
  arrived(b, 7)
  b:settimeout(0.01)
  local err = expect.error(function() take(b) end, {code = "ETIMEDOUT", partial = partial})
  expect.match(tostring(err), text or "after " .. partial .. " ")
  expect.equal(b:recv_exact(7), "one\n 12")
  a:close()
  b:close()
end
gives_up(function(b) b:recv(8, socket.MSG_WAITALL) end, 7)
gives_up(function(b) b:recvfrom(8, socket.MSG_WAITALL) end, 7)
gives_up(function(b) b:recv_exact(8) end, 7, "after 7 of 8 bytes")
gives_up(function(b) b:recv_until("x") end, 7)
gives_up(function(b) b:makefile():read("*a") end, 7)
gives_up(function(b) b:makefile():read(8) end, 7)
gives_up(function(b) b:makefile():read("*l", "*l") end, 7)
gives_up(function(b) b:makefile():read("*l", "*n", "*l") end, 7)
gives_up(function(b) b:framed(frame.delimiter("x")):recv() end, 7)
gives_up(function(b) task.timeout(0.005, b.recv_exact, b, 8) end, 7, "timeout 127.0.0.1:%d+: not done within 5ms, in recv_exact after 7 of 8 bytes %(ETIMEDOUT%)$")
gives_up(function(b) task.timeout(0.005, function() b:makefile():read("*l", "*l") end) end, 7, "in read after 7 bytes")

--- a file that gives up between two values has taken none
local a, b = pair()
a:sendall("one\ntwo\n  42")
arrived(b, 12)
b:settimeout(0.01)
local f = b:makefile()
expect.error(function() f:read("*l", "*l", "*n") end, {code = "ETIMEDOUT", partial = 12})
expect.error(function() for line in f:lines() do expect.match(line, "^%l+$") end end, {code = "ETIMEDOUT", partial = 4})
expect.error(function() f:read("*n") end, {code = "ETIMEDOUT", partial = 4})
a:sendall("\n")
b:settimeout(60)
expect.equal({f:read("*n", "*l")}, {42, ""})

--- a number in a file of a socket ends where it must
local a, b = pair()
a:sendall("192.168.0x1f-7 abc")
a:close()
expect.equal({b:makefile():read("*n", "*n", "*n", "*n", "*n")}, {192.168, 0, nil})
expect.equal(b:recv(100), "x1f-7 abc")

--- a file that gives up while it writes counts all that went
local a, b = pair()
a:settimeout(0.02)
local f = a:makefile("w")
local err = expect.error(function() f:write("head\n", ("x"):rep(16 * 1024 * 1024)) end, {code = "ETIMEDOUT", op = "write"})
a:shutdown(socket.SHUT_WR)
local got = b:makefile():read("*a")
expect.equal({#got, got:sub(1, 5)}, {err.partial, "head\n"})

--- a task.timeout in the middle of sendall says how many bytes went
local a, b = pair()
local err = expect.error(function() task.timeout(0.02, a.sendall, a, ("x"):rep(16 * 1024 * 1024)) end, {code = "ETIMEDOUT", op = "timeout"})
expect.match(tostring(err), "in sendall after " .. err.partial .. " of 16777216 bytes")
a:shutdown(socket.SHUT_WR)
expect.equal(#b:makefile():read("*a"), err.partial)

--- who is closed while it gathers bytes says how many had come
local a, b = pair()
local t = task.spawn(function() b:recv_exact(5) end)
a:sendall("abc")
settle()
b:close()
expect.error(function() t:join() end, {code = "EBADF", partial = 3})
expect.error(function() b:recv_exact(5) end, {code = "EBADF", partial = 0})

--- connect again while the connection is under way
local l = socket.socket()
l:bind("127.0.0.1", 0)
l:listen(0)
local first = socket.create_connection(l:getsockname())
local s = socket.socket()
s:settimeout(0.02)
local function outcome()
  local ok, err = pcall(s.connect, s, l:getsockname())
  return ok and "OK" or err.code
end
if outcome() == "OK" then return end -- a system that lets more wait than it was asked to
expect.equal({outcome(), outcome()}, {"EALREADY", "EALREADY"})
l:accept()
s:settimeout(nil)
expect.equal({outcome(), outcome()}, {"OK", "EISCONN"})
s:settimeout(60)
expect.equal(outcome(), "EISCONN")

--- every kind of call finds what another has read before
local function after_timeout(bytes, take)
  local a, b = pair()
  a:sendall(bytes)
  arrived(b, #bytes)
  b:settimeout(0.01)
  expect.error(function() b:recv_exact(#bytes + 1) end, {code = "ETIMEDOUT"})
  a:sendall("\n")
  b:settimeout(60)
  take(b)
  a:close()
  b:close()
end
after_timeout("abc", function(b) expect.equal(b:recv(2) .. b:recv(5) .. b:recv(5), "abc\n") end)
after_timeout("abc", function(b) expect.equal(b:recv_exact(4), "abc\n") end)
after_timeout("abc", function(b) expect.equal(b:recv_until("\n"), "abc\n") end)
after_timeout("abc", function(b) expect.equal(b:framed(frame.delimiter("\n")):recv(), "abc") end)
after_timeout("abc", function(b) expect.equal(b:recv(4, socket.MSG_WAITALL), "abc\n") end)
after_timeout("abc", function(b) arrived(b, 4) expect.equal(b:recv(10, socket.MSG_PEEK), "abc\n") expect.equal(b:recv_exact(4), "abc\n") end)
after_timeout("abc", function(b) expect.equal(b:recvfrom(3), "abc") end)
after_timeout("abc", function(b) b:setblocking(false) expect.equal(b:recv(3), "abc") end)

--- recv_until
local a, b = pair()
a:sendall("GET / HTTP/1.1\r\nHost: x\r\n\r\nbody")
expect.equal(b:recv_until("\r\n"), "GET / HTTP/1.1\r\n")
expect.equal(b:recv_until("\r\n\r\n"), "Host: x\r\n\r\n")
expect.equal(b:recv_exact(4), "body")
a:sendall("\r")
local t = task.spawn(function() return b:recv_until("\r\n") end)
settle()
a:sendall("\n\r\r\n")
expect.equal(t:join(), "\r\n")
expect.equal(b:recv_until("\r\n"), "\r\r\n")
a:sendall("end")
a:close()
local err = expect.error(function() b:recv_until("\n") end, {code = "EOF", partial = 3, op = "recv_until"})
expect.equal(b:recv(10), "end")
expect.error(function() b:recv_until("\n") end, {code = "EOF", partial = 0})
expect.error(function() b:recv_until("") end, "delimiter must not be empty")

--- recv_until has a limit
local a, b = pair()
a:sendall("abcd\nefgh")
expect.error(function() b:recv_until("\n", 4) end, {code = "EMSGSIZE"})
expect.equal(b:recv_until("\n", 5), "abcd\n")
expect.error(function() b:recv_until("h", 3) end, {code = "EMSGSIZE"})
expect.equal(b:recv_exact(4), "efgh")

--- recv_until of much data
local a, b = pair()
local big = ("x"):rep(300000)
local t = task.spawn(function() a:sendall(big .. "\n" .. big .. "\n") a:close() end)
expect.equal(#b:recv_until("\n"), 300001)
expect.equal(#b:recv_exact(300001), 300001)
expect.equal(b:recv(1), "")
t:join()

--- MSG_WAITALL and MSG_DONTWAIT
local a, b = pair()
expect.error(function() b:recv(1, socket.MSG_DONTWAIT) end, {code = "EAGAIN"})
local t = task.spawn(function() for c in ("abcdef"):gmatch(".") do a:sendall(c) task.sleep(0.001) end a:shutdown(socket.SHUT_WR) end)
expect.equal(b:recv(4, socket.MSG_WAITALL), "abcd")
expect.equal(b:recv(4, socket.MSG_WAITALL), "ef")
expect.equal(b:recv(4, socket.MSG_WAITALL), "")
t:join()

--- a timeout of recv is one for the whole call
local a, b = pair()
a:sendall("x")
arrived(b, 1)
local t = task.spawn(function()
  for _ = 1, 100 do
    if not pcall(a.sendall, a, "x") then return end
    task.sleep(0.005)
  end
end)
b:settimeout(0.05)
local before = time.monotonic()
local err = expect.error(function() b:recv_exact(100000) end, {code = "ETIMEDOUT"})
expect.between(time.monotonic() - before, 0.05, 20)
expect.truthy(err.partial > 0)
b:close()
t:join()

--- a timeout of sendall is one for the whole call
local a, b = pair()
a:settimeout(0.05)
local before = time.monotonic()
local err = expect.error(function() a:sendall(("x"):rep(16 * 1024 * 1024)) end, {code = "ETIMEDOUT", op = "sendall"})
expect.between(time.monotonic() - before, 0.05, 20)
expect.between(err.partial, 1, 16 * 1024 * 1024 - 1)
expect.match(tostring(err), "after " .. err.partial .. " of 16777216 bytes")
a:shutdown(socket.SHUT_WR)
local got = 0
repeat
  local data = b:recv(65536)
  got = got + #data
until data == ""
expect.equal(got, err.partial)

--- send may be short, and says how much
local a, b = pair()
a:setblocking(false)
local total = 0
local err = expect.error(function() while true do total = total + a:send(("x"):rep(100000)) end end, {code = "EAGAIN"})
expect.truthy(total > 0)
local t = task.spawn(function() local n = 0 while n < total do n = n + #b:recv(65536) end return n end)
expect.equal(t:join(), total)

--- much data goes through
local a, b = pair()
local t = task.spawn(function()
  for i = 1, 50 do a:sendall(string.char(i):rep(50000)) end
  a:shutdown(socket.SHUT_WR)
end)
for i = 1, 50 do expect.equal(b:recv_exact(50000), string.char(i):rep(50000)) end
expect.equal(b:recv(1), "")
t:join()

--- a socket that one task reads and another writes
local a, b = pair()
local echo = task.spawn(function()
  while true do
    local data = b:recv(100)
    if data == "" then return b:close() end
    b:sendall(data)
  end
end)
local reader = task.spawn(function() return a:recv_exact(600) end)
for i = 1, 100 do a:sendall(("%06d"):format(i)) end
local got = reader:join()
for i = 1, 100 do expect.equal(got:sub(6 * i - 5, 6 * i), ("%06d"):format(i)) end
a:close()
echo:join()

--- readers queue
local a, b = pair()
local log = {}
local function reader(n)
  return task.spawn(function() local got = b:recv_exact(3) log[#log + 1] = n .. got end)
end
local first = reader(1)
settle()
local second = reader(2)
settle()
a:sendall("a")
settle()
a:sendall("bcdef")
first:join()
second:join()
expect.equal(log, {"1abc", "2def"})

--- a reader that gives up lets the next go on
local a, b = pair()
b:settimeout(0.02)
local first = task.spawn(function() return pcall(b.recv_exact, b, 2) end)
settle()
b:settimeout(60)
local second = task.spawn(function() return b:recv_exact(2) end)
expect.equal(first:join(), false)
a:sendall("ab")
expect.equal(second:join(), "ab")

--- a reader that gives up in the queue
local a, b = pair()
local first = task.spawn(function() return b:recv_exact(2) end)
settle()
local second = task.spawn(function() return pcall(task.timeout, 0.005, b.recv_exact, b, 2) end)
settle()
local third = task.spawn(function() return b:recv_exact(2) end)
expect.equal(second:join(), false)
a:sendall("abcd")
expect.equal({first:join(), third:join()}, {"ab", "cd"})

--- writers do not interleave
local a, b = pair()
local writers = {}
for i = 1, 4 do writers[i] = task.spawn(function() a:sendall(string.char(64 + i):rep(1000000)) end) end
local got = {}
for i = 1, 4 do
  local block = b:recv_exact(1000000)
  expect.equal(block, block:sub(1, 1):rep(1000000))
  got[i] = block:sub(1, 1)
end
table.sort(got)
expect.equal(table.concat(got), "ABCD")
for _, w in ipairs(writers) do w:join() end

--- close wakes who waits
local a, _, listener = pair()
local b = pair()
local udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp:bind("127.0.0.1", 0)
for _, wait in ipairs{
  {b, function() b:recv(10) end}, {a, function() a:recv(65536) end},
  {listener, function() listener:accept() end}, {udp, function() udp:recvfrom(10) end},
} do
  local t = task.spawn(wait[2])
  settle()
  wait[1]:close()
  expect.error(function() t:join() end, {code = "EBADF", name = "OSError"})
end

--- close wakes every reader of the queue
local a, b = pair()
local list = {}
for i = 1, 3 do list[i] = task.spawn(function() b:recv_exact(5) end) settle() end
a:sendall("ab")
settle()
b:close()
for _, t in ipairs(list) do expect.error(function() t:join() end, {code = "EBADF"}) end

--- close wakes a writer
local a, b = pair()
local t = task.spawn(function() a:sendall(("x"):rep(16 * 1024 * 1024)) end)
settle()
a:close()
local err = expect.error(function() t:join() end, {code = "EBADF", op = "sendall"})
expect.truthy(err.partial > 0)

--- a closed socket
local a, b = pair()
a:close()
a:close()
for _, use in ipairs{
  function() a:recv(1) end, function() a:send("x") end, function() a:sendall("x") end, function() a:recv_exact(1) end,
  function() a:recv_until("x") end, function() a:accept() end, function() a:getsockname() end, function() a:connect("127.0.0.1", 9) end,
  function() a:shutdown(socket.SHUT_WR) end, function() a:setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1) end,
  function() a:framed(frame.delimiter("\n")):recv() end,
} do
  expect.error(use, {code = "EBADF"})
end

--- a peer that is gone
local a, b = pair()
b:close()
task.sleep(0.005)
expect.error(function() for _ = 1, 100 do a:sendall("x") task.sleep(0.001) end end, {name = "BrokenPipeError"})

--- a reset is seen
local a, b = pair()
a:reset()
expect.error(function() b:recv(1) end, {code = "ECONNRESET", name = "ConnectionResetError"})

--- close with unread bytes resets the peer
local a, b = pair()
a:sendall("abc")
arrived(b, 3)
b:close()
expect.error(function() a:recv(1) end, {code = "ECONNRESET"})

--- close with bytes read ahead resets the peer
local a, b = pair()
a:sendall("line\nrest")
expect.equal(b:recv_until("\n"), "line\n")
b:close()
expect.error(function() a:recv(1) end, {code = "ECONNRESET"})

--- close with nothing unread ends the stream
local a, b = pair()
a:sendall("line\nrest")
expect.equal(b:recv_until("\n"), "line\n")
expect.equal(b:recv_exact(4), "rest")
b:close()
expect.equal(a:recv(1), "")

--- half-close lets the other direction live
local a, b = pair()
a:shutdown(socket.SHUT_WR)
expect.equal(b:recv(1), "")
b:sendall("still")
expect.equal(a:recv_exact(5), "still")
expect.error(function() a:sendall("x") end, {code = "EPIPE"})
b:close()
expect.equal(a:recv(1), "")

--- a non-blocking connect
local l = socket.socket()
l:bind("127.0.0.1", 0)
l:listen()
local s = socket.socket()
s:setblocking(false)
local errno = s:connect_ex(l:getsockname())
expect.truthy(errno == 0 or errno == 115)
local conn = l:accept()
s:setblocking(true)
conn:sendall("x")
expect.equal(s:recv(1), "x")

--- connect_ex of what works
local l = socket.socket()
l:bind("127.0.0.1", 0)
l:listen()
expect.equal(socket.socket():connect_ex(l:getsockname()), 0)

--- options
local s = socket.socket()
s:setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
expect.truthy(s:getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) ~= 0)
s:setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, true)
expect.truthy(s:getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) ~= 0)
expect.equal(s:getsockopt(socket.SOL_SOCKET, socket.SO_TYPE), socket.SOCK_STREAM)
expect.equal(s:getsockopt(socket.SOL_SOCKET, socket.SO_ERROR), 0)
expect.equal(#s:getsockopt(socket.SOL_SOCKET, socket.SO_TYPE, 4), 4)
expect.error(function() s:setsockopt(socket.SOL_SOCKET, 9999, 1) end, {code = "ENOPROTOOPT"})

--- datagrams keep their boundaries
local a = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
local b = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
a:bind("127.0.0.1", 0)
b:bind("127.0.0.1", 0)
expect.equal(a:sendto("one", b:getsockname()), 3)
a:sendto("three", "127.0.0.1", b:getsockname().port)
a:sendto("", b:getsockname())
a:sendto("last", b:getsockname(), 0)
local data, from = b:recvfrom(100)
expect.equal(data, "one")
expect.truthy(from == a:getsockname())
expect.equal(b:recvfrom(100), "three")
expect.equal(b:recvfrom(100), "")
expect.equal(b:recv(100), "last")

--- a long datagram is cut
local a = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
local b = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
b:bind("127.0.0.1", 0)
for _, size in ipairs{3, 5000} do
  a:sendto(("x"):rep(size + 1), b:getsockname())
  a:sendto("next", b:getsockname())
  expect.equal(b:recvfrom(4, socket.MSG_PEEK), ("x"):rep(4))
  expect.equal(b:recvfrom(size), ("x"):rep(size))
  expect.equal(b:recvfrom(size), ("next"):sub(1, size))
end

--- a connected datagram socket
local a = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
local b = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
b:bind("127.0.0.1", 0)
a:connect(b:getsockname())
a:send("ping")
local data, from = b:recvfrom(10)
b:sendto(data:upper(), from)
expect.equal(a:recv(10), "PING")
b:settimeout(0)
expect.error(function() b:recvfrom(10) end, {code = "EAGAIN"})

--- unix sockets
local l = socket.socket(socket.AF_UNIX)
l:bind("s.sock")
l:listen()
local s = socket.socket(socket.AF_UNIX)
s:connect(l:getsockname())
local conn = l:accept()
conn:sendall("x")
expect.equal(s:recv(1), "x")
expect.match(l:getsockname().path, "s.sock$")
expect.equal(tostring(l:getsockname()), l:getsockname().path)

--- IPv6
if lacks_ipv6() then return end
local l = socket.socket(socket.AF_INET6)
l:bind("::1", 0)
l:listen()
local name = l:getsockname()
expect.equal(tostring(name), "[::1]:" .. name.port)
expect.equal({name.flowinfo, name.scope_id}, {0, 0})
local s = socket.socket(socket.AF_INET6)
s:connect(name)
expect.equal(s:getpeername(), name)

--- with closes in any case
local a, b = pair()
expect.equal({socket.with(a, function(s) expect.equal(s, a) return 1, nil, 3 end)}, {1, nil, 3})
expect.error(function() a:send("x") end, {code = "EBADF"})
expect.error(function() socket.with(b, function() error("boom") end) end, "boom")
expect.error(function() b:send("x") end, {code = "EBADF"})

--- names that need the network are refused
expect.error(function() socket.socket():connect("example.com", 80) end, {code = "EPERM", name = "PermissionError"})
local err = expect.error(function() socket.socket():connect("192.0.2.1", 80) end, {code = "EPERM", op = "connect"})
expect.contains(tostring(err), "--allow-net=192.0.2.1:80")
expect.error(function() socket.socket():bind("0.0.0.0", 0) end, {code = "EPERM"})

--- localhost is known
local l = socket.socket()
l:bind("localhost", 0)
expect.equal(l:getsockname().host, "127.0.0.1")

--- the end of the stream in the middle of sendall
local a, b = pair()
local t = task.spawn(function() a:sendall(("x"):rep(16 * 1024 * 1024)) end)
settle()
b:reset()
local err = expect.error(function() t:join() end)
expect.truthy(err.code == "ECONNRESET" or err.code == "EPIPE")
expect.truthy(err.partial > 0)

--- recv_line
local a, b = pair()
a:sendall("one\r\ntwo\n\n\r\nr\ri\nlast\r")
a:shutdown(socket.SHUT_WR)
for _, line in ipairs{"one", "two", "", "", "r\ri", "last\r"} do expect.equal(b:recv_line(), line) end
expect.equal(b:recv_line(), nil)

--- recv_line keeps what came before a failure
local a, b = pair()
b:settimeout(0.01)
a:sendall("half")
local err = expect.error(function() b:recv_line() end, {code = "ETIMEDOUT", op = "recv_line"})
a:sendall(" and half\nrest")
b:settimeout(60)
expect.equal(b:recv_line(), "half and half")
expect.equal(b:recv_exact(4), "rest")
a:sendall("too long\n")
expect.error(function() b:recv_line(3) end, {code = "EMSGSIZE"})
expect.equal(b:recv_line(9), "too long")

--- create_server and create_connection
local server = socket.create_server("127.0.0.1", 0, {backlog = 4})
expect.truthy(server:getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR) ~= 0)
local name = server:getsockname()
local client = socket.create_connection("localhost", name.port, 5)
expect.equal(client.timeout, 5)
expect.equal(server:accept():getpeername(), client:getsockname())
client = socket.create_connection(name, {timeout = 3, source_address = {host = "127.0.0.1", port = 0}})
expect.equal({client:gettimeout(), client.family}, {3, socket.AF_INET})
expect.equal(socket.create_connection({"127.0.0.1", name.port}):gettimeout(), nil)
expect.error(function() socket.create_server(name) end, {code = "EADDRINUSE", op = "bind"})
local deaf = socket.socket() -- keeps its port, and does not listen
deaf:bind("127.0.0.1", 0)
local nobody = deaf:getsockname()
local err = expect.error(function() socket.create_connection(nobody.host, nobody.port) end, {code = "ECONNREFUSED", op = "connect"})
expect.equal(err.address, tostring(nobody))
expect.error(function() socket.create_connection("127.0.0.1") end, "the address needs a port as well")
expect.error(function() socket.create_connection(name, {timeuot = 1}) end, "no option \"timeuot\"")
expect.error(function() socket.create_connection(name, {timeout = "1"}) end, "timeout must be seconds")

--- create_server with a path, and on IPv6
local server = socket.create_server({path = "c.sock"})
local client = socket.create_connection({path = "c.sock"})
expect.equal(client.family, socket.AF_UNIX)
server:accept():sendall("x")
expect.equal(client:recv(1), "x")
if lacks_ipv6() then return end
server = socket.create_server("::1", 0)
expect.truthy(server:getsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY) ~= 0)
local name = server:getsockname()
client = socket.create_connection("::1", name.port)
expect.equal(client:getpeername(), name)
client = socket.create_connection({name.host, name.port, name.flowinfo, name.scope_id})
expect.equal(client:getpeername(), name)
expect.error(function() socket.create_connection({"::1", name.port, -1}) end, "flowinfo of an address table")
expect.error(function() socket.socket():connect(name) end, "not an address of the socket's family")

--- socketpair
local a, b = socket.socketpair()
expect.equal({a.family, a.type}, {socket.AF_UNIX, socket.SOCK_STREAM})
a:sendall("line\n")
expect.equal(b:recv_line(), "line")
b:close()
expect.equal(a:recv(1), "")
a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
a:send("one")
a:send("two")
expect.equal(b:recv(100), "one")
expect.equal(b:recv(100), "two")
expect.error(function() socket.socketpair(socket.AF_INET) end, {code = "EOPNOTSUPP"})

--- messages of SOCK_SEQPACKET keep their boundaries
local a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
for _, message in ipairs{"one", "three", "five"} do expect.equal(a:send(message), #message) end
expect.equal(b:recv(100), "one")
expect.equal(b:recv(2), "th")
expect.equal(b:recv(100, socket.MSG_PEEK), "five")
expect.equal(b:recv(100, socket.MSG_WAITALL), "five")
a:close()
expect.equal(b:recv(100), "")

--- a server of SOCK_SEQPACKET
local server = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
server:bind("q.sock")
server:listen()
local client = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
client:connect("q.sock")
local conn = server:accept()
client:sendall("a")
client:sendall("b")
expect.equal({conn:recv(10), conn:recv(10)}, {"a", "b"})

--- getaddrinfo
local list = socket.getaddrinfo("localhost", 80, socket.AF_INET, socket.SOCK_STREAM)
expect.equal(#list, 1)
expect.equal({list[1].family, list[1].type, list[1].proto, tostring(list[1].address)},
  {socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "127.0.0.1:80"})
expect.equal(#socket.getaddrinfo("localhost", "80"), 6)
expect.equal(tostring(socket.getaddrinfo("::1", 1)[1].address), "[::1]:1")
expect.equal(tostring(socket.getaddrinfo(nil, 7, socket.AF_INET)[1].address), "127.0.0.1:7")
expect.equal(tostring(socket.getaddrinfo(nil, 7, socket.AF_INET, 0, 0, socket.AI_PASSIVE)[1].address), "0.0.0.0:7")
expect.equal(socket.getaddrinfo("localhost", 0, 0, 0, 0, socket.AI_CANONNAME)[1].canonname, "localhost")
expect.error(function() socket.getaddrinfo("localhost", 1, 0, 0, 0, socket.AI_NUMERICHOST) end, {code = "EAI_NONAME", name = "gaierror"})
expect.error(function() socket.getaddrinfo("nowhere.invalid", 1) end, {code = "EPERM"})
expect.equal(socket.gethostbyname("localhost"), "127.0.0.1")
expect.truthy(#socket.gethostname() > 0)

--- inet_aton and its relatives
for text, packed in pairs{["127.0.0.1"] = "7f000001", ["127.1"] = "7f000001", ["0x7f.0.0.010"] = "7f000008", ["1.2.65535"] = "0102ffff", ["4294967295"] = "ffffffff"} do
  expect.equal(hex.encode(socket.inet_aton(text)), packed)
end
for _, text in ipairs{"", "1.2.3.4.5", "256.1.1.1", "1.2.3.", "1_0", "08", "0x", "+1", "1.2.65536", "a"} do
  expect.error(function() socket.inet_aton(text) end, {code = "EINVAL", name = "OSError"})
end
expect.equal(socket.inet_ntoa("\1\2\3\4"), "1.2.3.4")
expect.error(function() socket.inet_ntoa("\1") end, {code = "EINVAL"})
expect.equal(socket.inet_ntop(socket.AF_INET6, socket.inet_pton(socket.AF_INET6, "2001:db8::1")), "2001:db8::1")
expect.equal(#socket.inet_pton(socket.AF_INET, "1.2.3.4"), 4)
for _, text in ipairs{"::1", "1.2.3", "x", ""} do
  expect.error(function() socket.inet_pton(socket.AF_INET, text) end, {code = "EINVAL"})
end
expect.error(function() socket.inet_pton(socket.AF_INET6, "fe80::1%lo") end, {code = "EINVAL"})
expect.error(function() socket.inet_ntop(socket.AF_INET6, "1234") end, {code = "EINVAL"})
expect.error(function() socket.inet_pton(99, "1.2.3.4") end, {code = "EAFNOSUPPORT"})

--- byte orders
expect.equal(struct.pack("=H", socket.htons(0x1234)), "\x12\x34")
expect.equal(struct.pack("=I", socket.htonl(0x12345678)), "\x12\x34\x56\x78")
expect.equal({socket.ntohs(socket.htons(513)), socket.ntohl(socket.htonl(4294967295))}, {513, 4294967295})
expect.error(function() socket.htons(65536) end, "n must be an integer from 0 to 65535")

--- constants
expect.equal(socket.has_ipv6, true)
for _, name in ipairs{"AF_UNSPEC", "IPPROTO_ICMP", "SO_REUSEPORT", "IP_TTL", "IPV6_V6ONLY", "TCP_KEEPCNT", "MSG_OOB", "AI_PASSIVE", "SOMAXCONN"} do
  expect.equal(type(socket[name]), "number")
end

--- listen on a closed socket that was bound
local s = socket.socket()
s:bind("127.0.0.1", 0)
s:close()
expect.error(function() s:listen() end, {code = "EBADF"})
local unbound = socket.socket()
unbound:close()
expect.error(function() unbound:listen() end, {code = "EBADF"})

--- hints say what to do
local s = socket.socket()
s:bind("127.0.0.1", 0)
local err = expect.error(function() socket.socket():bind(s:getsockname()) end, {code = "EADDRINUSE"})
expect.contains(tostring(err), tostring(s:getsockname()) .. ": address already in use; bind port 0")
expect.contains(tostring(err), "SO_REUSEADDR")
local err = expect.error(function() socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP) end, {code = "EPERM"})
expect.contains(tostring(err), "--allow-net=raw")

--- a client that leaves before or while the server reads
local l = socket.create_server("127.0.0.1", 0)
for _, n in ipairs{1, 100, 65536} do
  for _, wait in ipairs{0, 0.002} do
    local t = task.spawn(function() local conn = l:accept() local got = conn:recv(n) conn:close() return got end)
    task.sleep(wait)
    local client = socket.create_connection(l:getsockname())
    task.sleep(wait)
    client:close()
    expect.equal(t:join(), "")
  end
end

--- a longer datagram than MSG_TRUNC has room for
if not pcall(function() return socket.MSG_TRUNC end) then return end
local a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
for _, size in ipairs{3, 5000} do
  a:send(("x"):rep(size + 7))
  expect.equal(b:recv(size, socket.MSG_TRUNC), ("x"):rep(size))
end

--- makefile reads with the formats of io
local a, b = pair()
local w, r = a:makefile("w"), b:makefile()
expect.equal(w:write("one\n", "two\r\n", " 42 0x1f", " rest of it\n", "12345"), w)
expect.equal(r:read(), "one")
expect.equal({r:read("*l")}, {"two\r"})
expect.equal({r:read("*n", "*n")}, {42, 31})
expect.equal(r:read("*l"), " rest of it")
expect.equal({r:read(2), r:read(0)}, {"12", ""})
a:shutdown(socket.SHUT_WR)
expect.equal(r:read("*a"), "345")
expect.equal({r:read("*a"), r:read(), r:read(1), r:read(0), r:read("*n")}, {""})
expect.equal(io.type(r), "file")
r:close()
expect.equal(io.type(r), "closed file")
expect.error(function() r:read() end, "is closed")
b:sendall("still open\n")
expect.equal(a:recv_line(), "still open")

--- makefile: lines, and both ways
local a, b = pair()
local f = a:makefile("rw")
b:sendall("x\ny\nlast")
b:shutdown(socket.SHUT_WR)
local seen = {}
for line in f:lines() do seen[#seen + 1] = line f:write(line, "\n") end
f:flush()
expect.equal(seen, {"x", "y", "last"})
f:close()
a:close()
expect.equal(b:recv_exact(9), "x\ny\nlast\n")

--- makefile and the socket share what was read ahead
local a, b = pair()
a:sendall("line\nrest")
local f = b:makefile()
expect.equal(f:read(), "line")
f:close()
expect.equal(b:recv_exact(4), "rest")
a:sendall("half")
arrived(b, 4)
b:settimeout(0.005)
local err = expect.error(function() b:makefile():read() end, {code = "ETIMEDOUT", op = "read"})
expect.equal(b:recv_exact(4), "half")

--- makefile refuses what cannot be
local a = pair()
expect.error(function() a:makefile("x") end, "mode must be r, w or rw")
expect.error(function() a:makefile("") end, "mode must be r, w or rw")
expect.error(function() a:makefile("w"):read() end, "not open for reading")
expect.error(function() a:makefile("r"):write("x") end, "not open for writing")
expect.error(function() a:makefile():seek("set") end, "cannot be moved in")
expect.error(function() socket.socket(socket.AF_INET, socket.SOCK_DGRAM):makefile() end, "SOCK_STREAM")

--- sendfile
local a, b = pair()
local f = io.open("content", "w+")
local content = ("0123456789abcdef"):rep(50000)
f:write(content)
local t = task.spawn(function() return a:sendfile(f) end)
expect.equal(b:recv_exact(#content), content)
expect.equal(t:join(), #content)
expect.equal(f:read(1), nil)
expect.equal(a:sendfile(f, 3, 4), 4)
expect.equal(b:recv_exact(4), "3456")
expect.equal(f:read(2), "78")
expect.equal(a:sendfile(f, #content - 2), 2)
expect.equal(a:sendfile(f, #content + 5), 0)
expect.equal(b:recv_exact(2), "ef")
expect.error(function() a:sendfile(f, 0, 0) end, "count must be an integer from 1")
expect.error(function() a:sendfile("content") end, "file must be a file")
a:settimeout(0)
expect.error(function() a:sendfile(f) end, "non-blocking")
a:settimeout(0.02)
local big = io.open("big", "w+")
for _ = 1, 256 do big:write(("x"):rep(65536)) end
local err = expect.error(function() a:sendfile(big) end, {code = "ETIMEDOUT", op = "sendfile"})
expect.between(err.partial, 1, 16 * 1024 * 1024 - 1)
a:settimeout(nil)
b:reset()
expect.error(function() a:sendfile(big) end, {op = "sendfile"})
f:close()
expect.error(function() a:sendfile(f) end, "is closed")
big:close()
expect.error(function() socket.socket(socket.AF_INET, socket.SOCK_DGRAM):sendfile(io.open("big")) end, "SOCK_STREAM")

--- dup
local a, b = pair()
b:settimeout(60)
a:sendall("line\nrest")
b:recv_until("\n")
if b:recv(1, socket.MSG_PEEK) == "r" then
  local ok, err = pcall(b.dup, b)
  if not ok then expect.equal({err.code, err.op}, {"EBUSY", "dup"}) end
end
b:recv_exact(4)
local twin = b:dup()
expect.equal({twin.timeout, twin:getpeername()}, {60, b:getpeername()})
expect.not_equal(twin:fileno(), b:fileno())
b:close()
a:sendall("x")
expect.equal(twin:recv(1), "x")
twin:close()
expect.equal(a:recv(1), "")
expect.error(function() b:dup() end, {code = "EBADF"})

--- select
local a, b, listener = pair()
local function lists(...) local r, w, x = select.select(...) return {#r, #w, #x} end
expect.equal(lists({a, b, listener}, {a}, {a, b}, 0), {0, 1, 0})
expect.equal(lists({a, b}, {}, {}, 0.005), {0, 0, 0})
expect.equal(lists({}, {}, {}, 0.005), {0, 0, 0})
a:sendall("line\nrest")
arrived(b, 9)
local r, w = select.select({a, b, listener}, {b}, {})
expect.equal({#r, r[1] == b, w[1] == b}, {1, true, true})
local client = socket.create_connection(listener:getsockname())
r = select.select({listener}, {}, {})
expect.equal(r[1] == listener, true)
local stream = b:framed(frame.delimiter("\n"))
expect.equal(select.select({stream}, {}, {})[1] == stream, true)

--- select sees what was read ahead
local a, b = pair()
a:sendall("one\ntwo\n")
arrived(b, 8)
expect.equal(b:recv_line(), "one")
local r, w = select.select({b, a}, {}, {}, 60)
expect.equal({#r, r[1] == b}, {1, true})
expect.equal(b:recv_line(), "two")
expect.equal(#select.select({b}, {}, {}, 0), 0)

--- select waits, and a task that sends wakes it
local a, b = pair()
local c, d = pair()
local t = task.spawn(function() task.sleep(0.005) c:sendall("x") end)
local r = select.select({b, d}, {}, {})
expect.equal({#r, r[1] == d}, {1, true})
t:join()

--- a server of many clients in one task
local listener = socket.create_server("127.0.0.1", 0)
local clients = {}
for i = 1, 5 do
  clients[i] = task.spawn(function()
    local s = socket.create_connection(listener:getsockname())
    for n = 1, 3 do
      s:sendall(i .. ":" .. n .. "\n")
      expect.equal(s:recv_line(), "ECHO " .. i .. ":" .. n)
    end
    s:close()
  end)
end
local open, ended = {listener}, 0
while ended < 5 do
  for _, s in ipairs((select.select(open, {}, {}))) do
    if s == listener then
      open[#open + 1] = listener:accept()
    else
      local line = s:recv_line()
      if line then
        s:sendall("ECHO " .. line .. "\n")
      else
        ended = ended + 1
        for i, other in ipairs(open) do if other == s then table.remove(open, i) end end
        s:close()
      end
    end
  end
end
for _, t in ipairs(clients) do t:join() end

--- select and sockets that are closed
local a, b = pair()
local t = task.spawn(function() select.select({a, b}, {}, {}) end)
settle()
b:close()
expect.error(function() t:join() end, {code = "EBADF", op = "select"})
expect.error(function() select.select({}, {b}, {}) end, {code = "EBADF"})
expect.error(function() select.select({1}, {}, {}) end, "the lists must hold sockets or streams, got 1")
expect.error(function() select.select({}, {}) end, "x must be a table")
local c = pair()
local ok, err = pcall(task.timeout, 0.005, select.select, {c}, {}, {}, 60)
expect.equal({ok, err.code}, {false, "ETIMEDOUT"})

--- select is still Lua's function
expect.equal({select("#"), select("#", nil, nil), select(2, "a", "b", "c")}, {0, 2, "b", "c"})
expect.equal({select(-1, "a", "b")}, {"b"})
expect.equal({select(4, 1, 2, 3)}, {})
expect.error(function() select(0, 1) end, "out of range")
expect.error(function() select(-3, 1) end, "out of range")
expect.equal({pcall(select, 2, "a", "b")}, {true, "b"})
