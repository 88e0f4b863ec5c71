-- Makes and closes as many connections as vars.cycles says, of every kind, most of
-- them TCP's, and some while another task waits on them.
scenario("connections come and go", {timeout = "1h", strict = "off", vars = {cycles = 100}}, function()
  local listener = socket.create_server("127.0.0.1", 0)
  local address = listener:getsockname()
  local holder = socket.socket()
  holder:bind("127.0.0.1", 0)
  local nobody = holder:getsockname()
  local certificate = tls.self_signed{names = {"localhost"}}

  local function both()
    local client = socket.create_connection(address)
    return client, (listener:accept())
  end

  local kinds = {
    function()
      local client, server = both()
      client:close()
      server:close()
    end,
    function()
      local client, server = both()
      client:sendall("hello")
      server:recv_exact(5)
      server:close()
      client:close()
    end,
    function()
      local client, server = both()
      client:reset()
      server:close()
    end,
    function()
      local client = socket.socket()
      client:connect_ex(nobody)
      client:close()
    end,
    function()
      local client, server = both()
      local reading = task.spawn(function() pcall(server.recv, server, 1) end)
      local selecting = task.spawn(function() pcall(select.select, {server}, {}, {}) end)
      task.sleep(0)
      server:close()
      client:close()
      reading:join()
      selecting:join()
    end,
    function()
      local a, b = socket.socketpair()
      a:settimeout(0.000001)
      pcall(a.recv, a, 1)
      select.select({a}, {}, {}, 0.000001)
      local twin = b:dup()
      for _, s in ipairs{a, b, twin} do s:close() end
    end,
    function()
      local a = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
      a:sendto("x", nobody)
      a:close()
    end,
  }

  local function secured()
    local client, server = both()
    local accepting = task.spawn(server.starttls, server, {cert = certificate})
    client:starttls{ca = certificate, server_name = "localhost"}
    accepting:join()
    client:close()
    server:close()
  end

  for i = 1, vars.cycles do
    kinds[(i - 1) % #kinds + 1]()
    if i % 50 == 0 then secured() end
  end
end)
