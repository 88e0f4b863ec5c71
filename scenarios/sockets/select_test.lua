-- select waits for several sockets at once, and says which of them would not wait.

local loopback = require "loopback"
local alone = {tags = {"sockets", "select"}, strict = "off", timeout = "2m"}
local datagrams = {tags = {"sockets", "select", "udp"}, strict = "off", timeout = "2m"}

local function counts(...)
  local r, w, x = select.select(...)
  return {#r, #w, #x}
end

scenario("nothing to wait for is a pause", alone, function()
  local before = time.monotonic()
  expect.equal(counts({}, {}, {}, 0.01), {0, 0, 0})
  expect.equal(time.monotonic() - before >= 0.01, true)
end)

scenario("the lists that come back are three others", alone, function()
  local wanted = {}
  local r, w, x = select.select(wanted, wanted, wanted, 0)
  expect.equal(rawequal(r, w) or rawequal(w, x) or rawequal(r, x) or rawequal(r, wanted), false)
end)

scenario("an idle connection is writable and not readable", alone, function()
  local a, b = loopback.pair()
  expect.equal(counts({a, b}, {a, b}, {a, b}, 0), {0, 2, 0})
  expect.equal(counts({a, b}, {}, {}, 0.005), {0, 0, 0})
end)

scenario("bytes make a socket readable until they are taken", alone, function()
  local a, b = loopback.pair()
  a:sendall("xy")
  loopback.arrived(b, 2)
  local r = select.select({a, b}, {}, {})
  expect.equal({#r, r[1] == b}, {1, true})
  b:recv(1)
  expect.equal(counts({b}, {}, {}, 0), {1, 0, 0})
  b:recv(1)
  expect.equal(counts({b}, {}, {}, 0), {0, 0, 0})
end)

scenario("the end of the stream and a reset make it readable for good", alone, function()
  local a, b = loopback.pair()
  a:close()
  for _ = 1, 2 do expect.equal(counts({b}, {}, {}, 60), {1, 0, 0}) end
  expect.equal(b:recv(1), "")
  expect.equal(counts({b}, {b}, {}, 60), {1, 1, 0})
  local c, d = loopback.pair()
  c:reset()
  expect.equal(counts({d}, {}, {}, 60), {1, 0, 0})
  expect.equal(loopback.outcome(d.recv, d, 1), "ECONNRESET")
end)

scenario("a full socket is writable when the peer has taken something", alone, function()
  local a, b = loopback.pair()
  local sent = 0
  repeat sent = sent + loopback.fill(a) until counts({}, {a}, {}, 0)[2] == 0 -- what is on its way may make room late
  local taking = task.spawn(function() return #b:recv_exact(sent) end)
  expect.equal(counts({}, {a}, {}), {0, 1, 0})
  expect.equal(taking:join(), sent)
end)

scenario("a listener is readable when somebody waits to be accepted", alone, function()
  local listener, address = loopback.listener()
  expect.equal(counts({listener}, {}, {}, 0), {0, 0, 0})
  local client = socket.create_connection(address)
  expect.equal(counts({listener}, {}, {}), {1, 0, 0})
  listener:accept()
  expect.equal(counts({listener}, {}, {}, 0), {0, 0, 0})
  client:close()
end)

scenario("a datagram makes a socket readable, also an empty one", datagrams, function()
  local udp, address = loopback.datagrams()
  expect.equal(counts({udp}, {udp}, {}, 0), {0, 1, 0})
  udp:sendto("", address)
  expect.equal(counts({udp}, {}, {}), {1, 0, 0})
  expect.equal(udp:recv(1), "")
  expect.equal(counts({udp}, {}, {}, 0), {0, 0, 0})
end)

scenario("what comes back is in the order in which it was asked for, each as often", alone, function()
  local a, b = loopback.pair()
  local r, w = select.select({}, {b, a, b}, {})
  expect.equal({#r, #w, w[1] == b, w[2] == a, w[3] == b}, {0, 3, true, true, true})
end)

scenario("bytes that were read ahead make a socket readable", alone, function()
  local a, b = loopback.pair()
  a:sendall("one\ntwo\n")
  loopback.arrived(b, 8)
  expect.equal(b:recv_line(), "one")
  expect.equal(counts({a, b}, {}, {}), {1, 0, 0})
  expect.equal(b:recv_line(), "two")
  expect.equal(counts({a, b}, {}, {}, 0), {0, 0, 0})
end)

scenario("a stream stands for its socket", alone, function()
  local a, b = loopback.pair()
  local out, into = a:framed(frame.delimiter("\n")), b:framed(frame.delimiter("\n"))
  out:send("hello")
  local r = select.select({into}, {}, {})
  local _, w = select.select({}, {out}, {})
  expect.equal({r[1] == into, w[1] == out}, {true, true})
end)

scenario("another task's bytes end the wait", alone, function()
  local a, b = loopback.pair()
  local c, d = loopback.pair()
  local sender = task.spawn(function()
    task.sleep(0.005)
    c:sendall("x")
  end)
  local r = select.select({b, d}, {}, {})
  expect.equal({#r, r[1] == d}, {1, true})
  sender:join()
end)

scenario("several tasks wait for the same socket", alone, function()
  local a, b = loopback.pair()
  local waiting = {}
  for i = 1, 3 do waiting[i] = loopback.waiting(function() return counts({b}, {}, {}) end) end
  a:sendall("x")
  for _, t in ipairs(waiting) do expect.equal(t:join(), {1, 0, 0}) end
end)

scenario("a closed socket is none to wait for", alone, function()
  local a, b = loopback.pair()
  a:close()
  expect.error(function() select.select({b}, {a}, {}, 0) end, {code = "EBADF", op = "select"})
  expect.error(function() select.select({a}, {}, {}) end, {code = "EBADF"})
end)

scenario("the lists hold sockets, and the timeout is no negative number", alone, function()
  for _, wrong in ipairs{{1}, {"socket"}, {{}}} do
    expect.error(function() select.select(wrong, {}, {}, 0) end, "must hold sockets")
  end
  expect.error(function() select.select(1, 2, 3) end, "r must be a table, got 1")
  expect.error(function() select.select({}, {}, {}, -1) end, "got -1")
  expect.error(function() select.select({}, {}, {}, "soon") end, "timeout must be a number")
end)

scenario("hundreds of sockets of every kind", datagrams, function()
  local all, names, late = {}, {}, {}
  local function add(s, name)
    all[#all + 1] = s
    names[s] = name
    return s
  end
  for i = 1, 100 do                    -- 500 sockets, and one of each kind has something
    local a, b = loopback.pair()
    local udp, at = loopback.datagrams()
    local c, d = loopback.pair()
    local listener, address = loopback.listener()
    add(b, "idle")
    add(a, "idle")
    add(udp, i == 50 and "datagram" or "idle")
    add(d, i == 50 and "read ahead" or "idle")
    add(listener, i == 50 and "listener" or "idle")
    late[i] = c
    if i == 50 then
      udp:sendto("x", at)
      c:sendall("line\nrest")
      loopback.arrived(d, 9)
      d:recv_line()
      late[1] = socket.create_connection(address)
    end
  end
  local seen = {}
  while not (seen.datagram and seen["read ahead"] and seen.listener) do
    for _, s in ipairs((select.select(all, {}, {}))) do seen[names[s]] = s end
  end
  expect.equal(seen.idle, nil)
  expect.equal({seen.datagram:recv(10), seen["read ahead"]:recv_exact(4)}, {"x", "rest"})
  seen.listener:accept():close()
  expect.equal(counts(all, {}, {}, 0), {0, 0, 0})
  local closing = task.spawn(function()
    task.sleep(0.005)
    all[250]:close()
  end)
  expect.error(function() select.select(all, {}, {}) end, {code = "EBADF"})
  closing:join()
  table.remove(all, 250)
  expect.equal(counts(all, {}, {}, 0), {0, 0, 0})
end)

scenario("a server of many clients in one task", alone, function()
  local listener, address = loopback.listener(50)
  local clients = {}
  for i = 1, 50 do
    clients[i] = task.spawn(function()
      local s = socket.create_connection(address)
      for n = 1, 3 do
        local text = ("%d.%d"):format(i, n)
        s:sendall(text .. "\n")
        expect.equal(s:recv_line(), text:upper())
      end
      s:close()
    end)
  end
  local open, gone = {listener}, 0
  while gone < 50 do
    for _, s in ipairs((select.select(open, {}, {}))) do
      if s == listener then
        open[#open + 1] = listener:accept()
      else
        local line = s:recv_line()
        if line then
          s:sendall(line:upper() .. "\n")
        else
          for i = #open, 2, -1 do
            if open[i] == s then table.remove(open, i) end
          end
          s:close()
          gone = gone + 1
        end
      end
    end
  end
  for _, client in ipairs(clients) do client:join() end
end)
