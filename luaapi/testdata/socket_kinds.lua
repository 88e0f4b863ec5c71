-- Families, types and protocols of sockets, and what each can do.

--- kinds that there are
local INET, INET6, UNIX = socket.AF_INET, socket.AF_INET6, socket.AF_UNIX
local STREAM, DGRAM, RAW, SEQPACKET = socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET
for _, kind in ipairs{{INET, STREAM, 0}, {INET, STREAM, socket.IPPROTO_TCP}, {INET, DGRAM, socket.IPPROTO_UDP}, {UNIX, STREAM, 0}, {UNIX, DGRAM, 0}, {UNIX, SEQPACKET, 0}} do
  local s = socket.socket(unpack(kind))
  expect.equal({s.family, s.type, s.proto}, kind)
  expect.equal(s:getsockopt(socket.SOL_SOCKET, socket.SO_TYPE), kind[2])
  s:close()
end

--- kinds that there are not
local families, types = "there are AF_INET, AF_INET6 and AF_UNIX", "there are SOCK_STREAM and SOCK_DGRAM, SOCK_SEQPACKET of AF_UNIX, and SOCK_RAW of the others"
for _, case in ipairs{
  {"EAFNOSUPPORT", families, 16, socket.SOCK_RAW}, {"EAFNOSUPPORT", families, 0}, {"EAFNOSUPPORT", families, 9999},
  {"ESOCKTNOSUPPORT", types, socket.AF_INET, socket.SOCK_SEQPACKET}, {"ESOCKTNOSUPPORT", types, socket.AF_UNIX, socket.SOCK_RAW}, {"ESOCKTNOSUPPORT", types, socket.AF_INET, 10},
  {"EINVAL", "invalid argument", socket.AF_INET, 99}, {"EINVAL", "invalid argument", socket.AF_INET, socket.SOCK_STREAM, 300},
  {"EPROTONOSUPPORT", "protocol not supported", socket.AF_UNIX, socket.SOCK_STREAM, socket.IPPROTO_TCP},
  {"EPROTONOSUPPORT", "a raw socket needs a protocol, such as IPPROTO_ICMP", socket.AF_INET, socket.SOCK_RAW},
  {"EPROTONOSUPPORT", "protocol not supported", socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_ICMP},
} do
  for _, op in ipairs{"socket", "socketpair"} do
    local err = expect.error(function() socket[op](unpack(case, 3)) end, {op = op})
    if case[1] ~= err.code then expect.equal({op, err.code, #case}, {"socketpair", "EOPNOTSUPP", 5}) else expect.contains(err.message, case[2]) end
  end
end
for _, bad in ipairs{-1, 1.5, 0/0, 2^40, "2", {}, true} do
  expect.error(function() socket.socket(bad) end, "socket.socket: family must be an integer")
  expect.error(function() socket.socket(socket.AF_INET, bad) end, "socket.socket: type must be an integer")
  expect.error(function() socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM, bad) end, "socket.socketpair: proto must be an integer")
end

--- SOCK_NONBLOCK and SOCK_CLOEXEC
if not pcall(function() return socket.SOCK_NONBLOCK end) then return end
local s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM + socket.SOCK_NONBLOCK + socket.SOCK_CLOEXEC)
expect.equal({s.type, s.timeout, s:getblocking()}, {socket.SOCK_DGRAM, 0, false})
s:bind("127.0.0.1", 0)
expect.error(function() s:recv(1) end, {code = "EAGAIN", name = "BlockingIOError"})
local a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM + socket.SOCK_NONBLOCK)
expect.equal({a.timeout, b.timeout, a.type}, {0, 0, socket.SOCK_STREAM})

--- pairs of each kind
for _, kind in ipairs{socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET} do
  local a, b = socket.socketpair(socket.AF_UNIX, kind)
  expect.equal({a.type, a:getpeername().path, tostring(a:getsockname())}, {kind, "", "unnamed"})
  a:sendall("one")
  b:sendall("two")
  for s, message in pairs{[b] = "one", [a] = "two"} do
    expect.equal(kind == socket.SOCK_STREAM and s:recv_exact(3) or s:recv(10), message)
  end
  b:close()
  local gone = kind == socket.SOCK_DGRAM and "ECONNREFUSED" or "EPIPE"
  expect.error(function() a:send("x") end, {code = gone})
end

