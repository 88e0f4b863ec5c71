-- Codecs, and the streams that they make of sockets.

--- codecs encode and decode
local length = frame.length(">H")
expect.equal(length:encode("abc"), "\0\3abc")
expect.equal({length:decode("\0\3abcd")}, {"abc", 6})
expect.equal({length:decode("x\0\3abc", 2)}, {"abc", 7})
expect.equal({length:decode("\0\3ab")}, {})
expect.equal({length:decode("")}, {})
expect.equal(frame.length("<I", {includes_header = true}):encode("ab"), "\6\0\0\0ab")
expect.equal({frame.delimiter("\r\n"):decode("a\r\nb")}, {"a", 4})
expect.equal(frame.delimiter("\r\n"):encode("a"), "a\r\n")
expect.equal({frame.fixed(3):decode("abcd")}, {"abc", 4})
expect.equal(frame.fixed(3):encode("abc"), "abc")
expect.equal(frame.varint():encode(("x"):rep(300)):sub(1, 3), "\xac\2x")
expect.equal({frame.varint():decode("\2abc")}, {"ab", 4})
expect.equal(frame.netstring():encode("abc"), "3:abc,")
expect.equal({frame.netstring():decode("3:abc,2:x")}, {"abc", 7})
expect.equal({frame.netstring():decode("2:x")}, {})
expect.match(tostring(length), [[^frame.length%(">H"]])

--- codecs refuse what they cannot carry
expect.error(function() frame.delimiter("\n"):encode("a\nb") end, {name = "FrameError"})
expect.error(function() frame.fixed(3):encode("ab") end, {name = "FrameError"})
expect.error(function() frame.length(">B"):encode(("x"):rep(256)) end, {name = "FrameError"})
expect.error(function() frame.length(">H", {max = 10}):encode(("x"):rep(11)) end, {name = "FrameError"})
expect.error(function() frame.length(">H", {max = 10}):decode("\0\11") end, {name = "FrameError"})
expect.error(function() frame.varint{max = 10}:decode("\11") end, {name = "FrameError", field = "length"})
expect.error(function() frame.netstring():decode("x:") end, {name = "FrameError", offset = 0})
expect.error(function() frame.netstring{most = 1} end, 'opts has no option "most" (it has max)')
expect.error(function() frame.length("x") end, "frame.length: ")
expect.error(function() frame.length(">H", {most = 1}) end, 'opts has no option "most" (it has max, includes_header)')
expect.error(function() frame.length(">H", {max = -1}) end, "max must be a number of bytes, got -1")
expect.error(function() frame.delimiter("") end, "frame.delimiter: ")
expect.error(function() frame.fixed(0) end, "n must be an integer from 1")
expect.error(function() frame.custom{encode = print} end, "a codec has the functions encode(msg) and decode(bytes, pos)")
expect.error(function() frame.fixed(3):encode() end, "msg must be")
expect.error(function() socket.socket():framed("x") end, "codec must be")

--- messages cross a stream
local function cross(codec, ...)
  local a, b = pair()
  local out, into = a:framed(codec), b:framed(codec)
  local sent = {...}
  local t = task.spawn(function() for _, m in ipairs(sent) do out:send(m) end a:shutdown(socket.SHUT_WR) end)
  local got = {}
  for m in into:messages() do got[#got + 1] = m end
  expect.equal(got, sent)
  expect.equal(into:recv(), nil)
  t:join()
end
cross(frame.length(">I"), "one", "", "three", ("x"):rep(200000))
cross(frame.length("B"), "one", ("x"):rep(255))
cross(frame.delimiter("\r\n"), "one", "", "th\rree", ("x"):rep(200000))
cross(frame.varint(), "one", "", "three", ("x"):rep(200000))
cross(frame.netstring(), "one", "", "1:a,", ("x"):rep(200000))
cross(frame.fixed(4), "1234", "\r\n\0\xff")

--- a message in pieces
local a, b = pair()
local into = b:framed(frame.length(">I"))
local t = task.spawn(function() for c in ("\0\0\0\3abc\0\0\0\1x"):gmatch(".") do a:sendall(c) task.sleep(0.0005) end end)
expect.equal({into:recv(), into:recv()}, {"abc", "x"})
t:join()

--- two codecs
local a, b = pair()
local one = a:framed{send = frame.delimiter("\n"), recv = frame.length("B")}
local two = b:framed{send = frame.length("B"), recv = frame.delimiter("\n")}
one:send("line")
expect.equal(two:recv(), "line")
two:send("block")
expect.equal(one:recv(), "block")

--- request
local a, b = pair()
local server = task.spawn(function() local s = b:framed(frame.delimiter("\n")) for m in s:messages() do s:send(m:upper()) end b:close() end)
local client = a:framed(frame.delimiter("\n"))
expect.equal(client:request("hi"), "HI")
expect.equal(client:request(5), "5")
a:shutdown(socket.SHUT_WR)
server:join()
expect.error(function() client:request("x") end, {code = "EPIPE"})

--- request at the end of the stream
local a, b = pair()
b:shutdown(socket.SHUT_WR)
expect.error(function() a:framed(frame.delimiter("\n")):request("x") end, {code = "EOF", op = "recv", partial = 0})

--- the end inside a message
local a, b = pair()
a:sendall("\0\0\0\10abc")
a:close()
local err = expect.error(function() b:framed(frame.length(">I")):recv() end, {code = "EOF", name = "EOFError", op = "recv", partial = 7})
expect.match(tostring(err), "^frame.lua:%d+: recv 127.0.0.1:%d+: end of stream inside a message after 7 bytes; the length that was read is 10 %(EOF%)$")

--- the end inside a message whose length is in the other byte order
local a, b = pair()
a:sendall("\3\0\0\0abc")
a:close()
local err = expect.error(function() b:framed(frame.length(">I", {max = 0x7fffffff})):recv() end, {code = "EOF", partial = 7})
expect.match(tostring(err), "after 7 bytes; the length that was read is 50331648; in little%-endian order the length is 3 %(EOF%)$")

--- the end inside a message in a loop
local a, b = pair()
a:sendall("one\ntwo")
a:close()
local got = {}
local err = expect.error(function() for m in b:framed(frame.delimiter("\n")):messages() do got[#got + 1] = m end end, {code = "EOF", partial = 3})
expect.equal(got, {"one"})

--- a partly received message survives a timeout
local a, b = pair()
local s = b:framed(frame.length(">I"))
a:sendall("\0\0\0\5ab")
arrived(b, 6)
s:settimeout(0.01)
expect.error(function() s:recv() end, {code = "ETIMEDOUT", partial = 6})
expect.equal(s:unread(), 6)
a:sendall("cde\0\0\0\1x")
s:settimeout(60)
expect.equal(s:recv(), "abcde")
expect.equal(s:recv(), "x")
expect.equal(s:unread(), 0)

--- the socket reads on where the stream stopped
local a, b = pair()
local s = b:framed(frame.delimiter("\n"))
a:sendall("line\nraw bytes")
expect.equal(s:recv(), "line")
expect.equal(s.socket:recv_exact(9), "raw bytes")
expect.truthy(s.socket == b)

--- a codec is changed in mid-stream
local a, b = pair()
a:sendall("hello\n\0\3abc")
local lines = b:framed(frame.delimiter("\n"))
expect.equal(lines:recv(), "hello")
expect.equal(b:framed(frame.length(">H")):recv(), "abc")

--- a malformed message
local a, b = pair()
a:sendall("\xff\xff\xff\xff")
local s = b:framed(frame.length(">I", {max = 1000}))
local err = expect.error(function() s:recv() end, {name = "FrameError", offset = 0})
expect.contains(tostring(err), "1000")

--- send_raw passes the codec by
local a, b = pair()
local s = a:framed(frame.length(">H"))
s:send_raw("\0\5ab")
s:send_raw("cde")
expect.equal(b:framed(frame.length(">H")):recv(), "abcde")

--- send in chunks
local a, b = pair()
local s = a:framed(frame.delimiter("\n"))
local before = time.monotonic()
s:send("abcdefghij", {chunk = 3, every = 0.01})
expect.between(time.monotonic() - before, 0.03, 20)
expect.equal(b:recv_exact(11), "abcdefghij\n")
s:send_raw("xyz", {chunk = 1})
expect.equal(b:recv_exact(3), "xyz")
expect.error(function() s:send("x", {chunk = 0}) end, "chunk must be a number of bytes, got 0")
expect.error(function() s:send("x", {every = -1}) end, "every must be seconds, 0 or more, got -1")
expect.error(function() s:send("x", {size = 1}) end, 'opts has no option "size"')

--- a timeout ends the pauses of a send in chunks
local a, b = pair()
local s = a:framed(frame.delimiter("\n"))
expect.error(function() task.timeout(0.02, function() s:send("abcdefghij", {chunk = 1, every = 0.01}) end) end, {code = "ETIMEDOUT"})
a:shutdown(socket.SHUT_WR)
local got = b:recv(100, socket.MSG_WAITALL)
expect.truthy(#got < 11)
expect.equal(got, ("abcdefghij\n"):sub(1, #got))

--- expect_close
local a, b = pair()
local s = b:framed(frame.delimiter("\n"))
expect.error(function() s:expect_close(0.01) end, {code = "ETIMEDOUT", op = "expect_close"})
a:sendall("x\n")
arrived(b, 2)
local err = expect.error(function() s:expect_close() end, {code = "EBADMSG"})
expect.contains(tostring(err), "bytes came instead of the end of the stream")
expect.equal(s:recv(), "x")
a:close()
s:expect_close()
s:expect_close(1)
expect.equal(s:recv(), nil)

--- expect_close of a reset
local a, b = pair()
a:reset()
expect.error(function() b:framed(frame.delimiter("\n")):expect_close() end, {code = "ECONNRESET"})

--- closing with unread messages resets the peer
local a, b = pair()
local s = b:framed(frame.delimiter("\n"))
a:sendall("one\ntwo\n")
expect.equal(s:recv(), "one")
if s:unread() < 4 then expect.equal(b:recv(4 - s:unread(), socket.MSG_PEEK) ~= "", true) end
s:close()
expect.error(function() a:recv(1) end, {code = "ECONNRESET"})

--- reset of a stream
local a, b = pair()
b:framed(frame.delimiter("\n")):reset()
expect.error(function() a:recv(1) end, {code = "ECONNRESET"})

--- a codec in Lua
local codec = frame.custom{
  encode = function(m) return struct.pack(">H", #m.text) .. m.text end,
  decode = function(bytes, pos)
    if #bytes < pos + 1 then return nil end
    local n, at = struct.unpack_from(">H", bytes, pos)
    if #bytes < at + n - 1 then return nil end
    return {text = bytes:sub(at, at + n - 1)}, at + n
  end,
}
expect.equal(codec:encode{text = "ab"}, "\0\2ab")
expect.equal({codec:decode("\0\2abc")}, {{text = "ab"}, 5})
local a, b = pair()
local out, into = a:framed(codec), b:framed(codec)
out:send{text = "one"}
out:send{text = ""}
expect.equal(into:recv(), {text = "one"})
expect.equal(into:recv(), {text = ""})
a:close()
expect.equal(into:recv(), nil)

--- what a codec in Lua raises is passed on
local reason = {}
local a, b = pair()
local codec = frame.custom{encode = function() error(reason) end, decode = function() error("no such message") end}
local ok, err = pcall(function() a:framed(codec):send("x") end)
expect.equal(rawequal(err, reason), true)
a:sendall("x")
expect.error(function() b:framed(codec):recv() end, "no such message")
-- The connection works on.
expect.equal(b:recv(1), "x")

--- what a codec in Lua returns is checked
local a, b = pair()
a:sendall("abc")
local function decoding(f) return function() b:framed(frame.custom{encode = f, decode = f}):recv() end end
expect.error(decoding(function() return "m" end), "decode must return the message and the position after it (2 to 4), got nil")
expect.error(decoding(function() return "m", 1 end), "got 1")
expect.error(decoding(function() return "m", 5 end), "got 5")
expect.error(decoding(function() return "m", 2.5 end), "got 2.5")
expect.error(function() a:framed(frame.custom{encode = function() return {} end, decode = print}):send("x") end, "encode must return a string, got a table")
expect.error(decoding(function() coroutine.yield() end), "attempt to yield from outside a coroutine")

--- a codec in Lua that yields
local a, b = pair()
a:sendall("abc")
local co = coroutine.create(function() b:framed(frame.custom{encode = print, decode = coroutine.yield}):recv() end)
local ok, err = coroutine.resume(co)
expect.equal(ok, false)
expect.contains(tostring(err), "attempt to yield across")

--- a codec in Lua that waits
local a, b = pair()
local codec = frame.custom{
  encode = function(m) task.sleep(0.005) return m .. "\n" end,
  decode = function(bytes)
    local at = bytes:find("\n", 1, true)
    if not at then return nil end
    task.sleep(0.005)
    return bytes:sub(1, at - 1), at + 1
  end,
}
local out, plain = a:framed(codec), a:framed(frame.delimiter("\n"))
local list = {}
for i = 1, 5 do
  list[#list + 1] = task.spawn(function() out:send(("slow%d"):format(i)) end)
  list[#list + 1] = task.spawn(function() plain:send(("fast%d"):format(i)) end)
end
local into, got = b:framed(codec), {}
for i = 1, 10 do got[i] = into:recv() end
for _, t in ipairs(list) do t:join() end
table.sort(got)
expect.equal(got, {"fast1", "fast2", "fast3", "fast4", "fast5", "slow1", "slow2", "slow3", "slow4", "slow5"})

--- a connection that is closed while its codec waits
local a, b = pair()
local inside, closed = task.channel(), task.channel()
local codec = frame.custom{encode = function(m) return m end, decode = function(bytes)
  inside:send(true)
  closed:recv()
  return bytes, #bytes + 1
end}
a:sendall("abc")
local t = task.spawn(function() return b:framed(codec):recv() end)
inside:recv()
b:close()
closed:close()
expect.error(function() t:join() end, {code = "EBADF"})

--- many tasks send and receive on one stream
local a, b = pair()
local out, into = a:framed(frame.length(">I")), b:framed(frame.length(">I"))
local tasks, got = {}, {}
for i = 1, 20 do
  tasks[#tasks + 1] = task.spawn(function()
    for j = 1, 10 do out:send(string.char(64 + i):rep(i * 997 + j)) if j % 3 == 0 then task.sleep(0.0001) end end
  end)
end
for i = 1, 3 do
  task.spawn(function()
    while true do
      local m = into:recv()
      if not m then return end
      expect.equal(m, m:sub(1, 1):rep(#m))
      got[#got + 1] = #m
    end
  end)
end
for _, t in ipairs(tasks) do t:join() end
a:shutdown(socket.SHUT_WR)
expect.eventually(function() return #got == 200 end, {within = 60})

--- streams over datagrams
local a = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
local b = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
a:bind("127.0.0.1", 0)
b:bind("127.0.0.1", 0)
a:connect(b:getsockname())
local out, into = a:framed(frame.length(">H")), b:framed(frame.length(">H"))
out:send("one")
out:send("two")
expect.equal({into:recv(), into:recv()}, {"one", "two"})
out:send_raw("\0\3abcd")
expect.error(function() into:recv() end, {name = "FrameError"})
