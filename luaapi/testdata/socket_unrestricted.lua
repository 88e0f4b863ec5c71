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
