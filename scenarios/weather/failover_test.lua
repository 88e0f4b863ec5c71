-- A client that knows two servers and takes the one that answers. Weather needs
-- --sim: on real sockets it is skipped.
scenario("the second server takes over", {tags = {"tcp", "weather"}, timeout = "1m", network = "lan"}, function(s)
  local function answering(name)
    return s:server{
      name = name,
      listen = "tcp://127.0.0.1:0",
      frame = frame.delimiter("\n"),
      handler = function(conn)
        for message in conn:messages() do conn:send(name .. " " .. message) end
      end,
    }
  end
  local servers = {answering("first"), answering("second")}

  local function ask(question)
    for _, server in ipairs(servers) do
      local bare = socket.socket()
      bare:settimeout(2)
      local ok, answer = pcall(function()
        bare:connect(server.address)
        return bare:framed(frame.delimiter("\n")):request(question)
      end)
      bare:close()
      if ok then return answer end
      expect.equal(answer.code, "ETIMEDOUT")
    end
  end

  expect.equal(ask("a"), "first a")
  network.partition(servers[1])
  expect.equal(ask("b"), "second b")
  network.partition(servers[2])
  expect.equal(ask("c"), nil)
  network.heal(servers[1])
  expect.equal(ask("d"), "first d")
end)
