-- Conversation 10, file with a JSON header: the client. It sends each file
-- whose name is typed.
--
--   sockrun run --allow-read=FOLDER 10-client.lua [PORT]
--
-- FOLDER is where the files are; those beside this program need no flag.

local port = tonumber(arg[1] or 8080)

local function send(path)
  local file = assert(io.open(path, "rb"))
  local size = file:seek("end")
  file:seek("set")

  local client = socket.socket()
  client:connect("127.0.0.1", port)
  local header = json.dumps({filename = path:match("[^/]+$"), filesize = size})
  client:sendall(struct.pack("i", #header))
  client:sendall(header)
  local sum = hashlib.sha256()
  for block in function() return file:read(2048) end do
    client:sendall(block)
    sum:update(block)
  end
  file:close()
  client:shutdown(socket.SHUT_WR)
  client:recv(1)                         -- the server closes when it has the file
  client:close()
  print(path:match("[^/]+$") .. ": " .. size .. " bytes, sha256 " .. sum:hexdigest())
end

for path in io.lines() do send(path) end
