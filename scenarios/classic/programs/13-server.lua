-- Conversation 13, threading server: the server. It talks with any number of
-- clients at the same time, with each until it says q.
--
--   sockrun run 13-server.lua [PORT]      port 0 is a free one
--
-- It runs until it is interrupted.

local port = tonumber(arg[1] or 8080)

local Talk = {}
function Talk:handle()
  print(self.client_address .. " is here")
  for line in function() return self.request:recv_line() end do
    if line == "q" then break end
    self.request:sendall(line:upper() .. "\n")
  end
  print(self.client_address .. " has left")
end

socketserver.ThreadingTCPServer.allow_reuse_address = true
local server = socketserver.ThreadingTCPServer({host = "127.0.0.1", port = port}, Talk)
print("listening on " .. server.server_address)
server:serve_forever()
