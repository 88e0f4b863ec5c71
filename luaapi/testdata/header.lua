-- Headers that are declared field by field.

--- the header of the reference
local message = frame.header{
  order = "big",
  {"magic",   "u16", const = 0xCAFE},
  {"version", "u8",  default = 1},
  {"type",    "u8",  enum = {ping = 1, pong = 2, data = 3}},
  {"flags",   "u8",  bits = {"ack", "urgent"}},
  {"length",  "u32", length_of = "payload"},
  {"crc",     "u32", crc32_of = "payload"},
  {"payload", "bytes"},
}
local a, b = pair()
local out, into = a:framed(message), b:framed(message)
out:send{type = "ping", payload = "hi"}
expect.equal(message:encode{type = "ping", payload = "hi"}, "\xca\xfe\1\1\0\0\0\0\2\xd8\x93\x2a\xachi")
local m = into:recv()
expect.equal(m, {magic = 0xCAFE, version = 1, type = "ping", flags = {ack = false, urgent = false}, length = 2, crc = 0xd8932aac, payload = "hi"})
local sender = task.spawn(function() into:send{type = "pong", flags = {ack = true}, payload = ("x"):rep(200000)} end)
m = out:recv()
sender:join()
expect.equal({m.type, m.flags.ack, m.flags.urgent, #m.payload}, {"pong", true, false, 200000})
expect.equal(message:explain("\xca\xfe\1\1\2\0\0\0\2\xd8\x93\x2a\xachi"), [[
offset  field    type   bytes        value
     0  magic    u16    ca fe        0xcafe
     2  version  u8     01           1
     3  type     u8     01           ping (1)
     4  flags    u8     02           urgent (0x02)
     5  length   u32    00 00 00 02  2
     9  crc      u32    d8 93 2a ac  0xd8932aac
    13  payload  bytes  68 69        "hi"]])
expect.equal(tostring(message), "frame.header{magic, version, type, flags, length, crc, payload}")

--- explain says what is wrong
local h = frame.header{{"magic", "u16", const = 0xCAFE}, {"n", "u8", length_of = "data"}, {"crc", "u32", crc32_of = "data"}, {"data", "bytes"}}
expect.contains(h:explain("\xca\xff\1\0\0\0\0x"), "wrong: magic must be 0xcafe, got 0xcaff (magic at offset 0)\nwrong: crc is 0x00000000, but these bytes make it 0x8cdc1683 (crc at offset 3)")
expect.contains(h:explain("\xca\xfe\5\0"), "incomplete: 4 bytes, and at least 3 more to come")
expect.contains(h:explain("\xca\xfe\0\0\0\0\0more"), "4 bytes after the message")
expect.error(function() frame.fixed(3):explain("abc") end, "only a header has fields to explain")

--- values that fields take
local h = frame.header{
  {"small", "i8"}, {"big", "u64"}, {"own", "i64", as = "int64", default = -1}, {"ratio", "f64", default = 0.5}, {"ok", "bool", default = true},
  {"name", "cstring", default = "bob"}, {"n", "varint", default = 300}, {"pad:2"}, {"raw", "bytes:2", default = "\0\1"},
}
local m = h:decode(h:encode{small = -5, big = int64("18446744073709551615")})
expect.equal(m, {small = -5, big = int64("18446744073709551615"), own = int64(-1), ratio = 0.5, ok = true, name = "bob", n = 300, raw = "\0\1"})
expect.equal(tostring(m.own), "-1")
expect.truthy(m.own == int64(-1))
m = h:decode(h:encode{small = 1, big = 7, own = 5, n = int64(9), ratio = 2})
expect.equal({m.big, m.n, m.ratio}, {7, 9, 2})

--- bits without a name are not lost
local h = frame.header{{"flags", "u8", bits = {"ack", "_", "urgent"}}, {"more", "u16", order = "little", bits = {"bit1"}}}
local m = h:decode("\xfb\x03\x80")
expect.equal(m.flags, {ack = true, urgent = false, bit1 = true, bit3 = true, bit4 = true, bit5 = true, bit6 = true, bit7 = true})
expect.equal(m.more, {bit1 = true, bit15 = true})         -- bit 0 has the name of bit 1
expect.equal(h:encode(m):byte(1), 0xfb)
expect.equal(h:decode("\5\0\0").flags, {ack = true, urgent = true})
expect.equal(h:encode{flags = {"bit7", "ack"}}, "\x81\0\0")
expect.equal(h:encode{flags = {bit7 = false, bit6 = true}}, "\x40\0\0")
expect.error(function() h:encode{flags = {"bit8"}} end, 'field flags: no bit is named "bit8"; there are ack, urgent')
expect.error(function() h:encode{flags = {"bit0"}} end, 'no bit is named "bit0"')
expect.error(function() h:encode{flags = {"bit01"}} end, 'no bit is named "bit01"')
expect.error(function() h:encode{flags = {bit3 = 1}} end, "field flags: the bit bit3 takes true or false, got 1")
expect.error(function() h:encode{flags = "ack"} end, 'field flags: u8 takes a list of its bits (ack, urgent) or an integer, got "ack"')
expect.fields(m, {flags = {ack = true}})
expect.error(function() expect.fields(m, {flags = {bit7 = false}}) end, "the message differs in 1 field")

--- bits as a table, a list or a number
local h = frame.header{{"flags", "u8", bits = {"ack", "_", "urgent"}}}
expect.equal(h:encode{}, "\0")
expect.equal(h:encode{flags = {ack = true, urgent = false}}, "\1")
expect.equal(h:encode{flags = {"urgent"}}, "\4")
expect.equal(h:encode{flags = 0x85}, "\x85")
expect.equal(h:decode("\x85").flags, {ack = true, urgent = true, bit7 = true})
expect.error(function() h:encode{flags = {akc = true}} end, 'field flags: no bit is named "akc"; did you mean ack?')
expect.error(function() h:encode{flags = {ack = 1}} end, "field flags: the bit ack takes true or false, got 1")
expect.error(function() h:encode{flags = {"_"}} end, 'field flags: no bit is named "_"; there are ack, urgent')

--- names of an enum
local h = frame.header{{"type", "u8", enum = {ping = 1, pong = 2}}}
expect.equal(h:decode("\2").type, "pong")
expect.equal(h:decode("\9").type, 9)
expect.equal(h:encode{type = 2}, "\2")
expect.equal(h:encode{type = 77}, "M")
expect.error(function() h:encode{type = "pnog"} end, 'field type: "pnog" is none of its names; did you mean pong?')

--- what cannot be sent
local h = frame.header{{"seq", "u16"}, {"length", "u8", length_of = "payload"}, {"payload", "bytes"}}
local err = expect.error(function() h:encode{seq = 70000} end, {name = "FrameError", field = "seq", message = "field seq: u16 takes 0 to 65535, got 70000"})
expect.equal(err.offset, nil)
expect.error(function() h:encode{sqe = 7} end, {name = "FrameError", field = "sqe", message = "field sqe: the header has no such field; did you mean seq?"})
expect.error(function() h:encode{} end, "field seq: no value for it, and no default; it takes an integer")
expect.error(function() h:encode{seq = "7"} end, 'field seq: u16 takes an integer, got "7"')
expect.error(function() h:encode{seq = {}} end, "field seq: u16 takes an integer, got a table")
expect.error(function() h:encode{seq = 2^60} end, 'may already be rounded; write it as int64("...")')
expect.error(function() h:encode{seq = 1, payload = 5} end, "field payload: bytes takes a string, got 5")
expect.error(function() h:encode{seq = 1, payload = ("x"):rep(256)} end, "field length: the length is 256, but u8 holds at most 255")
expect.error(function() h:encode{1, 2} end, "a header takes a table of its fields, got a list")
expect.error(function() h:encode("hi") end, 'a header takes a table of its fields, got string "hi"; bytes as they are go by send_raw')

--- a wrong one is sent on purpose
local h = frame.header{{"magic", "u16", const = 0xCAFE}, {"length", "u8", length_of = "payload"}, {"crc", "u32", crc32_of = "payload"}, {"payload", "bytes"}}
expect.equal(h:encode{magic = 0xCAFF, length = 9, crc = 0, payload = "hi"}, "\xca\xff\9\0\0\0\0hi")

--- what was malformed has a field and an offset
local h = frame.header{{"magic", "u16", const = 0xCAFE}, {"length", "u32", length_of = "payload"}, {"crc", "u32", crc32_of = "payload"}, {"payload", "bytes"}, max = 1000}
local err = expect.error(function() h:decode("\xca\xff") end, {name = "FrameError", field = "magic", offset = 0})
expect.match(tostring(err), "^header.lua:%d+: magic must be 0xcafe, got 0xcaff %(magic at offset 0%)$")
expect.error(function() h:decode("\xca\xfe\0\0\0\1\0\0\0\0x") end, {field = "crc", offset = 6})
expect.error(function() h:decode("\xca\xfe\0\1\0\0") end, {field = "length", offset = 2})
expect.equal({h:decode("\xca\xfe\0\0\0\1\0\0\0\0")}, {})
expect.equal(select(2, h:decode("..\xca\xfe\0\0\0\0\0\0\0\0....", 3)), 13)

--- a constant is wrong before the rest has come
local a, b = pair()
a:sendall("\xca\xff")
expect.error(function() b:framed(frame.header{{"magic", "u16", const = 0xCAFE}, {"data", "bytes:100"}}):recv() end, {field = "magic"})

--- verify = false
local h = frame.header{{"magic", "u16", const = 0xCAFE}, {"crc", "u32", crc32_of = {"magic", "a"}}, {"a", "u8"}, verify = false}
local m = h:decode("\xca\xff\0\0\0\0\7")
expect.equal(m.magic, 0xCAFF)
expect.equal(m.errors, {
  {field = "magic", offset = 0, message = "magic must be 0xcafe, got 0xcaff"},
  {field = "crc", offset = 2, message = "crc is 0x00000000, but these bytes make it 0x6e39a255"},
})
expect.equal(h:encode(m), "\xca\xff\0\0\0\0\7")
expect.equal(#h:decode(h:encode{a = 1}).errors, 0)

--- a checksum in Lua
local function sum(bytes) local n = 0 for c in bytes:gmatch(".") do n = n + c:byte() end return n % 256 end
local h = frame.header{{"sum", "u8", checksum_of = "message", with = sum}, {"a", "u8"}, {"b", "u8"}}
expect.equal(h:encode{a = 3, b = 5}, "\8\3\5")
expect.error(function() h:decode("\9\3\5") end, {field = "sum", offset = 0})
local bad = frame.header{{"sum", "u8", checksum_of = "a", with = function() error("no sum today") end}, {"a", "u8"}}
expect.error(function() bad:encode{a = 1} end, "no sum today")
local none = frame.header{{"sum", "u8", checksum_of = "a", with = function() end}, {"a", "u8"}}
expect.error(function() none:encode{a = 1} end, "field sum: the function `with` must return an integer, got nil")
local large = frame.header{{"sum", "u8", checksum_of = "a", with = function() return 256 end}, {"a", "u8"}}
expect.error(function() large:encode{a = 1} end, "field sum: the check is 256, which u8 does not hold")

--- a checksum that waits lets others send meanwhile
local h = frame.header{{"sum", "u8", checksum_of = "a", with = function(b) task.sleep(0.002) return b:byte() end}, {"a", "u8"}}
local tasks = {}
for i = 1, 5 do tasks[i] = task.spawn(function() return h:decode(h:encode{a = i}) end) end
for i = 1, 5 do expect.equal(tasks[i]:join(), {sum = i, a = i}) end

--- a file with a JSON header
local codec = frame.header{{"head", "json", length = "u32"}, {"body", "bytes", length = "head.filesize"}}
local a, b = pair()
local out, into = a:framed(codec), b:framed(codec)
local body = ("0123456789"):rep(50000)
local sender = task.spawn(function() out:send{head = {filename = "a.txt", filesize = #body}, body = body} end)
local m = into:recv()
sender:join()
expect.equal({m.head.filename, m.head.filesize, m.body == body}, {"a.txt", 500000, true})
expect.contains(codec:explain('\0\0\0\x11{"filesize":   2}hi'), '{"filesize":   2}')
expect.error(function() codec:decode("\0\0\0\2{}") end, {field = "head", message = "the JSON has no filesize (head at offset 0)"})
expect.error(function() codec:decode("\0\0\0\2ab") end, {field = "head"})
expect.error(function() codec:encode{head = {f = print}} end, "$.f")
local plain = frame.header{{"head", "json", length = "u8"}}
expect.error(function() plain:decode("\2ab") end, {name = "FrameError", field = "head", offset = 0})

--- datagrams end what streams cannot
local h = frame.header{{"id", "u16"}, {"body", "bytes"}}
expect.equal({h:decode("\0\1abc")}, {{id = 1, body = "abc"}, 6})
local a, b = pair()
expect.error(function() a:framed(h) end, "nothing says where body ends on a stream: give it a length, or let an earlier field hold it with length_of")
local u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
u:bind("127.0.0.1", 0)
u:connect(u:getsockname())
local s = u:framed(h)
s:send{id = 5, body = "datagram"}
expect.equal(s:recv(), {id = 5, body = "datagram"})

--- a message byte by byte
local h = frame.header{{"v", "u4"}, {"kind", "u4"}, {"n", "varint", length_of = {"name", "data"}}, {"name", "cstring"}, {"data", "bytes"}}
local a, b = pair()
local into = b:framed(h)
local bytes = h:encode{v = 1, kind = 2, name = "x", data = ("y"):rep(200)}
local t = task.spawn(function() for c in bytes:gmatch(".") do a:sendall(c) task.sleep(0.0001) end end)
expect.equal(into:recv(), {v = 1, kind = 2, n = 202, name = "x", data = ("y"):rep(200)})
t:join()

--- declarations with mistakes
local function refused(declaration, text) expect.error(function() frame.header(declaration) end, "frame.header: " .. text) end
refused({{"seq", "u61x"}}, 'field "seq": unknown type "u61x"')
refused({{"seq"}}, 'field 1 begins with its name and its type as in {"seq", "u16"}, got 1 text')
refused({{"seq", 16}}, 'field 1 begins with its name and its type as in {"seq", "u16"}, got 16')
refused({"seq"}, 'field 1 must be a table such as {"seq", "u16"}, got string "seq"')
refused({{"seq", "u16", cosnt = 1}}, 'field "seq": unknown option cosnt; did you mean const?')
refused({{"seq", "u16", const = print}}, 'field "seq": const must be an integer, got a function')
refused({{"seq", "u16", const = {}}}, 'field "seq": const must be an integer, got a list')
refused({{"seq", "u16", const = coroutine.create(print)}}, 'field "seq": const must be an integer, got a thread')
refused({{name = "seq", type = "u16"}}, 'field 1 begins with its name and its type: write {"seq", "u16"}')
refused({{seq = "u16"}}, 'field 1 begins with its name and its type: write {"seq", "u16"}')
refused({{name = "seq"}}, 'field 1 begins with its name and its type as in {"seq", "u16"}, got 0 texts')
refused({{"seq", "u16"}, mid = "u16"}, 'unknown option mid of a header; write the field as {"mid", "u16"}')
refused({{"seq", "u16"}, oder = "big"}, "unknown option oder of a header; did you mean order?")
refused({}, "a header needs at least one field")
expect.error(function() frame.header("x") end, "fields must be a table")

--- encode and decode do the same when they are called in another way, which is longer inside
local calls = 0
local headers = {
  flat = frame.header{{"magic", "u16", const = 0xCAFE}, {"type", "u8", enum = {ping = 1}}, {"flags", "u8", bits = {"ack"}},
    {"length", "u32", length_of = "payload"}, {"crc", "u32", crc32_of = "payload"}, {"payload", "bytes"}},
  scripted = frame.header{{"sum", "u8", checksum_of = "payload", with = function(bytes) calls = calls + 1 task.sleep(0) return #bytes end},
    {"n", "u8", length_of = "payload"}, {"payload", "bytes"}},
  nested = frame.header{{"n", "u8"}, {"items", "list", of = frame.header{{"v", "u8"}}, count = "n"}},
}
local function outcome(ok, ...)
  local first, second = ...
  return {ok, type(first) == "table" and first or tostring(first), second}
end
local function both(codec, method, ...)
  local args, n = {...}, select("#", ...)
  local short = outcome(pcall(function() local a, b = codec[method](codec, unpack(args, 1, n)) return a, b end))
  local long = outcome(pcall(codec[method], codec, unpack(args, 1, n)))
  local strip = function(v) return type(v) == "string" and v:gsub("^[^:]*:%d+: ", "") or v end
  expect.equal({short[1], strip(short[2]), short[3]}, {long[1], strip(long[2]), long[3]})
  return short
end
for _, codec in pairs(headers) do
  for _, m in ipairs{{type = "ping", flags = {ack = true}, payload = "hi"}, {payload = ""}, {type = 1, payload = "x"}, {type = "pong", payload = "x"},
      {payload = 1}, {payload = "x", other = 1}, {n = 300, payload = "x"}, {crc = 1, payload = "x"}, {items = {{v = 1}, {v = 2}}}, {}} do
    local encoded = both(codec, "encode", m)
    both(codec, "encode", m, 1)
    if encoded[1] then
      local bytes = encoded[2]
      for cut = 0, #bytes do both(codec, "decode", bytes:sub(1, cut)) end
      both(codec, "decode", bytes .. "more")
      both(codec, "decode", "x" .. bytes, 2)
      both(codec, "decode", bytes:reverse())
    end
  end
  both(codec, "encode", "x")
  both(codec, "encode")
  both(codec, "decode")
  both(codec, "decode", 7)
  both(codec, "decode", {})
end
expect.truthy(calls > 0)

--- what is expected is compared as the header has it
local h = frame.header{{"type", "u8", enum = {ping = 1, pong = 2}}, {"f", "f32"}, {"g", "group", of = frame.header{{"d", "f32", const = 0.1}}}}
local m = h:decode(h:encode{type = "ping", f = 0.1})
expect.fields(m, {f = 0.1})
expect.fields(m, {type = 1, f = 0.1, g = {d = 0.1}})
expect.error(function() expect.fields(m, {f = 0.2}) end, "f  f32 at 1  expected 0.20000000298023224  received 0.10000000149011612")
expect.error(function() expect.fields(m, {type = 2}) end, "type  u8 at 0  expected pong  received ping")
expect.error(function() expect.equal(m, {type = 1, f = 0.1, g = m.g}) end, "the values differ")
local turned = h:decode("\1" .. struct.pack("<f", 1.5) .. struct.pack(">f", 0.1))
expect.error(function() expect.fields(turned, {f = 1.5}) end, "(1.5 in little-endian order)")

--- JSON that differs is told by its places; what is not expected of it counts as equal
local h = frame.header{{"head", "json", length = "u16"}, {"body", "bytes", length = "head.size"}}
local m = h:decode(h:encode{head = {size = 2, items = {1, 2, {x = json.null}}, text = ("y"):rep(60), at = {line = 1, column = 2}}, body = "hi"})
expect.fields(m, {head = {at = {line = 1}}})
expect.fields(m, {head = {items = expect.any, at = {line = expect.range(1, 2)}}})
local function told(want)
  local _, err = pcall(expect.fields, m, {head = want})
  return tostring(err)
end
local one = told{items = {1, 2, {x = 0}}}
expect.contains(one, "the message differs in 1 field")
expect.contains(one, "head.items[3].x  json at 0  expected 0  received null")
expect.contains(one, "expected 146 bytes, received 149", "the expected message has what is not expected, too")
local two = told{at = {line = 1, column = 3, page = 4}, items = {1}}
expect.contains(two, "the message differs in 2 fields")
expect.contains(two, "head.at.column  json at 0  expected 3  received 2")
expect.contains(two, "head.at.page    json at 0  expected 4  received nothing")
expect.contains(told("text"), 'head  json at 0  expected "text"  received')
expect.contains(told{items = 1}, "head.items  json at 0  expected 1  received [1, 2, {")
expect.contains(told{at = {line = expect.range(5, 6)}}, 'head.at.line  json at 0  expected "a number from 5 to 6"  received 1')
local beside = told{size = 3, at = {line = expect.any}}
expect.contains(beside, "head.size  json at 0  expected 3  received 2")
expect.contains(told(expect.matching("^x")), [[head  json at 0  expected "text that matches \"^x\""  received]])
expect.contains(h:explain(h:encode(m)), ' {"size": 2, "items": [1, 2, {"x": null}…\n')

--- a length that is right is not said to lack the header when the message is another
local h = frame.header{{"qos", "u8"}, {"size", "u8", length_of = {"id", "body"}}, {"id", "u16", when = function(m) return m.qos > 0 end}, {"body", "bytes"}}
local _, err = pcall(expect.fields, h:decode("\0\3abc"), {qos = 1, id = 7, body = "abc"})
expect.contains(tostring(err), "the message differs in 2 fields, and 1 that follows from them")
expect.contains(tostring(err), "size  u8 at 1   expected 5  received 3        (right for these bytes)")

--- what a check is right for, and where an unknown field stands
local item = frame.header{verify = false, {"t", "u8"}, {"len", "u8"}, {"p", "bytes", length = "len"}, {"c", "u16", crc16_of = {"t", "p"}}}
local h = frame.header{verify = false, {"items", "list", of = item, count = "u8"}}
local other = struct.unpack(">H", frame.header{{"c", "u16", crc16_of = "p"}, {"p", "bytes"}}:encode{p = "hello"}:sub(1, 2))
local m = h:decode(h:encode{items = {{t = 1, p = "hello"}, {t = 1, p = "hello", c = other}}})
expect.contains(m.errors[1].message, "it is right for p, not for t, p; crc16_of: p declares that")
expect.equal(m.errors[1].field, "items[2].c")
expect.error(function() expect.fields(m, {items = {{tt = 1}, {}}}) end, "field items[1].tt:")
