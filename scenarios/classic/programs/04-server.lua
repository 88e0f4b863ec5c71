-- Conversation 4, UDP upper: the server. It runs until it is interrupted.
--
--   sockrun run 04-server.lua [PORT]      port 0 is a free one

local port = tonumber(arg[1] or 8080)

local server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server:bind("127.0.0.1", port)
print("listening on " .. server:getsockname())

while true do
  local data, address = server:recvfrom(1024)
  server:sendto(data:upper(), address)
end
