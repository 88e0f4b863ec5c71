-- Peers that fail: at every point of a message, in the middle of a transfer, or by
-- doing nothing.

local loopback = require "loopback"
local alone = {tags = {"sockets", "faults"}, strict = "off", timeout = "2m"}

local header = frame.header{
  order = "big",
  {"magic", "u16", const = 0xCAFE},
  {"kind", "u8"},
  {"length", "u16", length_of = "payload"},
  {"payload", "bytes"},
  {"crc", "u32", crc32_of = "message"},
}

-- Codecs, each with a message.
local codecs = {
  ["a length"] = {frame.length(">I"), "hello"},
  ["a delimiter"] = {frame.delimiter("\r\n"), "hello"},
  ["a fixed size"] = {frame.fixed(5), "hello"},
  ["a varint"] = {frame.varint(), ("x"):rep(130)},
  ["a netstring"] = {frame.netstring(), "hello"},
  ["a header"] = {header, {kind = 1, payload = "hello"}},
}

for name, c in pairs(codecs) do
  local codec, message = c[1], c[2]

  scenario("a peer resets at every point of a message with " .. name, alone, function()
    local bytes = codec:encode(message)
    for n = 0, #bytes - 1 do
      local a, b = loopback.pair()
      a:sendall(bytes:sub(1, n))
      a:reset()
      local stream = b:framed(codec)
      expect.error(function() stream:recv() end, {code = "ECONNRESET", op = "recv", partial = n})
      expect.equal(stream:unread(), n)
      stream:close()
    end
  end)

  scenario("a peer closes at every point of a message with " .. name, alone, function()
    local bytes = codec:encode(message)
    for n = 0, #bytes - 1 do
      local a, b = loopback.pair()
      a:sendall(bytes .. bytes:sub(1, n))
      a:close()
      local stream = b:framed(codec)
      expect.equal(codec:encode(stream:recv()), bytes)
      if n == 0 then
        expect.equal(stream:recv(), nil)
      else
        expect.error(function() stream:recv() end, {code = "EOF", op = "recv", partial = n})
      end
      stream:close()
    end
  end)

  scenario("a peer sends byte for byte, with " .. name, alone, function()
    local a, b = loopback.pair()
    local out, into = a:framed(codec), b:framed(codec)
    local sender = task.spawn(function() out:send(message, {chunk = 1, every = 0.0001}) end)
    expect.equal(codec:encode(into:recv()), codec:encode(message))
    sender:join()
  end)

  scenario("a peer stops in the middle of a message with " .. name, alone, function()
    local bytes = codec:encode(message)
    local a, b = loopback.pair()
    a:sendall(bytes:sub(1, -2))
    loopback.arrived(b, #bytes - 1)
    local stream = b:framed(codec)
    stream:settimeout(0.005)
    expect.error(function() stream:recv() end, {code = "ETIMEDOUT", partial = #bytes - 1})
    a:sendall(bytes:sub(-1))                       -- and goes on after all
    stream:settimeout(nil)
    expect.equal(codec:encode(stream:recv()), bytes)
  end)
end

for name, receive in pairs{
  recv_exact = function(s) s:recv_exact(100) end,
  recv_until = function(s) s:recv_until("\n") end,
  recv_line = function(s) while s:recv_line() do end end,
  ["recv with MSG_WAITALL"] = function(s) s:recv(100, socket.MSG_WAITALL) end,
  ["a file's read"] = function(s) s:makefile():read("*a") end,
} do
  scenario("a peer resets in the middle of " .. name, alone, function()
    local a, b = loopback.pair()
    a:sendall("half")
    a:reset()
    expect.error(function() receive(b) end, {code = "ECONNRESET", partial = 4})
    expect.equal(b:recv_exact(4), "half")          -- what came is not lost
  end)
end

for name, send in pairs{
  sendall = function(s, data) s:sendall(data) end,
  ["a file's write"] = function(s, data) s:makefile("w"):write(data) end,
  ["a stream's send"] = function(s, data) s:framed(frame.length(">I", {max = 64 * 1024 * 1024})):send(data) end,
  sendfile = function(s, data)
    local file = assert(io.open(vars.tmp .. "/data", "w+"))
    file:write(data)
    s:sendfile(file)
  end,
} do
  scenario("a peer resets in the middle of " .. name, alone, function()
    local a, b = loopback.pair()
    local sender = task.spawn(function() send(a, ("x"):rep(32 * 1024 * 1024)) end)
    b:recv_exact(100000)
    b:reset()
    local err = expect.error(function() sender:join() end)
    expect.equal(err.code == "ECONNRESET" or err.code == "EPIPE", true)
    expect.equal(err.partial >= 100000 and err.partial < 32 * 1024 * 1024 + 4, true)
  end)
end

scenario("a peer that never reads holds up only who sends to it", alone, function()
  local listener, address = loopback.listener(10)
  local server = task.spawn(function()
    for _, size in ipairs{32 * 1024 * 1024, 1024 * 1024, 1024 * 1024} do -- the first is for the silent one
      local conn = listener:accept()
      task.spawn(function()
        pcall(conn.sendall, conn, ("x"):rep(size))
        conn:close()
      end)
    end
  end)
  local silent = socket.create_connection(address)
  for _ = 1, 2 do
    local eager = socket.create_connection(address)
    expect.equal(loopback.drain(eager), 1024 * 1024)
    eager:close()
  end
  server:join()
  silent:reset()
end)

scenario("a peer that never accepts lets others connect and send, up to a point", alone, function()
  local listener, address = loopback.listener(1)
  for _ = 1, 2 do
    local client = socket.create_connection(address)
    client:settimeout(0.01)
    expect.error(function() client:sendall(("x"):rep(32 * 1024 * 1024)) end, {code = "ETIMEDOUT"})
  end
  expect.error(function() socket.create_connection(address, 0.01) end, {code = "ETIMEDOUT", op = "connect"})
  listener:close()
end)

scenario("a listener that closes resets those whom it has not accepted", alone, function()
  local listener, address = loopback.listener(5)
  local clients = {}
  for i = 1, 3 do clients[i] = socket.create_connection(address) end
  local accepted = listener:accept()
  listener:close()
  accepted:sendall("x")
  expect.equal(clients[1]:recv(1), "x")
  for i = 2, 3 do expect.error(function() clients[i]:recv(1) end, {code = "ECONNRESET"}) end
end)
