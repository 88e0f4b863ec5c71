-- A handler of socketserver that fails answers nobody.
scenario("nobody answers, because a handler has failed", {timeout = "1s"}, function()
  local Upper = {}
  function Upper:handle()
    local data, sock = self.request[0], self.request[1]
    sock:sendto(data:upper(), self.client_address)
  end
  local server = socketserver.UDPServer({"127.0.0.1", 0}, Upper)
  local serving = task.spawn(server.serve_forever, server)
  local s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
  s:sendto("hello", server.server_address)
  expect.equal(s:recv(10), "HELLO")
  s:close()
  server:shutdown()
  serving:join()
  server:server_close()
end)
