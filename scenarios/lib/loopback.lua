-- Sockets on the loopback interface that talk with each other in one script.

local loopback = {}

-- listener returns a socket that listens, and its address.
function loopback.listener(backlog)
  local listener = socket.create_server("127.0.0.1", 0, {backlog = backlog})
  return listener, listener:getsockname()
end

-- pair returns both ends of a TCP connection.
function loopback.pair()
  local listener, address = loopback.listener()
  local client = socket.create_connection(address)
  local server = listener:accept()
  listener:close()
  return client, server
end

-- nobody returns an address where nobody listens, as long as the socket that it
-- returns as well is open.
function loopback.nobody()
  local holder = socket.socket()
  holder:bind("127.0.0.1", 0)
  return holder:getsockname(), holder
end

-- datagrams returns a UDP socket that is bound, and its address.
function loopback.datagrams()
  local udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
  udp:bind("127.0.0.1", 0)
  return udp, udp:getsockname()
end

-- deaf returns a UDP address that refuses whatever others send there, as long as
-- the socket that it returns as well is open.
function loopback.deaf()
  local holder, address = loopback.datagrams()
  holder:connect(address)            -- and so receives from itself only
  return address, holder
end

-- arrived waits until n bytes can be received, and takes none.
function loopback.arrived(s, n)
  while #s:recv(n, socket.MSG_PEEK) < n do task.sleep(0.001) end
end

-- fill sends until nothing more is taken, and returns how many bytes were.
function loopback.fill(s)
  local timeout, sent, piece = s:gettimeout(), 0, ("x"):rep(65536)
  s:settimeout(0.01)                 -- the system may make room for more a moment later
  while true do
    local ok, n = pcall(s.send, s, piece)
    if not ok then break end
    sent = sent + n
  end
  s:settimeout(timeout)
  return sent
end

-- drain receives to the end of the stream, and returns how many bytes came.
function loopback.drain(s)
  local got = 0
  for data in function() local data = s:recv(65536) return data ~= "" and data or nil end do got = got + #data end
  return got
end

-- waiting starts a task that calls fn, and returns it once it waits for something
-- in there, or has ended: a task has the turn until it waits.
function loopback.waiting(fn)
  local began = task.channel(1)
  local t = task.spawn(function()
    began:send(true)
    return fn()
  end)
  began:recv()
  return t
end

-- outcome calls fn and returns "OK" or the code of its error.
function loopback.outcome(fn, ...)
  local ok, err = pcall(fn, ...)
  if ok then return "OK" end
  return type(err) == "string" and err or err.code
end

return loopback
