-- What the servers of socketserver do, each of the five.

local loopback = require "loopback"
local alone = {tags = {"sockets", "socketserver"}, strict = "off", timeout = "2m"}
local datagrams = {tags = {"sockets", "socketserver", "udp"}, strict = "off", timeout = "2m"}

-- where returns an address to serve at.
local function where(class)
  if class == "UnixStreamServer" then return vars.tmp .. "/server.sock" end
  return {host = "127.0.0.1", port = 0}
end

-- during serves in another task while fn runs.
local function during(server, fn)
  local serving = task.spawn(function() server:serve_forever(0.01) end)
  fn(server)
  server:shutdown()
  serving:join()
  server:server_close()
end

-- connected returns a client of a server.
local function connected(server)
  local client = socket.socket(server.socket.family, server.socket.type)
  client:connect(server.server_address)
  return client
end

local Line = {}                        -- answers with the line that it gets
function Line:handle() self.request:sendall(self.request:recv_line() .. "\n") end

local Datagram = {}
function Datagram:handle() self.request[2]:sendto(self.request[1], self.client_address) end

for _, class in ipairs{"TCPServer", "ThreadingTCPServer", "UnixStreamServer"} do
  scenario(class .. " serves one client after the other", alone, function()
    local server = socketserver[class](where(class), Line)
    expect.equal(server.server_address, server.socket:getsockname())
    during(server, function()
      for i = 1, 3 do
        local client = connected(server)
        client:sendall("hello " .. i .. "\n")
        expect.equal(client:recv_line(), "hello " .. i)
        expect.equal(client:recv(1), "")           -- the server closes after its handler
        client:close()
      end
    end)
    expect.equal(server.socket:fileno(), -1)
  end)

  scenario(class .. " goes on when a handler fails, and says so", alone, function()
    local told = {}
    local server = socketserver[class](where(class), {handle = function(self)
      local line = self.request:recv_line()
      if line == "fail" then error("no such thing: " .. line) end
      self.request:sendall(line .. "\n")
    end})
    function server:handle_error(_, _, err) told[#told + 1] = err end
    during(server, function()
      local first = connected(server)
      first:sendall("fail\n")
      expect.equal(first:recv(1), "")
      local second = connected(server)
      second:sendall("fine\n")
      expect.equal(second:recv_line(), "fine")
    end)
    expect.equal(told, {expect.matching("no such thing: fail$")})
  end)

  scenario(class .. " goes on when a client leaves", alone, function()
    local server = socketserver[class](where(class), {handle = function(self) self.request:recv_exact(10) end})
    local codes = {}
    function server:handle_error(_, _, err) codes[#codes + 1] = err.code end
    during(server, function()
      for _ = 1, 2 do
        local client = connected(server)
        client:sendall("short")
        client:shutdown(socket.SHUT_WR)
        expect.equal(loopback.outcome(client.recv, client, 1) ~= "ETIMEDOUT", true)
        client:close()
      end
      connected(server):reset()
      local last = connected(server)
      last:sendall("ten bytes!")
      pcall(last.recv, last, 1)
    end)
    expect.equal({codes[1], codes[2]}, {"EOF", "EOF"})
  end)
end

for _, class in ipairs{"UDPServer", "ThreadingUDPServer"} do
  scenario(class .. " serves one datagram after the other", datagrams, function()
    local server = socketserver[class](where(class), Datagram)
    during(server, function()
      local client = connected(server)
      for _, text in ipairs{"one", "", "three"} do
        client:send(text)
        expect.equal(client:recv(100), text)
      end
    end)
  end)

  scenario(class .. " cuts a datagram to max_packet_size, and goes on when a handler fails", datagrams, function()
    local server = socketserver[class](where(class), {handle = function(self)
      if self.request.data == "fail" then error("failed") end
      Datagram.handle(self)
    end}, {max_packet_size = 4})
    local told = 0
    function server:handle_error() told = told + 1 end
    during(server, function()
      local client = connected(server)
      client:send("failure")
      client:send("a long one")
      expect.equal(client:recv(100), "a lo")
    end)
    expect.equal(told, 1)
  end)
end

scenario("an iterative server lets others wait", alone, function()
  local server = socketserver.TCPServer(where(), Line)
  during(server, function()
    local first, second = connected(server), connected(server)
    second:sendall("second\n")
    second:settimeout(0.02)
    expect.error(function() second:recv(1) end, {code = "ETIMEDOUT"})
    second:settimeout(nil)
    first:sendall("first\n")
    expect.equal({first:recv_line(), second:recv_line()}, {"first", "second"})
  end)
end)

scenario("a threading server lets nobody wait", alone, function()
  local server = socketserver.ThreadingTCPServer(where(), Line)
  during(server, function()
    local clients = {}
    for i = 1, 10 do clients[i] = connected(server) end
    for i = 10, 1, -1 do
      clients[i]:sendall(i .. "\n")
      expect.equal(clients[i]:recv_line(), tostring(i))
    end
  end)
end)

scenario("server_close of a threading server waits for its handlers", alone, function()
  local finished, gate = 0, task.channel()
  local server = socketserver.ThreadingTCPServer(where(), {handle = function()
    gate:recv()
    finished = finished + 1
  end})
  for _ = 1, 3 do
    connected(server)
    server:handle_request()
  end
  local closing = task.spawn(server.server_close, server)
  for _ = 1, 3 do gate:send(true) end
  closing:join()
  expect.equal(finished, 3)
end)

scenario("a threading server does not keep the tasks of all its requests", alone, function()
  local server = socketserver.ThreadingTCPServer(where(), {handle = function() end})
  for _ = 1, 20 do
    local client = connected(server)
    server:handle_request()
    expect.equal(client:recv(1), "")
    client:close()
  end
  expect.equal(#server.threads < 20, true)
  server:server_close()
end)

scenario("twenty servers shut down", alone, function()
  local servers, tasks = {}, {}
  for i = 1, 20 do
    servers[i] = socketserver.TCPServer(where(), Line)
    tasks[i] = task.spawn(servers[i].serve_forever, servers[i], 0.01)
    servers[i]:shutdown()
  end
  for i = 1, 20 do
    tasks[i]:join()
    servers[i]:server_close()
  end
end)

for _, class in ipairs{"TCPServer", "ThreadingTCPServer", "UnixStreamServer"} do
  scenario("a handler shuts its " .. class .. " down", alone, function()
    local server = socketserver[class](where(class), {handle = function(self)
      self.server:shutdown()
      self.request:sendall("last\n")
    end})
    local client = connected(server)
    server:serve_forever(0.01)
    server:server_close()                -- a threading one waits for its handler here
    expect.equal(client:recv_line(), "last")
  end)
end

scenario("after a shutdown a server can serve again", alone, function()
  local server = socketserver.TCPServer(where(), Line)
  for i = 1, 2 do
    local serving = task.spawn(server.serve_forever, server, 0.01)
    local client = connected(server)
    client:sendall(i .. "\n")
    expect.equal(client:recv_line(), tostring(i))
    server:shutdown()
    serving:join()
  end
  server:server_close()
end)

scenario("a server that was made can be closed at once", alone, function()
  for _, class in ipairs{"TCPServer", "ThreadingTCPServer", "UDPServer", "ThreadingUDPServer", "UnixStreamServer"} do
    local server = socketserver[class](where(class), Line)
    server:server_close()
    expect.equal(server.socket:fileno(), -1)
  end
end)

scenario("a server that cannot bind leaves no socket open", alone, function()
  local _, address = loopback.listener()
  local function number()
    local s = socket.socket()
    local n = s:fileno()
    s:close()
    return n
  end
  local before = number()
  local many = 3000
  for _ = 1, many do
    expect.error(function() socketserver.TCPServer(address, Line) end, {code = "EADDRINUSE"})
  end
  expect.equal(number() < before + many, true)      -- others open some hundred sockets meanwhile
end)

scenario("setup, handle, finish, in this order, finish in any case", alone, function()
  local log = {}
  local Handler = {
    setup = function() log[#log + 1] = "setup" end,
    handle = function(self)
      log[#log + 1] = "handle"
      if self.request:recv_line() == "fail" then error("failed") end
    end,
    finish = function() log[#log + 1] = "finish" end,
  }
  local server = socketserver.TCPServer(where(), Handler)
  function server:handle_error() log[#log + 1] = "error" end
  for _, line in ipairs{"fine\n", "fail\n"} do
    local client = connected(server)
    client:sendall(line)
    server:handle_request()
    client:close()
  end
  server:server_close()
  expect.equal(log, {"setup", "handle", "finish", "setup", "handle", "finish", "error"})
end)

scenario("a request that verify_request refuses is closed", alone, function()
  local server = socketserver.TCPServer(where(), {handle = function() error("never") end})
  local asked, closed = nil, 0
  function server:verify_request(_, client_address)
    asked = client_address
    return false
  end
  function server:shutdown_request(request)
    closed = closed + 1
    socketserver.TCPServer.shutdown_request(self, request)
  end
  local client = connected(server)
  server:handle_request()
  expect.equal({client:recv(1), asked, closed}, {"", client:getsockname(), 1})
  server:server_close()
end)

scenario("handle_request waits no longer than timeout", datagrams, function()
  local server = socketserver.UDPServer(where(), Datagram, {timeout = 0.01})
  local late = 0
  function server:handle_timeout() late = late + 1 end
  server:handle_request()
  expect.equal(late, 1)
  local client = connected(server)
  client:send("x")
  server.timeout = nil
  server:handle_request()
  expect.equal({client:recv(1), late}, {"x", 1})
  server:server_close()
end)

scenario("settings of a class are those of its servers", alone, function()
  local class = socketserver.TCPServer
  class.allow_reuse_address, class.request_queue_size = true, 1
  local server = class(where(), Line)
  expect.not_equal(server.socket:getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR), 0)
  expect.equal(class(where(), Line, {allow_reuse_address = false}).socket:getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR), 0)
  server:server_close()
end)
