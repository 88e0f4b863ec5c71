-- Conversation 2, TCP chat: the server. It answers each line of the client
-- with a line that is typed, until one of the two says bye.
--
--   sockrun run 02-server.lua [PORT]      port 0 is a free one

local port = tonumber(arg[1] or 8080)

local server = socket.socket()
server:setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server:bind("127.0.0.1", port)
server:listen(5)
print("listening on " .. server:getsockname())

local conn, address = server:accept()
while true do
  local line = conn:recv_line()
  if not line then break end             -- the client has left
  print(address .. " says " .. line)
  if line == "bye" then break end
  io.write("> ")
  local answer = io.read() or "bye"
  conn:sendall(answer .. "\n")
  if answer == "bye" then break end
end
conn:close()
server:close()
