-- The module socketserver, after Python's: the loop that takes requests, and
-- what differs between the five servers. Errors in here show the caller's line.
local socket, task, code, report, within, serve, await = ...

local poll_interval = 0.05 -- seconds after which serve_forever looks for shutdown

-- class makes a class: calling it makes an object. What it does not have is
-- looked up in parent.
local function class(name, parent)
  local c = {name = name}
  local object = {__index = c, __tostring = function(self) return name .. " on " .. tostring(self.server_address) end}
  return setmetatable(c, {__index = parent, __call = function(_, address, handler, options)
    if type(handler) ~= "table" or handler.handle == nil then
      local got = type(handler) == "table" and "one without it" or type(handler)
      error("socketserver." .. name .. ": handler must be a table with a function handle, got " .. got, 2)
    end
    local self = setmetatable({handler = handler, threads = {}}, object)
    for key, value in pairs(options or {}) do
      if not c.options[key] then
        error("socketserver." .. name .. ": opts has no option " .. tostring(key) .. " (it has allow_reuse_address, max_packet_size, request_queue_size, timeout)", 2)
      end
      self[key] = value
    end
    self:open(address)
    return self
  end})
end

local Server = {
  options = {allow_reuse_address = true, max_packet_size = true, request_queue_size = true, timeout = true},
  address_family = socket.AF_INET, socket_type = socket.SOCK_STREAM,
  allow_reuse_address = false, request_queue_size = 5, max_packet_size = 8192,
}

function Server:open(address)
  if type(address) == "table" and rawget(address, 1) ~= nil then
    address = {host = address[1], port = address[2]}
  end
  local family = self.address_family
  if family == socket.AF_INET and type(address) == "table" and tostring(address.host):find(":", 1, true) then
    family = socket.AF_INET6
  end
  self.socket = socket.socket(family, self.socket_type)
  local ok, err = pcall(function()
    self:server_bind(address)
    self:server_activate()
  end)
  if not ok then
    self.socket:close()
    error(err, 0)
  end
end

function Server:server_bind(address)
  if self.allow_reuse_address then
    self.socket:setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
  end
  self.socket:bind(address)
  self.server_address = self.socket:getsockname()
end

function Server:server_activate() self.socket:listen(self.request_queue_size) end
function Server:get_request() return self.socket:accept() end
function Server:verify_request(request, client_address) return true end
function Server:handle_timeout() end
function Server:handle_error(request, client_address, err) report(tostring(client_address), err) end

function Server:service_actions() end

-- next_request takes one request, and says whether one has come in time. The
-- timeout of the socket counts as well, and stays as it is: handlers of UDP have
-- the same socket.
function Server:next_request(timeout)
  local ok, request, client_address = pcall(within, timeout, self.get_request, self)
  if not ok then
    local reason = code(request)
    if reason == "ETIMEDOUT" or reason == "EAGAIN" then
      return false
    elseif reason == "ECONNABORTED" then -- the client has left
      return true
    end
    error(request, 0)
  end
  if self:verify_request(request, client_address) then
    self:process_request(request, client_address)
  else
    self:shutdown_request(request)
  end
  return true
end

function Server:serve_forever(interval)
  serve(self, function()
    while not self.stopping do
      self:next_request(interval or poll_interval)
      self:service_actions()
    end
  end)
end

function Server:handle_request()
  if not self:next_request(self.timeout) then
    self:handle_timeout()
  end
end

-- shutdown does not wait when it is called from a handler that the loop itself
-- runs: the loop ends when that has returned.
function Server:shutdown()
  self.stopping = true
  if self.serving then
    await(self.serving)
  end
end

function Server:server_close()
  self.socket:close()
  for _, thread in ipairs(self.threads) do
    thread:join()
  end
  self.threads = {}
end

-- finish_request runs a handler. finish is called whatever handle does, and
-- not when setup has failed.
function Server:finish_request(request, client_address)
  local handler = setmetatable({request = request, client_address = client_address, server = self}, {__index = self.handler})
  if handler.setup then
    handler:setup()
  end
  local ok, err = pcall(handler.handle, handler)
  if handler.finish then
    handler:finish()
  end
  if not ok then
    error(err, 0)
  end
end

function Server:process_request(request, client_address)
  local ok, err = pcall(self.finish_request, self, request, client_address)
  if not ok then
    if code(err) == "ECANCELED" then -- the scenario has ended
      error(err, 0)
    end
    self:handle_error(request, client_address, err)
  end
  self:shutdown_request(request)
end

function Server:shutdown_request(request)
  pcall(request.shutdown, request, socket.SHUT_WR) -- the peer may be gone
  request:close()
end

-- threading lets each request of a class be a task.
local function threading(c)
  local one = c.process_request
  function c:process_request(request, client_address)
    if #self.threads >= (self.full or 16) then -- those that have ended are forgotten, not at each request
      local running = {}
      for _, thread in ipairs(self.threads) do
        if thread:status() == "running" then
          running[#running + 1] = thread
        end
      end
      self.threads, self.full = running, math.max(2 * #running, 16)
    end
    table.insert(self.threads, task.spawn(one, self, request, client_address))
  end
  return c
end

local function datagrams(c)
  c.socket_type = socket.SOCK_DGRAM
  function c:server_activate() end
  function c:shutdown_request() end
  function c:get_request()
    local data, client_address = self.socket:recvfrom(self.max_packet_size)
    return {data, self.socket, data = data, socket = self.socket}, client_address
  end
  return c
end

local TCPServer = class("TCPServer", Server)
local UDPServer = datagrams(class("UDPServer", Server))
local UnixStreamServer = class("UnixStreamServer", Server)
UnixStreamServer.address_family = socket.AF_UNIX

return {
  TCPServer = TCPServer, UDPServer = UDPServer, UnixStreamServer = UnixStreamServer,
  ThreadingTCPServer = threading(class("ThreadingTCPServer", TCPServer)),
  ThreadingUDPServer = threading(class("ThreadingUDPServer", UDPServer)),
}
