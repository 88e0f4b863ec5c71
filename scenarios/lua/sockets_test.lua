-- What BSD sockets do besides connecting and sending: halves of a connection,
-- resets, flags, options, datagrams that are refused or meant for many.

local TCP, UDP = {tags = {"tcp"}}, {tags = {"udp"}}

-- ends returns the two ends of a TCP connection.
local function ends()
  local listener = socket.create_server("127.0.0.1", 0)
  local client = socket.create_connection(listener:getsockname())
  local server = listener:accept()
  listener:close()
  return client, server
end

-- bound returns a datagram socket with a free port of a host.
local function bound(host)
  local s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
  s:bind(host, 0)
  return s
end

scenario("one half of a connection ends, the other lives on", TCP, function()
  local client, server = ends()
  client:sendall("question")
  client:shutdown(socket.SHUT_WR)
  expect.equal(server:recv_exact(8), "question")
  expect.equal(server:recv(1), "")                                        -- the end of the stream
  server:sendall("answer")
  server:close()
  expect.equal(client:recv_exact(6), "answer")
  expect.error(function() client:send("more") end, {code = "EPIPE", name = "BrokenPipeError"})
  client:close()
end)

scenario("a reset is no end of the stream", TCP, function()
  for _, abort in ipairs{
    function(s) s:reset() end,
    function(s) s:setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)) s:close() end,
  } do
    local client, server = ends()
    abort(server)
    expect.error(function() client:recv(1) end, {code = "ECONNRESET", name = "ConnectionResetError"})
    client:close()
  end
end)

scenario("bytes can be looked at before they are taken", TCP, function()
  local client, server = ends()
  client:sendall("GET /")
  client:shutdown(socket.SHUT_WR)
  expect.equal(server:recv(4, socket.MSG_WAITALL), "GET ")
  expect.equal(server:recv(1, socket.MSG_PEEK), "/")
  expect.equal(server:recv(1), "/")
  expect.equal({server:recv(1), server:recv(1, socket.MSG_DONTWAIT)}, {"", ""})
  client:close()
  server:close()
end)

scenario("a connected UDP socket hears that nobody is there", UDP, function()
  local holder = bound("127.0.0.1")
  holder:connect(holder:getsockname())                                    -- keeps the port, and receives from itself only
  local s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
  s:connect(holder:getsockname())
  s:send("anybody?")
  local err = expect.error(function() s:recv(100) end, {code = "ECONNREFUSED", op = "recv"})
  expect.equal(err.address, tostring(holder:getsockname()))
  s:close()
  holder:close()
end)

scenario("a broadcast on the loopback reaches all who listen there", UDP, function()
  local ears = {}
  for i = 1, 3 do
    ears[i] = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    ears[i]:setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, true)
    ears[i]:bind("127.255.255.255", i == 1 and 0 or ears[1]:getsockname().port)
  end
  local s = bound("127.0.0.1")
  local everybody = ears[1]:getsockname()
  expect.error(function() s:sendto("hello", everybody) end, {code = "EACCES"})
  s:setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, true)
  s:sendto("hello", everybody)
  for _, ear in ipairs(ears) do
    local data, from = ear:recvfrom(100)
    expect.equal({data, from}, {"hello", s:getsockname()})
    ear:close()
  end
  s:close()
end)

scenario("what a host and a service lead to", function()
  local found = socket.getaddrinfo("localhost", "http", socket.AF_INET, socket.SOCK_STREAM)
  expect.equal({#found, tostring(found[1].address), found[1].proto}, {1, "127.0.0.1:80", socket.IPPROTO_TCP})
  expect.equal({socket.getnameinfo(found[1].address, 0)}, {"localhost", "http"})
  expect.error(function() socket.getaddrinfo("::1", 80, socket.AF_INET) end, {code = "EAI_ADDRFAMILY", name = "gaierror"})
end)

scenario("an option has the size that the system gives it", function()
  local s = socket.socket()
  s:setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, true)
  expect.truthy(s:getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) ~= 0)
  expect.equal({struct.unpack("ii", s:getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, 8))}, {0, 0})
  local err = expect.error(function() s:setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, 1) end, {code = "EINVAL"})
  expect.contains(tostring(err), "SO_LINGER: invalid argument; the value has another size")
  s:close()
end)
