-- Module socketserver, after Python's.

--- a handler sees what Python's sees
local log = {}
local Handler = {greeting = "hi "}
function Handler:setup() log[#log + 1] = "setup" end
function Handler:handle()
  log[#log + 1] = tostring(self.client_address) == tostring(self.request:getpeername())
  log[#log + 1] = self.server.tag
  self.request:sendall(self.greeting .. self.request:recv_exact(3))
end
function Handler:finish() log[#log + 1] = "finish" end
local server = socketserver.TCPServer({"127.0.0.1", 0}, Handler)
server.tag = "mine"
expect.equal(server.server_address, server.socket:getsockname())
local client = socket.socket()
client:connect(server.server_address)
client:sendall("you")
server:handle_request()
expect.equal(client:recv_exact(6) .. client:recv(1), "hi you")
expect.equal(log, {"setup", true, "mine", "finish"})
client:close()
server:server_close()

--- the same answers from every server
local Upper = {}
function Upper:handle()
  if type(self.request) == "table" then
    expect.equal(rawequal(self.request.data, self.request[1]) and self.request.socket == self.request[2], true)
    self.request.socket:sendto(self.request[1]:upper(), self.client_address)
  else
    self.request:sendall(self.request:recv_exact(4):upper())
  end
end
for _, name in ipairs{"TCPServer", "ThreadingTCPServer", "UDPServer", "ThreadingUDPServer", "UnixStreamServer"} do
  local address = {"127.0.0.1", 0}
  if name == "UnixStreamServer" then address = "s.sock" end
  local server = socketserver[name](address, Upper)
  local serving = task.spawn(server.serve_forever, server)
  for i = 1, 3 do
    local c = socket.socket(server.socket.family, server.socket.type)
    c:connect(server.server_address)
    c:send("abc" .. i)
    expect.equal(name:find("UDP") and c:recv(100) or c:recv_exact(4), "ABC" .. i)
    c:close()
  end
  server:shutdown()
  serving:join()
  server:server_close()
  expect.error(function() server.socket:recv(1) end, {code = "EBADF"})
end

--- threading serves at the same time
local gate = task.channel()
local server = socketserver.ThreadingTCPServer({host = "127.0.0.1", port = 0}, {handle = function(self)
  if self.request:recv_exact(4) == "wait" then gate:recv() else gate:send(true) end
  self.request:sendall("done")
end})
local serving = task.spawn(server.serve_forever, server)
local a, b = socket.socket(), socket.socket()
a:connect(server.server_address)
a:sendall("wait")
b:connect(server.server_address)
b:sendall("wake")
expect.equal({a:recv_exact(4), b:recv_exact(4)}, {"done", "done"})
server:shutdown()
server:server_close()
serving:join()
a:close()
b:close()

--- an I/O error in a handler is logged, finish runs, and the server goes on
local finished, n = 0, 0
local server = socketserver.TCPServer({"127.0.0.1", 0}, {
  handle = function(self)
    n = n + 1
    if n == 1 then self.request:recv_exact(10) end
    self.request:sendall("ok")
  end,
  finish = function() finished = finished + 1 end,
})
local serving = task.spawn(server.serve_forever, server)
local c = socket.socket()
c:connect(server.server_address)
c:close()
c = socket.socket()
c:connect(server.server_address)
expect.equal(c:recv_exact(2), "ok")
server:shutdown()
expect.equal(finished, 2)
server:server_close()
c:close()

--- a broken handler fails its actor
local server = socketserver.TCPServer({"127.0.0.1", 0}, {handle = function(self)
  local x = nil .. "x" --> attempt to concatenate
end})
local c = socket.socket()
c:connect(server.server_address)
server:handle_request()
expect.equal(c:recv(1), "")

--- an assertion in a handler fails it too
local server = socketserver.ThreadingTCPServer({"127.0.0.1", 0}, {handle = function(self)
  expect.equal(self.request:recv_exact(4), "pong") --> the values differ
end})
local serving = task.spawn(server.serve_forever, server)
local c = socket.socket()
c:connect(server.server_address)
c:sendall("ping")
expect.equal(c:recv(1), "")
server:shutdown()

--- unless handle_error is replaced
local caught
local server = socketserver.TCPServer({"127.0.0.1", 0}, {handle = function() error("boom") end})
function server:handle_error(request, client_address, err) caught = {tostring(client_address), err} end
local c = socket.socket()
c:connect(server.server_address)
server:handle_request()
expect.equal(caught, {tostring(c:getsockname()), expect.matching("^socketserver.lua:%d+: boom$")})

--- setup that fails leaves finish out
local log = {}
local server = socketserver.TCPServer({"127.0.0.1", 0}, {
  setup = function() error("no") end, handle = function() log[#log + 1] = "handle" end, finish = function() log[#log + 1] = "finish" end})
server.handle_error = function() log[#log + 1] = "error" end
local c = socket.socket()
c:connect(server.server_address)
server:handle_request()
expect.equal(log, {"error"})

--- options, on the class and at the call
local class = socketserver.TCPServer
class.allow_reuse_address = true
local server = class({"127.0.0.1", 0}, {handle = print}, {timeout = 0.01, request_queue_size = 1})
expect.equal(server.socket:getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR) ~= 0, true)
local late
function server:handle_timeout() late = true end
server:handle_request()
expect.equal(late, true)
expect.error(function() class({"127.0.0.1", 0}, {handle = print}, {reuse = true}) end, "opts has no option reuse")

--- verify_request may refuse
local server = socketserver.TCPServer({"127.0.0.1", 0}, {handle = function() error("never") end})
function server:verify_request() return false end
local c = socket.socket()
c:connect(server.server_address)
server:handle_request()
expect.equal(c:recv(1), "")

--- shutdown before serve_forever ends it at once
local server = socketserver.UDPServer({"127.0.0.1", 0}, {handle = print})
server:shutdown()
server:serve_forever()
server:server_close()

--- shutdown from a handler ends a server of either kind
local Last = {}
function Last:handle()
  self.request:sendall("last")
  self.server:shutdown()
end
for _, name in ipairs{"TCPServer", "ThreadingTCPServer", "UnixStreamServer"} do
  local server = socketserver[name](name == "UnixStreamServer" and "last.sock" or {"127.0.0.1", 0}, Last)
  local c = socket.socket(server.socket.family)
  c:connect(server.server_address)
  server:serve_forever()
  expect.equal(c:recv_exact(4), "last")
  server:server_close()
  c:close()
end
local LastDatagram = {}
function LastDatagram:handle()
  self.request.socket:sendto("last", self.client_address)
  self.server:shutdown()
end
for _, name in ipairs{"UDPServer", "ThreadingUDPServer"} do
  local server = socketserver[name]({"127.0.0.1", 0}, LastDatagram)
  local c = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
  c:sendto("x", server.server_address)
  server:serve_forever()
  expect.equal(c:recv(10), "last")
  server:server_close()
  c:close()
end

--- shutdown waits for the loop, whoever calls it
local began = task.channel()
local server = socketserver.TCPServer({"127.0.0.1", 0}, {handle = function(self)
  began:send(true)
  self.request:recv_exact(1)
end})
local serving = task.spawn(server.serve_forever, server)
local c = socket.create_connection(server.server_address)
began:recv()
local stopping = {task.spawn(server.shutdown, server), task.spawn(server.shutdown, server)}
settle()
expect.equal({serving:status(), stopping[1]:status(), stopping[2]:status()}, {"running", "running", "running"})
c:sendall("b")
for _, t in ipairs(stopping) do t:join() end
expect.equal(server.serving, nil)
serving:join()
server:server_close()

--- the timeouts of the server's socket stay as they are
local seen
local server = socketserver.UDPServer({"127.0.0.1", 0}, {handle = function(self) seen = self.request.socket:gettimeout() end})
local c = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
c:sendto("x", server.server_address)
server:handle_request()
expect.equal({seen, server.socket:gettimeout()}, {nil, nil})
server.socket:settimeout(30)
c:sendto("x", server.server_address)
server:handle_request()
expect.equal({seen, server.socket:gettimeout()}, {30, 30})
server:server_close()

--- handle_request waits as long as the socket or the server says, whichever is less
local server = socketserver.TCPServer({"127.0.0.1", 0}, {handle = print})
local late = 0
function server:handle_timeout() late = late + 1 end
for _, c in ipairs{{0.005, nil}, {nil, 0.005}, {0.005, 60}, {60, 0.005}} do
  server.socket:settimeout(c[1])
  server.timeout = c[2]
  server:handle_request()
end
expect.equal(late, 4)
server:server_close()

--- a timeout around a server ends it, and is not one of its own
local server = socketserver.TCPServer({"127.0.0.1", 0}, {handle = print})
local late = 0
function server:handle_timeout() late = late + 1 end
expect.error(function() task.timeout(0.02, server.serve_forever, server, 0.001) end, {code = "ETIMEDOUT", op = "timeout"})
server.timeout = 60
expect.error(function() task.timeout(0.01, server.handle_request, server) end, {code = "ETIMEDOUT", op = "timeout"})
expect.equal(server.serving, nil)
server:server_close()

--- handlers of UDP that run beside the loop have the time of the socket
local gate, seen = task.channel(), nil
local server = socketserver.ThreadingUDPServer({"127.0.0.1", 0}, {handle = function(self)
  gate:recv()
  seen = self.request.socket:gettimeout()
end})
local serving = task.spawn(server.serve_forever, server, 0.001)
local c = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
c:sendto("x", server.server_address)
gate:send(true)
server:shutdown()
serving:join()
server:server_close()
expect.equal(seen, nil)

--- service_actions are called in the loop, and can end it
local server = socketserver.TCPServer({"127.0.0.1", 0}, {handle = print})
local rounds = 0
function server:service_actions()
  rounds = rounds + 1
  if rounds == 3 then self:shutdown() end
end
server:serve_forever(0.001)
expect.equal(rounds, 3)
server:server_close()

--- an address in use is the caller's error
local one = socketserver.TCPServer({"127.0.0.1", 0}, {handle = print})
local two =
  socketserver.TCPServer(one.server_address, {handle = print}) --> (EADDRINUSE)

--- a handler must be a table
socketserver.TCPServer({"127.0.0.1", 0}, print) --> socketserver.TCPServer: handler must be a table with a function handle, got function

--- a handler without handle
socketserver.TCPServer({"127.0.0.1", 0}, {}) --> socketserver.TCPServer: handler must be a table with a function handle, got one without it

--- a closed server has its caller's line
local server = socketserver.TCPServer({"127.0.0.1", 0}, {handle = print})
server:server_close()
server:serve_forever() --> (EBADF)
