-- The mistake: the answer arrives before the handler has counted it. Count
-- before the answer is sent, or wait for what you want to see.
scenario("race between handler and main", function(s)
  local answered = 0
  local server = s:server{listen = "tcp://127.0.0.1:0", handler = function(conn)
    conn:sendall(conn:recv_exact(1))
    answered = answered + 1
  end}
  local conn = s:connect(server)
  conn:sendall("x")
  expect.equal(conn:recv_exact(1), "x")
  expect.equal(answered, 1)
  conn:close()
end)
