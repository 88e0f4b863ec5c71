-- Sockets that are made connected or listening.

local loopback = require "loopback"
local alone = {tags = {"sockets"}, strict = "off", timeout = "2m"}

scenario("create_connection connects to a host and a port, or to an address", alone, function()
  local listener, address = loopback.listener()
  for _, client in ipairs{
    socket.create_connection("127.0.0.1", address.port), socket.create_connection("localhost", address.port),
    socket.create_connection(address), socket.create_connection({"127.0.0.1", address.port}),
  } do
    expect.equal({client.family, client.type, client:getpeername()}, {socket.AF_INET, socket.SOCK_STREAM, address})
    expect.equal(listener:accept():getpeername(), client:getsockname())
  end
end)

scenario("options stand behind an address table, or behind a nil in the place of the port", alone, function()
  local _, address = loopback.listener()
  expect.equal(socket.create_connection(address, 5).timeout, 5)
  expect.equal(socket.create_connection(address, nil, 5).timeout, 5)
  expect.equal(socket.create_connection(address, nil, {timeout = 5}).timeout, 5)
  expect.equal(socket.create_connection(address.host, address.port, 5).timeout, 5)
  local beside = "an address table is a whole address, got " .. address.port .. " beside it"
  expect.contains(expect.error(function() socket.create_connection(address, address.port, 5) end), beside)
  expect.contains(expect.error(function() socket.create_server({"127.0.0.1", 0}, address.port, {backlog = 1}) end), beside)
  expect.contains(expect.error(function() socket.create_server({"127.0.0.1", 0}, nil, {backlog = "x"}) end), "backlog must be an integer")
end)

scenario("create_connection can come from an address of one's choice", alone, function()
  local listener, address = loopback.listener()
  local holder = socket.socket()
  holder:bind("127.0.0.1", 0)
  local source = holder:getsockname()
  expect.error(function() socket.create_connection(address, {source_address = source}) end, {code = "EADDRINUSE", op = "bind"})
  local client = socket.create_connection(address, {source_address = {"127.0.0.1", 0}})
  expect.equal(listener:accept():getpeername(), client:getsockname())
end)

scenario("create_connection that fails says where, and leaves nothing open", alone, function()
  local address, holder = loopback.nobody()
  local before = socket.socket()
  local number = before:fileno()
  before:close()
  expect.error(function() socket.create_connection(address) end,
    {code = "ECONNREFUSED", name = "ConnectionRefusedError", op = "connect", address = tostring(address)})
  local after = socket.socket()
  expect.equal(after:fileno() >= 0 and number >= 0 and holder:fileno() >= 0, true)
end)

scenario("create_connection tries the addresses of a name one after the other", alone, function()
  -- localhost is ::1 as well, where nobody listens.
  local listener, address = loopback.listener()
  local client = socket.create_connection("localhost", address.port)
  client:sendall("x")
  expect.equal(listener:accept():recv(1), "x")
end)

scenario("create_server listens, with SO_REUSEADDR", alone, function()
  local server = socket.create_server("127.0.0.1", 0)
  expect.not_equal(server:getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR), 0)
  expect.equal(server:getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN), 1)
  expect.equal({server.family, server.type, server:gettimeout()}, {socket.AF_INET, socket.SOCK_STREAM, nil})
  local client = socket.create_connection(server:getsockname())
  expect.equal(server:accept():getpeername(), client:getsockname())
end)

scenario("create_server refuses an address that is in use", alone, function()
  local _, address = loopback.listener()
  expect.error(function() socket.create_server(address) end, {code = "EADDRINUSE"})
end)

scenario("create_server can share a port, and each connection goes to one", alone, function()
  local first = socket.create_server("127.0.0.1", 0, {reuse_port = true})
  local address = first:getsockname()
  expect.error(function() socket.create_server(address) end, {code = "EADDRINUSE"})
  local second = socket.create_server("127.0.0.1", address.port, {reuse_port = true})
  expect.equal(second:getsockname(), address)
  expect.not_equal(second:getsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT), 0)
  local clients = {}
  for i = 1, 20 do
    clients[i] = socket.create_connection(address)
    clients[i]:sendall("x")
  end
  local taken = 0
  while taken < 20 do
    for _, listener in ipairs((select.select({first, second}, {}, {}))) do
      expect.equal(listener:accept():recv(1), "x")
      taken = taken + 1
    end
  end
end)

scenario("a server's port can be taken again while its last connections are not long over", alone, function()
  local server, address = loopback.listener()
  local client = socket.create_connection(address)
  server:accept():close()
  expect.equal(client:recv(1), "")
  client:close()
  server:close()
  local again
  repeat                               -- a program that is being started may hold the listener for a moment
    task.sleep(0.001)
    again = loopback.outcome(socket.create_server, address)
  until again ~= "EADDRINUSE"
  expect.equal(again, "OK")
end)
