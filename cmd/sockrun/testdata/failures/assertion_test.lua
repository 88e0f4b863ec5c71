scenario("an assertion in the body of a scenario in Lua", function(s)
  local server = s:server{listen = "tcp://127.0.0.1:0", handler = function(conn)
    conn:sendall(conn:recv_exact(5):upper())
  end}
  local conn = s:connect(server)
  conn:sendall("hello")
  expect.equal(conn:recv_exact(5), "Hello")
end)
