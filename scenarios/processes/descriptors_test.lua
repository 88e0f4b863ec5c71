-- A program that is started inherits no socket: a connection ends when the script
-- closes it, however long the program goes on.

scenario("programs inherit no sockets", {tags = {"processes", "sockets"}}, function(s)
  local listener = socket.create_server("127.0.0.1", 0)
  local client = socket.create_connection(listener:getsockname())
  local server = listener:accept()
  local twin = server:dup()
  local here, there = socket.socketpair()
  local program = s:process{command = {"sh", "-c", "echo started; exec sleep 600"}, ready = {log = "started"}}
  for _, made in ipairs{server, twin, here, listener} do made:close() end
  expect.equal({client:recv(1), there:recv(1)}, {"", ""})
  expect.equal(#program.ports, 0)
  client:close()
  there:close()
end)
