-- Conversation 10, file with a JSON header: the server. It receives one file
-- after the other and writes each into FOLDER, under its own name, once it has
-- come whole.
--
--   sockrun run --allow-write=FOLDER 10-server.lua PORT FOLDER [once]
--
-- Port 0 is a free one. It runs until it is interrupted; with `once` it ends
-- after the first file.

local port, folder, once = tonumber(arg[1] or 8080), arg[2] or ".", arg[3] == "once"

-- Writes size bytes of conn into file, block by block; returns their sum.
local function copy(conn, file, size)
  local sum, got = hashlib.sha256(), 0
  while got < size do
    local block = conn:recv(math.min(1024, size - got))
    if block == "" then error("the file ends after " .. got .. " of " .. size .. " bytes") end
    file:write(block)
    sum:update(block)
    got = got + #block
  end
  return sum:hexdigest()
end

local function receive(conn)
  local size = struct.unpack("i", conn:recv_exact(4))
  local header = json.loads(conn:recv_exact(size))
  local name = header.filename:match("[^/\\]+$")         -- never into another folder
  if not name or name == ".." then error("no name for a file: " .. header.filename) end
  local path = folder .. "/" .. name
  local file = assert(io.open(path .. ".part", "wb"))
  local ok, sum = pcall(copy, conn, file, header.filesize)
  file:close()
  if not ok then
    os.remove(path .. ".part")
    error(sum, 0)
  end
  assert(os.rename(path .. ".part", path))
  print(name .. ": " .. header.filesize .. " bytes, sha256 " .. sum)
end

local server = socket.socket()
server:setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server:bind("127.0.0.1", port)
server:listen(5)
print("listening on " .. server:getsockname())

repeat
  local conn = server:accept()
  local ok, err = pcall(socket.with, conn, receive)
  if not ok then print("failed: " .. tostring(err)) end
until once
server:close()
