-- Conversation 1, TCP hello: the client. It sends the line that is typed.
--
--   sockrun run 01-client.lua [PORT]

local port = tonumber(arg[1] or 8080)

local client = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
client:connect("127.0.0.1", port)
io.write("message: ")
client:sendall(io.read() or "hello!")

print(client:recv(1024))
assert(client:recv(1024) == "")          -- the server has closed
client:close()
