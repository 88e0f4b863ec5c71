-- Conversation 11, HMAC challenge: the server. It lets in whoever has the key,
-- which is the first line that is typed.
--
--   sockrun run 11-server.lua [PORT [DIGEST [once]]]
--
-- Port 0 is a free one; DIGEST is md5 by default, what old peers use. It runs
-- until it is interrupted; with `once` it ends after the first client.

local port, digest, once = tonumber(arg[1] or 8080), arg[2] or "md5", arg[3] == "once"

local server = socket.socket()
server:setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server:bind("127.0.0.1", port)
server:listen(5)
print("listening on " .. server:getsockname())
local key = assert(io.read(), "type the key")

local function hasKey(conn)
  local challenge = os.urandom(32)
  conn:sendall(challenge)
  local right = hmac.digest(key, challenge, digest)
  local ok, answer = pcall(conn.recv_exact, conn, #right)
  return ok and hmac.compare_digest(answer, right)
end

repeat
  local conn, address = server:accept()
  local legal = hasKey(conn)
  if legal then conn:sendall("legal") end
  print(address .. (legal and " is legal" or " is not legal"))
  conn:close()
until once
server:close()
