-- Conversation 2, TCP chat: the client. It sends each line that is typed and
-- prints the answer, until one of the two says bye.
--
--   sockrun run 02-client.lua [PORT]

local port = tonumber(arg[1] or 8080)

local client = socket.socket()
client:connect("127.0.0.1", port)
while true do
  io.write("> ")
  local line = io.read() or "bye"
  client:sendall(line .. "\n")
  if line == "bye" then break end
  local answer = client:recv_line()
  if not answer then break end           -- the server has left
  print("server says " .. answer)
  if answer == "bye" then break end
end
client:close()
