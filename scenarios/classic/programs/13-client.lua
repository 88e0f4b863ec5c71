-- Conversation 13, threading server: the client. It sends each line that is
-- typed and prints the answer, until q or the end of the input.
--
--   sockrun run 13-client.lua [PORT]

local port = tonumber(arg[1] or 8080)

local client = socket.socket()
client:connect("127.0.0.1", port)
for line in io.lines() do
  client:sendall(line .. "\n")
  local answer = client:recv_line()
  if not answer then break end           -- after q the server closes
  print(answer)
end
client:close()
