-- Conversation 12, socketserver: the client. It sends each line that is typed
-- and prints the answer.
--
--   sockrun run 12-client.lua [PORT [KIND]]        KIND is tcp (the default) or udp

local port, kind = tonumber(arg[1] or 8080), arg[2] or "tcp"

local client = socket.socket(socket.AF_INET, kind == "udp" and socket.SOCK_DGRAM or socket.SOCK_STREAM)
client:settimeout(5)
client:connect("127.0.0.1", port)
for line in io.lines() do
  if kind == "udp" then
    client:send(line)
    print(client:recv(1024))
  else
    client:sendall(line .. "\n")
    print(client:recv_line())
  end
end
client:close()
