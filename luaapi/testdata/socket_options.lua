-- getsockopt and setsockopt.

--- every option of the module can be read or set
local made = {}
local function of(level)
  if level == "IPPROTO_IPV6" then return socket.socket(socket.AF_INET6) end
  if level == "raw" then return nil end
  return socket.socket()
end
local real = pcall(function() return socket.socket():getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO) end)
local simulated_lacks = {IP_OPTIONS = 1, IP_TRANSPARENT = 1, IP_BIND_ADDRESS_NO_PORT = 1, TCP_INFO = 1, TCP_WINDOW_CLAMP = 1,
  IPV6_MULTICAST_HOPS = 1, IPV6_MULTICAST_LOOP = 1, IPV6_MULTICAST_IF = 1}
local only_set = {IP_ADD_MEMBERSHIP = 1, IP_DROP_MEMBERSHIP = 1, IPV6_JOIN_GROUP = 1, IPV6_LEAVE_GROUP = 1, IPV6_CHECKSUM = 1}
for prefix, level in pairs{SO_ = "SOL_SOCKET", IP_ = "IPPROTO_IP", IPV6_ = "IPPROTO_IPV6", TCP_ = "IPPROTO_TCP"} do
  local s = of(level)
  for name, value in pairs(socket) do
    if type(name) == "string" and name:sub(1, #prefix) == prefix and not only_set[name] then
      local ok, err = pcall(s.getsockopt, s, socket[level], value)
      if not ok and not real and simulated_lacks[name] then
        expect.contains(tostring(err), name .. ": protocol not available; the simulated world does not have it")
      else
        expect.equal({name, ok, err and type(err)}, {name, true, "number"})
      end
    end
  end
end

--- integers, booleans and bytes
local s = socket.socket()
for _, value in ipairs{1, true, struct.pack("i", 7)} do
  s:setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, value)
  expect.truthy(s:getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) ~= 0)
  s:setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, false)
  expect.equal(s:getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE), 0)
end
expect.equal(struct.unpack("i", s:getsockopt(socket.SOL_SOCKET, socket.SO_TYPE, 4)), socket.SOCK_STREAM)
expect.equal(#s:getsockopt(socket.SOL_SOCKET, socket.SO_TYPE, 1024), 4)

--- structures: SO_LINGER
local a, b = pair()
expect.equal(a:getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, 8), ("\0"):rep(8))
a:setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
expect.equal({struct.unpack("ii", a:getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, 8))}, {1, 0})
a:close()
expect.error(function() b:recv(1) end, {code = "ECONNRESET"})

--- structures: SO_PEERCRED
if not pcall(function() return socket.SO_PEERCRED end) then return end
local a, b = socket.socketpair()
local pid, uid, gid = struct.unpack("iii", a:getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
expect.truthy(pid > 0 and uid >= 0 and gid >= 0)
expect.equal({struct.unpack("iii", socket.socket(socket.AF_UNIX):getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))}, {0, -1, -1})

--- texts: TCP_CONGESTION and SO_BINDTODEVICE
if not pcall(function() return socket.SO_BINDTODEVICE end) then return end
local s = socket.socket()
s:setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, "reno")
expect.match(s:getsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, 16), "^reno%z+$")
expect.error(function() s:setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, "no such") end, {code = "ENOENT"})
local err = expect.error(function() s:setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, "no such") end, {code = "ENODEV", op = "setsockopt"})
expect.equal(err.message, "SO_BINDTODEVICE: no such device; there is no such interface: see socket.if_nameindex")
expect.equal(s:getsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE), 0)

--- SO_ERROR tells once
local deaf = socket.socket() -- keeps its port, and does not listen
deaf:bind("127.0.0.1", 0)
local s = socket.socket()
s:setblocking(false)
s:connect_ex(deaf:getsockname())
select.select({}, {s}, {}, 60)
local errno = s:getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
expect.equal({errno > 0, s:getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)}, {true, 0})

