-- Conversation 4, UDP upper: the client. It sends the lines that are typed,
-- until q or the end of the input.
--
--   sockrun run 04-client.lua [PORT]

local port = tonumber(arg[1] or 8080)

local client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
client:settimeout(5)                     -- nobody says so when there is no server

for line in io.lines() do
  if line == "q" then break end
  client:sendto(line, "127.0.0.1", port)
  local data, address = client:recvfrom(1024)
  print(address .. " says " .. data)
end
client:close()
