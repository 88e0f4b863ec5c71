-- A chat room: what one says, all others hear. Server and clients are
-- functions of one file and share its variables, so the test can look into
-- the server while it runs.

local lines = frame.delimiter("\n")

-- room starts the server and returns it with the table of who is there.
local function room(s)
  local members = {}
  local server = s:server{
    name = "room",
    listen = "tcp://127.0.0.1:0",
    frame = lines,
    handler = function(conn)
      local name = conn:recv()
      members[name] = conn
      for message in conn:messages() do
        for other, theirs in pairs(members) do
          if other ~= name then theirs:send(name .. ": " .. message) end
        end
      end
      members[name] = nil
    end,
  }
  return server, members
end

-- enter joins the room and returns when the server knows it.
local function enter(s, server, members, name)
  local conn = s:connect(server)
  conn:send(name)
  expect.eventually(function() return members[name] end)
  return conn
end

scenario("what one says all others hear", {tags = {"tcp"}}, function(s)
  local server, members = room(s)
  local alice = enter(s, server, members, "alice")
  local bob = enter(s, server, members, "bob")
  local carol = enter(s, server, members, "carol")
  alice:send("hello")
  expect.equal(bob:recv(), "alice: hello")
  expect.equal(carol:recv(), "alice: hello")
  bob:send("hi")
  expect.equal(alice:recv(), "bob: hi")
  expect.equal(carol:recv(), "bob: hi")
end)

scenario("who has left hears nothing", {tags = {"tcp"}}, function(s)
  local server, members = room(s)
  local alice = enter(s, server, members, "alice")
  local bob = enter(s, server, members, "bob")
  bob:close()
  expect.eventually(function() return not members.bob end)
  alice:send("anybody there?")
  expect.equal(server:totals().connections, 2)
  expect.equal(server:totals().sent, 0)
end)

scenario("all talk at the same time", {tags = {"tcp"}}, function(s)
  local server, members = room(s)
  local crowd = s:client{
    name = "crowd", connect = server, count = 5,
    script = function(conn, self)
      local name = "client " .. self.index
      conn:send(name)
      expect.eventually(function() return members[name] end)
      barrier("all are here", 5)
      conn:send("hello")
      local heard = {}
      for _ = 1, 4 do table.insert(heard, conn:recv()) end
      barrier("all have heard", 5) -- who left before would reset what is on its way
      return heard
    end,
  }
  for _, heard in ipairs(crowd:join()) do
    expect.equal(#heard, 4)
    for _, message in ipairs(heard) do expect.match(message, "^client %d: hello$") end
  end
end)
