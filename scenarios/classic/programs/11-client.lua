-- Conversation 11, HMAC challenge: the client. It shows that it has the key,
-- which is the first line that is typed, without sending it.
--
--   sockrun run 11-client.lua [PORT [DIGEST]]      DIGEST is md5 by default

local port, digest = tonumber(arg[1] or 8080), arg[2] or "md5"
local key = assert(io.read(), "type the key")

local client = socket.socket()
client:connect("127.0.0.1", port)
local challenge = client:recv_exact(32)
client:sendall(hmac.digest(key, challenge, digest))

local ok, said = pcall(client.recv_exact, client, #"legal")
print(ok and said or "not legal")
client:close()
