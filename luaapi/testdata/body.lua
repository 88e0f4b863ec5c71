-- Bodies that are sent and received in pieces.

--- a body after JSON, through files
local codec = frame.header{{"head", "json", length = "u32"}, {"body", "bytes", length = "head.filesize"}}
local a, b = pair()
local out, into = a:framed(codec), b:framed(codec)
local content = ("0123456789"):rep(200000)
local sender = task.spawn(function()
  out:send_head{head = {filename = "x", filesize = #content}}
  local at = 1
  while at <= #content do
    out:write(content:sub(at, at + 99999))
    at = at + 100000
  end
  out:send{head = {filename = "y", filesize = 2}, body = "hi"}
  a:close()
end)
local m, size = into:recv_head()
expect.equal(m, {head = {filename = "x", filesize = #content}})
expect.equal(size, #content)
expect.error(function() into:recv() end, "of the body of the last message are not read: read or save them first")
expect.error(function() into:recv_head() end, "of the body of the last message are not read")
local parts = {into:read(7)}
expect.truthy(#parts[1] >= 1 and #parts[1] <= 7)
while true do
  local part = into:read(65536)
  if not part then break end
  parts[#parts + 1] = part
end
expect.truthy(table.concat(parts) == content)
expect.equal(into:read(1), nil)
expect.equal(into:recv(), {head = {filename = "y", filesize = 2}, body = "hi"})
expect.equal(into:recv_head(), nil)
sender:join()

--- save and sendfile
local codec = frame.header{{"length", "u32", length_of = "body"}, {"body", "bytes"}}
local a, b = pair()
local out, into = a:framed(codec), b:framed(codec)
local path = "body"
local f = assert(io.open(path, "wb"))
f:write(("x"):rep(300000), "end")
f:close()
local sender = task.spawn(function()
  local f = assert(io.open(path, "rb"))
  out:send_head({}, 300003)
  out.socket:sendfile(f)
  f:close()
  out:send_head{length = 3}
  out:write("abc")
end)
local m, size = into:recv_head()
expect.equal({m.length, m.body, size}, {300003, nil, 300003})
local some = #into:read(3)
local saved = path .. "-saved"
local f = assert(io.open(saved, "wb"))
expect.equal(into:save(f), 300003 - some)
expect.equal(into:save(f), 0)
f:close()
local f = assert(io.open(saved, "rb"))
expect.truthy(f:read("*a") == ("x"):rep(300000 - some) .. "end")
f:close()
m = into:recv()
expect.equal(m.body, "abc")
sender:join()
os.remove(path)
os.remove(saved)

--- a length before the bytes, and checks
local codec = frame.header{
  {"id", "u16"},
  {"sum", "u32", crc32_of = "id"},
  {"crc", "u32", crc32_of = "body"},
  {"body", "bytes", length = "varint"},
}
local a, b = pair()
local out, into = a:framed(codec), b:framed(codec)
expect.error(function() out:send_head({id = 7}, 300) end, "field crc: it covers body, which follows later: give its value")
expect.error(function() out:send_head{id = 7, crc = 1} end, "field body: nothing says how many bytes follow: give the size, or the field that holds it")
expect.error(function() out:send_head{id = 7, crc = 1, body = "x"} end, "field body: it follows the head and does not stand in it")
out:send_head({id = 7, crc = 1}, 300)
expect.error(function() out:write(("x"):rep(301)) end, "the body has 300 bytes left, got 301")
out:write(("x"):rep(300))
expect.error(function() out:write("x") end, "the body has 0 bytes left, got 1")
local m, size = into:recv_head()
expect.equal({m.id, m.crc, size}, {7, 1, 300})
local got = 0
for part in function() return into:read(1000) end do got = got + #part end
expect.equal(got, 300)

--- more than max
local codec = frame.header{max = 100, {"length", "u16", length_of = "message"}, {"body", "bytes"}}
local a, b = pair()
local out, into = a:framed(codec), b:framed(codec)
out:send_head({}, 1000)
out:write(("x"):rep(1000))
local m, size = into:recv_head()
expect.equal({m.length, size}, {1002, 1000})
local got = 0
for part in function() return into:read(1000) end do got = got + #part end
expect.equal(got, 1000)
out:send_head({}, 1000)
expect.error(function() into:recv() end, "length 1002 is beyond max 100 (length at offset 0)")

--- what has no head, and what is wrong in one
local a, b = pair()
local lines = a:framed(frame.delimiter("\n"))
expect.error(function() lines:recv_head() end, 'only the messages of a header have a head: delimiter("\\n"')
local trailing = b:framed(frame.header{{"n", "u8", length_of = "body"}, {"body", "bytes"}, {"crc", "u8"}})
expect.error(function() trailing:recv_head() end, "a message has a head only if its last field is bytes whose length stands before it")
expect.error(function() trailing:send_head{} end, "a message has a head only if its last field is bytes whose length stands before it")
a:sendall("\1\0\0\0\9")
local short = b:framed(frame.header{{"magic", "u8", const = 2}, {"n", "u32", length_of = "body"}, {"body", "bytes"}})
expect.error(function() short:recv_head() end, "magic must be 0x02, got 0x01")

--- the end inside of a body
local codec = frame.header{{"n", "u8", length_of = "body"}, {"body", "bytes"}}
local a, b = pair()
local into = b:framed(codec)
a:sendall("\9abc")
a:close()
local m, size = into:recv_head()
expect.equal(size, 9)
local got = 0
while got < 3 do got = got + #into:read(9) end
expect.error(function() into:read(9) end, {code = "EOF"})

--- tasks that share a stream take turns at messages and bodies
local codec = frame.header{{"n", "u8", length_of = "body"}, {"body", "bytes"}}
local a, b = pair()
local into = b:framed(codec)
local head, ok, message
local first = task.spawn(function() head = select(2, into:recv_head()) end)
task.sleep(0.01)
local second = task.spawn(function() ok, message = pcall(into.recv, into) end)
task.sleep(0.01)
a:sendall("\4abcd\2xy")
first:join()
second:join()
if ok then -- it came first
  expect.equal({message.body, head}, {"abcd", 2})
else
  expect.contains(tostring(message), "4 bytes of the body of the last message are not read")
  expect.equal({into:read(9), head}, {"abcd", 4})
end

--- the one of two readers that comes late finds the body read
local codec = frame.header{{"n", "u8", length_of = "body"}, {"body", "bytes"}}
local a, b = pair()
local into = b:framed(codec)
a:sendall("\2")
into:recv_head()
local pieces = {}
local function reads() table.insert(pieces, into:read(9) or "nothing") end
local one, two = task.spawn(reads), task.spawn(reads)
task.sleep(0.01)
a:sendall("xy")
one:join()
two:join()
expect.contains(table.concat(pieces, " "), "xy")

--- two writers have no more than the head has announced
local codec = frame.header{{"n", "u32", length_of = "body"}, {"body", "bytes"}}
local a, b = pair()
local out, into = a:framed(codec), b:framed(codec)
local size, whole, refused = 5000000, ("x"):rep(4000000), {}
out:send_head({}, size)
local function writes()
  local ok, message = pcall(out.write, out, whole)
  if not ok then table.insert(refused, tostring(message)) end
end
local one, two = task.spawn(writes), task.spawn(writes)
task.sleep(0.01)
into:recv_head()
local got = 0
while got < #whole do got = got + #into:read(#whole - got) end
one:join()
two:join()
expect.equal(#refused, 1)
expect.contains(refused[1], "the body has 1000000 bytes left, got 4000000")

--- save into a socket as a file, while other tasks run
local codec = frame.header{{"length", "u32", length_of = "body"}, {"body", "bytes"}}
local a, b = pair()
local c, d = pair()
local out, into = a:framed(codec), b:framed(codec)
local stop = false
for i = 1, 4 do
  task.spawn(function()
    while not stop do
      for k = 1, 1000 do local x = k * k end
      task.sleep(0.0001)
    end
  end)
end
local reader = task.spawn(function()
  local n = 0
  for piece in function() local s = d:recv(65536) if s ~= "" then return s end end do n = n + #piece end
  return n
end)
local sender = task.spawn(function()
  for i = 1, 5 do out:send{body = ("x"):rep(300000)} end
  a:close()
end)
local file = c:makefile("w")
for i = 1, 5 do
  expect.equal(select(2, into:recv_head()), 300000)
  expect.equal(into:save(file), 300000)
end
c:close()
expect.equal(reader:join(), 1500000)
stop = true

--- save into what the script prints
local codec = frame.header{{"length", "u32", length_of = "body"}, {"body", "bytes"}}
local a, b = pair()
local out, into = a:framed(codec), b:framed(codec)
out:send{body = "printed"}
into:recv_head()
expect.equal({into:save(io.stdout), into:save(io.stdout)}, {7, 0})
out:send_head{length = 9}
out:write("part")
a:close()
into:recv_head()
expect.error(function() into:save(io.stdout) end, {code = "EOF", partial = 4})

--- a file that is sent is nobody else's
local path = "shared"
local f = assert(io.open(path, "w+"))
f:write(("x"):rep(1000000))
local a, b = pair()
local sender = task.spawn(function() return a:sendfile(f) end)
local reader = task.spawn(function() return f:read("*a") end)
expect.equal(#b:recv_exact(1000000), 1000000)
expect.equal({sender:join(), reader:join()}, {1000000, ""})
f:close()
os.remove(path)
