-- Conversation 9, remote commands: the client. It sends the commands that are
-- typed and prints the answers, until :q or the end of the input.
--
--   sockrun run 09-client.lua [PORT [ENCODING]]      ENCODING is utf-8 by default

local port, encoding = tonumber(arg[1] or 8080), arg[2] or "utf-8"

local client = socket.socket()
client:connect("127.0.0.1", port)

io.write(">> ")
for command in io.lines() do
  if command == ":q" then break end
  if command ~= "" then
    client:sendall(command)
    local size = struct.unpack("i", client:recv_exact(4))
    io.write(codec.decode(client:recv_exact(size), encoding))
  end
  io.write(">> ")
end
client:close()
