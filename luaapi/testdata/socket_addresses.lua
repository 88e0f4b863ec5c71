-- The forms of addresses, in and out, and what is no address.

--- hosts are what inet_aton reads, and more
for _, host in ipairs{"127.0.0.1", "127.1", "0x7f.1", "2130706433", "127.0.0.01", "localhost", "LocalHost", "localhost.", "::ffff:127.0.0.1"} do
  local s = socket.socket()
  s:bind(host, 0)
  expect.equal(s:getsockname().host, "127.0.0.1")
  s:close()
end
expect.equal(socket.gethostbyname("127.1"), "127.0.0.1")
expect.equal(socket.gethostbyname(""), "0.0.0.0")
expect.equal(socket.gethostbyname("<broadcast>"), "255.255.255.255")

--- a list is an address, as Python's tuples are
local s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s:bind({"127.0.0.1", 0})
expect.equal(s:sendto("x", {"127.1", s:getsockname().port}), 1)
expect.equal(s:recv(9), "x")

--- two addresses are the same when all their parts are
local function address(t)
  local s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
  local list = socket.getaddrinfo(t[1], t[2])
  s:close()
  return list[1].address
end
expect.truthy(address{"127.0.0.1", 80} == address{"127.1", "80"})
for _, other in ipairs{{"127.0.0.2", 80}, {"127.0.0.1", 81}, {"::1", 80}} do
  expect.truthy(address{"127.0.0.1", 80} ~= address(other))
end
expect.truthy(address{"fe80::1%1", 80} == address{"fe80::1%1", 80})
expect.truthy(address{"fe80::1%1", 80} ~= address{"fe80::1%2", 80})
expect.equal({tostring(address{"fe80::1%2", 80}), address{"fe80::1%2", 80}.scope_id}, {"[fe80::1%2]:80", 2})
expect.equal(tostring(address{"fe80::1", 80}), "[fe80::1]:80")

--- an address is a key of tables, as long as the script has it
local function address(host, port) return socket.getaddrinfo(host, port)[1].address end
local seen = {}
for port = 1, 300 do seen[address("127.0.0.1", port)] = port end
for port = 1, 300 do expect.equal(seen[address("127.1", port)], port) end
expect.equal(seen[address("127.0.0.1", 301)], nil)
expect.truthy(rawequal(address("::1", 80), address("::1", 80)))

--- who sends is known by his address, whoever has sent meanwhile
local hub = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
hub:bind("127.0.0.1", 0)
local names, peers = {}, {}
for _, name in ipairs{"alice", "bob"} do
  peers[name] = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
  peers[name]:connect(hub:getsockname())
  peers[name]:send(name)
  local data, from = hub:recvfrom(99)
  names[from] = data
end
for _, name in ipairs{"alice", "bob", "alice"} do
  peers[name]:send("who am I?")
  local _, from = hub:recvfrom(99)
  expect.equal(names[from], name)
end

--- an address that was changed is not what calls return later
local function address(port) return socket.getaddrinfo("127.0.0.1", port)[1].address end
local changed, named = address(80), address(81)
changed.port, named.name = 9, "bob"
expect.equal({address(80).port, changed.port}, {80, 9})
expect.equal({address(81).name, named.name}, {nil, "bob"})
changed = address(83)
changed.port = 9
expect.equal(address(83).port, 83)

--- an address of another family
local inet, inet6, unix = socket.socket(), nil, socket.socket(socket.AF_UNIX)
local err = expect.error(function() inet:connect("::1", 9) end, {code = "EAI_ADDRFAMILY", name = "gaierror", errno = socket.EAI_ADDRFAMILY, op = "connect", address = "::1"})
expect.contains(tostring(err), "::1 is not an address of the socket's family, which is AF_INET (EAI_ADDRFAMILY)")
expect.error(function() inet:bind{path = "x.sock"} end, "the address of an AF_INET socket has host and port, got a table with path")
expect.error(function() unix:bind{host = "127.0.0.1", port = 1} end, "the address of an AF_UNIX socket is a path or a table with path, got one with host")
expect.error(function() unix:bind("127.0.0.1", 80) end, "the path of an AF_UNIX socket is a whole address, got 80 beside it")
expect.error(function() inet:bind({"127.0.0.1", 1}, 80) end, "an address table is a whole address, got 80 beside it")

