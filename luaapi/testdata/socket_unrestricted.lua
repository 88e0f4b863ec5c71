-- What needs a permission (--allow-net) or a privilege.

--- abstract names
local function unix(kind) return socket.socket(socket.AF_UNIX, kind) end
if socket.SOL_TCP == nil then return end
for i, kind in ipairs{socket.SOCK_STREAM, socket.SOCK_SEQPACKET} do
  local name = "\0abstract" .. hex.encode(os.urandom(8)) .. i
  local listener = unix(kind)
  listener:bind(name)
  listener:listen()
  expect.equal({listener:getsockname().path, tostring(listener:getsockname())}, {name, "@" .. name:sub(2)})
  local client = unix(kind)
  client:connect(listener:getsockname())
  expect.equal(client:getpeername().path, name)
  expect.equal(listener:accept():getpeername().path, "")
  expect.error(function() unix(kind):bind(name) end, {code = "EADDRINUSE"})
  listener:close()
  local err = expect.error(function() unix(kind):connect(name) end, {code = "ECONNREFUSED"})
  expect.equal(err.address, "@" .. name:sub(2))
end

--- the longest abstract name
local s = socket.socket(socket.AF_UNIX)
local name = "\0" .. hex.encode(os.urandom(8)) .. ("x"):rep(91)
s:bind(name)
expect.equal(s:getsockname().path, name)
local err = expect.error(function() socket.socket(socket.AF_UNIX):bind(name .. "y") end, {code = "ENAMETOOLONG"})
expect.contains(tostring(err), "the abstract name has with its NUL byte 109 bytes, a unix socket's at most 108")

--- a unix socket that is bound to nothing gets an abstract name
local s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s:bind("")
expect.match(s:getsockname().path, "^%z%x%x%x%x%x$")
local client = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
client:sendto("x", s:getsockname())
expect.equal(s:recv(9), "x")
expect.error(function() client:connect("") end, {code = "EINVAL"})

--- broadcast on the loopback
local listeners = {}
for i = 1, 2 do
  local s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
  s:setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
  s:bind("", i == 1 and 0 or listeners[1]:getsockname().port)
  listeners[i] = s
end
local port = listeners[1]:getsockname().port
local s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
local err = expect.error(function() s:sendto("x", "127.255.255.255", port) end, {code = "EACCES", name = "PermissionError", op = "sendto"})
expect.equal(err.message, "permission denied; set SO_BROADCAST to send to a broadcast address")
expect.error(function() s:connect("127.255.255.255", port) end, {code = "EACCES"})
s:setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
expect.equal(s:sendto("everybody", "127.255.255.255", port), 9)
for _, l in ipairs(listeners) do
  local data, from = l:recvfrom(100)
  expect.equal({data, from.host}, {"everybody", "127.0.0.1"})
end

--- multicast on the loopback
local group = "239.77.2.2"
local s, listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
listener:bind(group, 0)
local membership = struct.pack("4s4s", socket.inet_aton(group), socket.inet_aton("127.0.0.1"))
listener:setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, membership)
s:setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("127.0.0.1"))
s:setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 2)
s:sendto("members", group, listener:getsockname().port)
local data, from = listener:recvfrom(100)
expect.equal({data, from.host, listener:getsockname().host}, {"members", "127.0.0.1", group})
expect.error(function() listener:setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, membership) end, {code = "EADDRINUSE"})
listener:setsockopt(socket.IPPROTO_IP, socket.IP_DROP_MEMBERSHIP, membership)
expect.error(function() listener:setsockopt(socket.IPPROTO_IP, socket.IP_DROP_MEMBERSHIP, membership) end, {code = "EADDRNOTAVAIL"})
expect.error(function() socket.socket():connect(group, 9) end, {code = "ENETUNREACH"})

--- raw sockets: ICMP with and without a header of one's own
local function checksum(bytes)
  local sum = 0
  for i = 1, #bytes - 1, 2 do sum = sum + struct.unpack(">H", bytes:sub(i, i + 1)) end
  while sum > 0xffff do sum = sum % 0x10000 + math.floor(sum / 0x10000) end
  return 0xffff - sum
end
local made, s = pcall(socket.socket, socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
if not made then
  expect.contains(tostring(s), "socket: operation not permitted; a raw socket needs root or the capability CAP_NET_RAW (EPERM)")
  return
end
local id = struct.unpack(">H", os.urandom(2))
local function request(sum) return struct.pack(">BBHHH", 8, 0, sum, id, 1) end
local echo = request(checksum(request(0)))
local function reply()
  while true do
    local packet, from = s:recvfrom(100)
    local kind, _, _, got = struct.unpack_from(">BBHH", packet, 21)
    if kind == 0 and got == id then return packet, from end
  end
end
s:settimeout(60)
expect.equal(s:sendto(echo, "127.0.0.1", 0), 8)
local packet, from = reply()
expect.equal({#packet, packet:byte(1), from.host, s:getsockname().port}, {28, 0x45, "127.0.0.1", socket.IPPROTO_ICMP})
s:setsockopt(socket.IPPROTO_IP, socket.IP_HDRINCL, 1)
local header = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 0, 0, 0, 64, socket.IPPROTO_ICMP, 0, socket.inet_aton("127.0.0.7"), socket.inet_aton("127.0.0.1"))
expect.equal(s:sendto(header .. echo, "127.0.0.1", 0), 28)
packet = reply()
expect.equal(socket.inet_ntoa(packet:sub(17, 20)), "127.0.0.7")
expect.error(function() s:sendto("short", "127.0.0.1", 0) end, {code = "EINVAL"})

--- raw sockets: ICMPv6 comes without a header, and gets its checksum from the system
local made, s = pcall(socket.socket, socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
if not made or lacks_ipv6() then return end
s:settimeout(60)
local id = os.urandom(2)
s:sendto("\128\0\0\0" .. id .. "\0\1ping", "::1", 0)
repeat
  local message, from = s:recvfrom(100)
until message:byte(1) == 129 and message:sub(5, 6) == id and message:sub(9) == "ping" and from.host == "::1"
