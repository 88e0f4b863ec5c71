-- Several tasks use one socket at the same time.

local loopback = require "loopback"
local alone = {tags = {"sockets", "tasks"}, strict = "off", timeout = "2m"}

scenario("one task reads while another writes", alone, function()
  local a, b = loopback.pair()
  local size = 4 * 1024 * 1024
  local function exchange(s, letter)
    local writer = task.spawn(function()
      s:sendall(letter:rep(size))
      s:shutdown(socket.SHUT_WR)
    end)
    local reader = task.spawn(function() return s:recv_exact(size), s:recv(1) end)
    return reader, writer
  end
  local readA, writeA = exchange(a, "a")
  local readB, writeB = exchange(b, "b")
  local gotA, endA = readA:join()
  local gotB, endB = readB:join()
  writeA:join()
  writeB:join()
  expect.equal({gotA == ("b"):rep(size), gotB == ("a"):rep(size), endA, endB}, {true, true, "", ""})
end)

scenario("several tasks accept, and each connection goes to one", alone, function()
  local listener, address = loopback.listener(20)
  local taken, tasks = {}, {}
  for i = 1, 4 do
    tasks[i] = task.spawn(function()
      for _ = 1, 5 do
        local conn, from = listener:accept()
        conn:sendall(tostring(i))
        conn:close()
        taken[from.port] = (taken[from.port] or 0) + 1
      end
    end)
  end
  local answers = 0
  for _ = 1, 20 do
    local client = socket.create_connection(address)
    local by = client:recv_exact(1)
    expect.between(tonumber(by), 1, 4)
    expect.equal(client:recv(1), "")
    answers = answers + 1
    client:close()
  end
  for _, t in ipairs(tasks) do t:join() end
  for _, times in pairs(taken) do expect.equal(times, 1) end
  expect.equal(answers, 20)
end)

scenario("who receives first is served first, with all that it wants", alone, function()
  local a, b = loopback.pair()
  local got, tasks = {}, {}
  for i = 1, 4 do
    tasks[i] = loopback.waiting(function() got[i] = b:recv_exact(1000) end)
  end
  a:sendall(("."):rep(4000))
  for _, t in ipairs(tasks) do t:join() end
  for i = 1, 4 do expect.equal(#got[i], 1000) end
end)

scenario("what one task sends is not mixed with what another sends", alone, function()
  local a, b = loopback.pair()
  local tasks = {}
  for i = 1, 4 do tasks[i] = task.spawn(function() a:sendall(tostring(i):rep(500000)) end) end
  local seen = 0
  for _ = 1, 4 do
    local block = b:recv_exact(500000)
    expect.equal(block == block:sub(1, 1):rep(500000), true)
    seen = seen + tonumber(block:sub(1, 1))
  end
  expect.equal(seen, 10)
  for _, t in ipairs(tasks) do t:join() end
end)

scenario("messages of several tasks arrive whole", alone, function()
  local a, b = loopback.pair()
  local out, into = a:framed(frame.length(">I")), b:framed(frame.length(">I"))
  local tasks, seen = {}, {}
  for i = 1, 10 do
    tasks[i] = task.spawn(function()
      for n = 1, 20 do out:send(("%d.%d "):format(i, n):rep(i * 100)) end
    end)
  end
  for _ = 1, 200 do
    local message = into:recv()
    local first = message:match("^%S+ ")
    local i, n = first:match("(%d+)%.(%d+)")
    expect.equal(message == first:rep(tonumber(i) * 100), true)
    seen[i] = (seen[i] or 0) + 1
    expect.equal(tonumber(n), seen[i])             -- in the order in which its task sent them
  end
  for _, t in ipairs(tasks) do t:join() end
end)

scenario("a task that gives up lets the next one go on", alone, function()
  local a, b = loopback.pair()
  b:settimeout(0.01)
  local first = loopback.waiting(function() return loopback.outcome(b.recv_exact, b, 4) end)
  b:settimeout(nil)
  local second = loopback.waiting(function() return b:recv_exact(4) end)
  expect.equal(first:join(), "ETIMEDOUT")
  a:sendall("late")
  expect.equal(second:join(), "late")
end)

scenario("fifty clients and a task for each", alone, function()
  local listener, address = loopback.listener(50)
  local server = task.spawn(function()
    local handlers = {}
    for i = 1, 50 do
      local conn = listener:accept()
      handlers[i] = task.spawn(function()
        for line in function() return conn:recv_line() end do conn:sendall(line:upper() .. "\n") end
        conn:close()
      end)
    end
    for _, h in ipairs(handlers) do h:join() end
  end)
  local clients = {}
  for i = 1, 50 do
    clients[i] = task.spawn(function()
      local s = socket.create_connection(address)
      for n = 1, 5 do
        s:sendall(("client %d %d\n"):format(i, n))
        expect.equal(s:recv_line(), ("CLIENT %d %d"):format(i, n))
      end
      s:close()
    end)
  end
  for _, c in ipairs(clients) do c:join() end
  server:join()
end)