--- errors name the option
local s, u = socket.socket(), socket.socket(socket.AF_UNIX)
local tcp = {socket.IPPROTO_TCP, socket.TCP_NODELAY}
for _, case in ipairs{
  {s, socket.SOL_SOCKET, socket.SO_LINGER, 1, "EINVAL", "SO_LINGER: invalid argument; the value has another size, or is out of range, or comes too late"},
  {s, socket.SOL_SOCKET, socket.SO_KEEPALIVE, "\1", "EINVAL", "SO_KEEPALIVE: invalid argument"},
  {s, socket.SOL_SOCKET, socket.SO_KEEPALIVE, "", "EINVAL", "SO_KEEPALIVE: invalid argument"},
  {s, socket.SOL_SOCKET, socket.SO_TYPE, 1, "ENOPROTOOPT", "SO_TYPE: protocol not available"},
  {s, socket.SOL_SOCKET, 9999, 1, "ENOPROTOOPT", "option 9999 of level " .. socket.SOL_SOCKET .. ": protocol not available"},
  {u, socket.IPPROTO_TCP, socket.TCP_NODELAY, 1, "EOPNOTSUPP", "TCP_NODELAY: operation not supported; this kind of socket does not have it"},
} do
  local target, level, option, value, code, text = unpack(case)
  local err = expect.error(function() target:setsockopt(level, option, value) end, {code = code, op = "setsockopt", name = "OSError"})
  expect.contains(tostring(err), "setsockopt an unbound socket: " .. text)
end

--- what is no option and no value
local s = socket.socket()
for _, bad in ipairs{1.5, 0/0, 2^40, -2^40, {}, s} do
  expect.error(function() s:setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, bad) end, "value must be an integer")
  expect.error(function() s:setsockopt(bad, socket.SO_KEEPALIVE, 1) end, "level must be an integer")
  expect.error(function() s:getsockopt(socket.SOL_SOCKET, bad) end, "option must be an integer")
end
expect.error(function() s:setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) end, "value must be an integer or boolean or string, got nothing")
for _, size in ipairs{-1, 0, 1025, 1.5, 2^40} do expect.error(function() s:getsockopt(1, 1, size) end, "size must be an integer from 1 to 1024") end

--- constants that nothing can use do not exist
for _, name in ipairs{"SO_RCVTIMEO", "SO_PASSCRED", "IP_RECVTOS", "MSG_ERRQUEUE", "SCM_RIGHTS", "AF_PACKET", "TCP_FASTOPEN"} do
  expect.error(function() return socket[name] end, "socket has no " .. name)
end

--- what fails with a group says so, and nothing of ports
local s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
local function set(option, value) return function() s:setsockopt(socket.IPPROTO_IP, option, value) end end
local membership = socket.inet_aton("239.77.2.3") .. socket.inet_aton("127.0.0.1")
set(socket.IP_ADD_MEMBERSHIP, membership)()
expect.error(set(socket.IP_ADD_MEMBERSHIP, membership), "address already in use; the socket is a member of the group already, on this interface (EADDRINUSE)")
set(socket.IP_DROP_MEMBERSHIP, membership)()
expect.error(set(socket.IP_DROP_MEMBERSHIP, membership), "the socket is no member of the group, on this interface (EADDRNOTAVAIL)")
expect.error(set(socket.IP_MULTICAST_IF, socket.inet_aton("192.0.2.1")), "no interface has this address (EADDRNOTAVAIL)")

--- joining a group beyond the loopback needs a permission
local s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
local group = socket.inet_aton("239.77.2.1")
s:setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, group .. socket.inet_aton("127.0.0.1"))
s:setsockopt(socket.IPPROTO_IP, socket.IP_DROP_MEMBERSHIP, group .. socket.inet_aton("127.0.0.1"))
local err = expect.error(function() s:setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, group .. struct.pack(">I", socket.INADDR_ANY)) end, {code = "EPERM"})
expect.equal(err.message, "joining 239.77.2.1 is not allowed (EPERM); allow it with --allow-net=239.77.2.1")
expect.error(function() s:sendto("x", "239.77.2.1", 9) end, {code = "EPERM"})
expect.error(function() s:bind("239.77.2.1", 0) end, "allow it with --allow-net=239.77.2.1")
