-- Conversation 12, socketserver: the server. It answers each line in upper
-- case, without the space around it.
--
--   sockrun run 12-server.lua [PORT [KIND]]
--
-- KIND is tcp (the default) or udp; port 0 is a free one. It serves one client
-- after the other until it is interrupted.

local port, kind = tonumber(arg[1] or 8080), arg[2] or "tcp"

local function upper(data) return data:match("^%s*(.-)%s*$"):upper() end

local OverTCP = {}
function OverTCP:handle()
  print(self.client_address .. " is here")
  for line in function() return self.request:recv_line() end do
    self.request:sendall(upper(line) .. "\n")
  end
end

local OverUDP = {}
function OverUDP:handle()
  local data, reply = self.request[1], self.request[2]
  print(self.client_address .. " is here")
  reply:sendto(upper(data), self.client_address)
end

local address = {host = "127.0.0.1", port = port}
socketserver.TCPServer.allow_reuse_address = true
local server = kind == "udp" and socketserver.UDPServer(address, OverUDP) or socketserver.TCPServer(address, OverTCP)
print("listening on " .. server.server_address)
server:serve_forever()
