-- Conversation 9, remote commands: the server. Each command is run in a shell;
-- the answer is the length of its output as a C int, then the output: what it
-- printed on standard error if there was any, else on standard output. `cd` is
-- remembered between the commands of a client.
--
--   sockrun run --allow-run=sh 09-server.lua [PORT [once]]
--
-- Port 0 is a free one. It serves one client after the other until it is
-- interrupted; with `once` it ends after the first.

local port = tonumber(arg[1] or 8080)
local once = arg[2] == "once"

-- Returns the output of a command in the folder cwd (nil for where the server
-- was started), and the folder for the next command. After an error the client
-- gets standard error alone; 2>&1 in the command gives both.
local function run(command, cwd)
  local to = command:match("^cd%s+(.+)$")
  if to then command = "cd " .. to .. " && pwd" end
  local done = subprocess.run(command, {shell = true, cwd = cwd})
  if to and done.code == 0 then
    return "", (done.stdout:gsub("\n$", ""))
  end
  return done.stderr ~= "" and done.stderr or done.stdout, cwd
end

local function serve(conn)
  local output, cwd
  while true do
    local command = conn:recv(1024)
    if command == "" then break end      -- the client has closed
    output, cwd = run(command, cwd)
    conn:sendall(struct.pack("i", #output))
    conn:sendall(output)
  end
end

local server = socket.socket()
server:setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server:bind("127.0.0.1", port)
server:listen(5)
print("listening on " .. server:getsockname())

local gone = {ECONNRESET = true, EPIPE = true}
repeat
  local conn, address = server:accept()
  local ok, err = pcall(socket.with, conn, serve)
  if not ok and not gone[err.code] then error(err, 0) end
until once
server:close()