--- a call that the kind does not have
local stream, datagram = socket.socket(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for code, calls in pairs{
  EOPNOTSUPP = {function() datagram:listen() end, function() datagram:accept() end},
  ENOTCONN = {function() stream:recv(1) end, function() stream:recvfrom(1) end, function() socket.socket():shutdown(2) end, function() datagram:getpeername() end},
  EPIPE = {function() stream:send("x") end, function() stream:sendto("x", "127.0.0.1", 9) end},
  EDESTADDRREQ = {function() datagram:send("x") end},
  EINVAL = {function() stream:accept() end, function() socket.socket(socket.AF_UNIX):listen() end},
} do
  for _, call in ipairs(calls) do expect.error(call, {code = code, partial = 0}) end
end
expect.error(function() datagram:send("x") end, "destination address required; connect the socket, or name the peer with sendto (EDESTADDRREQ)")
expect.error(function() stream:recv(1) end, "recv an unbound socket: transport endpoint is not connected (ENOTCONN)")

--- a raw socket is made with a permission only
local err = expect.error(function() socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP) end, {code = "EPERM", op = "socket"})
expect.equal(err.message, "a raw socket is not allowed (EPERM); allow it with --allow-net=raw")

--- backlog
local l = socket.socket()
l:bind("127.0.0.1", 0)
for _, backlog in ipairs{-5, 0, 1e6} do l:listen(backlog) end
expect.equal(l:getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN), 1)
for _, bad in ipairs{1.5, 2^40, "1", {}} do expect.error(function() l:listen(bad) end, "backlog must be an integer") end

--- a connected UDP socket hears of a refusal, once for each datagram
local deaf = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
deaf:bind("127.0.0.1", 0)
local nobody = deaf:getsockname()
deaf:connect(nobody) -- keeps its port, and receives from itself only
local s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s:connect(nobody)
s:settimeout(60)
for _ = 1, 2 do
  s:send("x")
  expect.error(function() s:recv(1) end, {code = "ECONNREFUSED", name = "ConnectionRefusedError", op = "recv", address = tostring(nobody)})
end
s:setblocking(false)
expect.error(function() s:recv(1) end, {code = "EAGAIN"})

--- a connected UDP socket hears its peer only, and can change it
local a, b, c = {}, nil, nil
for i = 1, 3 do
  a[i] = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
  a[i]:bind("127.0.0.1", 0)
end
a, b, c = a[1], a[2], a[3]
a:connect(b:getsockname())
c:sendto("stranger", a:getsockname())
b:sendto("peer", a:getsockname())
expect.equal(a:recv(100), "peer")
a:connect(c:getsockname())
a:send("hello")
expect.equal(c:recv(100), "hello")

--- create_server: options
local l = socket.create_server("localhost", 0, {backlog = 0, family = socket.AF_INET, reuse_port = true})
expect.truthy(l:getsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT) ~= 0)
local twin = socket.create_server("127.0.0.1", l:getsockname().port, {reuse_port = true})
expect.equal(twin:getsockname(), l:getsockname())
expect.error(function() socket.create_server("127.0.0.1", l:getsockname().port) end, {code = "EADDRINUSE", op = "bind"})
for option, bad in pairs{backlog = "1", family = 99} do expect.error(function() socket.create_server("127.0.0.1", 0, {[option] = bad}) end, option .. " must be") end
expect.error(function() socket.create_server("127.0.0.1", 0, {reuseport = true}) end, 'opts has no option "reuseport" (it has backlog, reuse_port, family, dualstack_ipv6)')
expect.error(function() socket.create_server("127.0.0.1", 0, {family = socket.AF_INET6}) end, {code = "EAI_ADDRFAMILY"})
expect.error(function() socket.create_server("127.0.0.1", 0, {dualstack_ipv6 = true}) end, "dualstack_ipv6 needs an address of AF_INET6, got 127.0.0.1:0")
if lacks_ipv6() then return end
expect.equal(socket.create_server("localhost", 0, {family = socket.AF_INET6}):getsockname().host, "::1")

--- create_connection: options
local l = socket.create_server("127.0.0.1", 0)
local name = l:getsockname()
local s = socket.create_connection(name.host, name.port, {timeout = 5, source_address = {"127.0.0.1", 0}})
expect.equal({s:gettimeout(), s:getsockname() == select(2, l:accept())}, {5, true})
for _, bad in ipairs{-1, 0/0, "1"} do expect.error(function() socket.create_connection(name, {timeout = bad}) end, "timeout must be seconds, 0 or more") end
expect.error(function() socket.create_connection(name, {source_address = "127.0.0.1"}) end, "source_address must be an address table")
local deaf = socket.socket() -- keeps its port, and does not listen
deaf:bind("127.0.0.1", 0)
local err = expect.error(function() socket.create_connection("localhost", deaf:getsockname().port, 5) end, {code = "ECONNREFUSED", op = "connect"})