--- what is no address
local s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
local calls = {
  bind = function(...) s:bind(...) end, connect = function(...) s:connect(...) end, connect_ex = function(...) s:connect_ex(...) end,
  sendto = function(...) s:sendto("x", ...) end, create_server = socket.create_server, create_connection = socket.create_connection,
}
for name, call in pairs(calls) do
  for _, port in ipairs{-1, 65536, 1.5, 0/0, math.huge, "80", {}, true} do
    expect.error(function() call("127.0.0.1", port) end, name .. ": port must be an integer")
    expect.error(function() call{host = "127.0.0.1", port = port} end, name .. ": an address table has host and port, or path; port must be an integer from 0 to 65535, got ")
  end
  expect.error(function() call("127.0.0.1") end, "the address needs a port as well: " .. name .. '("127.0.0.1", port)')
  expect.error(function() call("localhost:80") end, "the port is a value of its own: write " .. name .. '("localhost", 80)')
  expect.error(function() call("127.0.0.1\0.net", 9) end, name .. ": the host must not contain a NUL byte")
  expect.error(function() call{} end, name .. ": an address table has host and port, or path; its host is nil")
  expect.error(function() call{host = 1, port = 1} end, "its host is 1")
  expect.error(function() call{path = 1} end, "path of an address table must be a string, got 1")
  expect.error(function() call{host = "::1", port = 1, scope_id = -1} end, {pcall(call, {"::1", 1})} and "")
  for _, bad in ipairs{5, true, print, s} do expect.error(function() call(bad, 1) end, name .. ": ") end
end
for _, host in ipairs{"256.1.1.1", "1.2.3.4.5", "1.2.3.", "300.300.300.300"} do
  expect.error(function() s:bind(host, 0) end, {code = "EPERM"}) -- as names, which would have to be looked up
end

--- sendto takes flags last
local s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s:bind("127.0.0.1", 0)
local at = s:getsockname()
expect.equal({s:sendto("a", at, 0), s:sendto("b", at.host, at.port, 0), s:sendto("c", at)}, {1, 1, 1})
expect.error(function() s:sendto("x", 0, at) end, "flags come last: sendto(data, address, flags)")
expect.error(function() s:sendto("x") end, "an address is a host and a port, an address table, or a path, got nil")

--- paths of unix sockets
local function unix(kind) return socket.socket(socket.AF_UNIX, kind) end
for _, kind in ipairs{socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET} do
  local s = unix(kind)
  s:bind("p.sock")
  expect.match(s:getsockname().path, "/p.sock$")
  expect.error(function() unix(kind):bind("p.sock") end, {code = "EADDRINUSE", message = "address already in use; os.remove the file that an earlier run has left"})
  expect.error(function() unix(kind):connect("nobody.sock") end, {code = "ENOENT", name = "FileNotFoundError"})
  s:close()
  expect.error(function() unix(kind):connect("p.sock") end, {code = "ECONNREFUSED"})
  os.remove("p.sock")
  for _, long in ipairs{("x"):rep(108), ("x"):rep(5000)} do
    local err = expect.error(function() unix(kind):bind(long) end, {code = "ENAMETOOLONG", op = "bind", name = "OSError"})
    expect.match(err.message, "file name too long; the path has %d+ bytes, a unix socket's at most %d+")
    expect.error(function() unix(kind):connect(long) end, {code = "ENAMETOOLONG"})
  end
  for _, bad in ipairs{"a\0b", "\0a\0b", "\0"} do
    expect.error(function() unix(kind):bind(bad) end, bad == "\0" and "an abstract name is a NUL byte and at least one other" or "must not contain a NUL byte")
    expect.error(function() unix(kind):connect(bad) end, "a NUL byte")
  end
end
expect.error(function() unix(socket.SOCK_DGRAM):sendto("x", ("x"):rep(108)) end, {code = "ENAMETOOLONG"})
expect.error(function() unix(socket.SOCK_DGRAM):sendto("x", "nobody.sock") end, {code = "ENOENT", op = "sendto"})

--- a unix datagram without a name comes from nobody
local a, b = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
b:bind("d.sock")
a:sendto("x", "d.sock")
a:sendto("y", {path = "d.sock"}, 0)
a:sendto("z", "d.sock", 0)
local data, from = b:recvfrom(9)
expect.equal({data, from.path, tostring(from)}, {"x", "", "unnamed"})
expect.equal({b:recv(9), b:recv(9), tostring(a:getsockname())}, {"y", "z", "unnamed"})

--- an abstract name needs a permission
local s = socket.socket(socket.AF_UNIX)
local err = expect.error(function() s:bind("\0name") end, {code = "EPERM"})
expect.contains(tostring(err), "--allow-net=unix:@name")
expect.contains(tostring(expect.error(function() s:bind("") end, {code = "EPERM"})), "--allow-net=unix:@*")
