-- Conversation 1, TCP hello: the server. It serves one client and ends.
--
--   sockrun run 01-server.lua [PORT]      port 0 is a free one

local port = tonumber(arg[1] or 8080)

local server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
server:setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server:bind("127.0.0.1", port)
server:listen(5)
print("listening on " .. server:getsockname())

local conn, address = server:accept()
local message = conn:recv(1024)
print(address .. " says " .. message)
conn:sendall("hi")
conn:close()
server:close()
