-- Headers that hold lists, groups, switches, and fields that may not be there.

--- lists by count, size and rest
local point = frame.header{{"x", "u8"}, {"y", "u8", default = 7}}
local shape = frame.header{
  {"n", "u8"},
  {"points", "list", of = point, count = "n"},
  {"names", "list", of = "cstring", size = "u16"},
  {"ids", "list", of = "u16", count = 2},
  {"rest", "list", of = "u32", rest = true},
}
local bytes = shape:encode{points = {{x = 1}, {x = 2, y = 3}}, names = {"a", "bc"}, ids = {1, 2}, rest = {5}}
expect.equal(hex.encode(bytes, " "), "02 01 07 02 03 00 05 61 00 62 63 00 00 01 00 02 00 00 00 05")
local m = shape:decode(bytes)
expect.equal(m, {n = 2, points = {{x = 1, y = 7}, {x = 2, y = 3}}, names = {"a", "bc"}, ids = {1, 2}, rest = {5}})
expect.equal(shape:encode(m), bytes)
expect.equal(shape:encode{ids = {0, 0}}, "\0\0\0\0\0\0\0")
expect.equal(shape:decode("\0\0\0\0\0\0\0").points, {})

--- a count that is wrong on purpose
local h = frame.header{{"n", "u8"}, {"items", "list", of = "u8", count = "n"}}
expect.equal(h:encode{n = 9, items = {1}}, "\9\1")
expect.equal(h:encode{items = {1}}, "\1\1")

--- of other codecs
local h = frame.header{{"words", "list", of = frame.netstring(), count = "u8"}, {"last", "group", of = frame.header{{"ok", "bool"}}}}
expect.equal(h:encode{words = {"hi", "you"}, last = {ok = true}}, "\0022:hi,3:you,\1")
expect.equal(h:decode("\0022:hi,3:you,\1"), {words = {"hi", "you"}, last = {ok = true}})

--- a switch
local message = frame.header{
  {"type", "u8", enum = {text = 1, point = 2}},
  {"length", "u16", length_of = "value"},
  {"value", "switch", on = "type", cases = {text = "bytes", [2] = frame.header{{"x", "i8"}, {"y", "i8"}}}, default = "bytes"},
}
expect.equal(message:encode{type = "text", value = "hi"}, "\1\0\2hi")
expect.equal(message:encode{type = 2, value = {x = -1, y = 1}}, "\2\0\2\xff\1")
expect.equal(message:decode("\2\0\2\xff\1"), {type = "point", length = 2, value = {x = -1, y = 1}})
expect.equal(message:decode("\7\0\1?"), {type = 7, length = 1, value = "?"})
local err = expect.error(function() message:decode("\2\0\3\xff\1\1") end, {name = "FrameError", field = "value", message = "1 byte left behind it (value at offset 5)"})
expect.equal(err.offset, 5)
expect.error(function() message:encode{type = 2, value = {x = 1, z = 1}} end, {field = "value.z", message = "field value.z: the header has no such field; there are x, y"})
expect.error(function() message:encode{type = 2, value = {x = 1, y = 999}} end, {field = "value.y", message = "field value.y: i8 takes -128 to 127, got 999"})
expect.error(function() message:encode{type = 2, value = "hi"} end, 'field value: it takes a table of fields, got "hi"')
expect.error(function() message:encode{type = 1, value = {x = 1}} end, "field value: bytes takes a string, got a table")

--- recursion
local tlv
tlv = frame.header{
  name = "tlv",
  {"tag", "u8"},
  {"length", "u8", length_of = "value"},
  {"value", "switch", on = "tag", default = "bytes", cases = {[0x30] = frame.header{{"items", "list", of = frame.ref "tlv", rest = true}}}},
}
local nested = {tag = 0x30, value = {items = {{tag = 2, value = "\5"}, {tag = 0x30, value = {items = {{tag = 4, value = "hi"}}}}}}}
local bytes = tlv:encode(nested)
expect.equal(hex.encode(bytes, " "), "30 09 02 01 05 30 04 04 02 68 69")
local m = tlv:decode(bytes)
expect.equal(m.value.items[2].value.items[1].value, "hi")
expect.equal(tlv:encode(m), bytes)
expect.error(function() tlv:decode("\x30\9\2\1\5\x30\4\4\9hi") end, {name = "FrameError", field = "value.items[2].value.items[1].value", offset = 9})
local deep = {tag = 0x30, value = {items = {}}}
deep.value.items[1] = deep
expect.error(function() tlv:encode(deep) end, "more than 64 ")
expect.error(function() frame.header{{"x", "list", of = frame.ref "nobody", count = 1}}:encode{x = {{}}} end, 'field x: no header around it has the name "nobody", or any')

--- fields that may not be there
local h = frame.header{
  {"flags", "u8", bits = {"id", "name"}},
  {"id", "u16", when = function(m) return m.flags.id end},
  {"name", "bytes", length = "u8", when = function(m) return m.flags.name end},
  {"end", "u8", default = 255},
}
expect.equal(h:encode{flags = {"id"}, id = 5}, "\1\0\5\xff")
expect.equal(h:decode("\1\0\5\xff"), {flags = {id = true, name = false}, id = 5, ["end"] = 255})
expect.equal(h:decode("\2\2me\xff").name, "me")
expect.equal(h:encode(h:decode("\2\2me\xff")), "\2\2me\xff")
expect.error(function() h:encode{flags = 0, id = 5} end, "field id: it is given, but its function `when` says that it is not there")
expect.error(function() h:encode{flags = {"id"}} end, "field id: no value for it, and no default; it takes an integer")
local broken = frame.header{{"a", "u8"}, {"b", "u8", when = function(m) error("no " .. m.a) end}}
expect.error(function() broken:decode("\1\2") end, "no 1")
expect.error(function() broken:encode{a = 3, b = 1} end, "no 3")

--- a name that is misspelled, or comes later, is not taken for a field that is not there
local misspelled = frame.header{{"kind", "u8"}, {"b", "u8", when = function(m) return m.knid == 1 end}}
expect.error(function() misspelled:decode("\1\2") end, "the message so far has no knid; did you mean kind?")
expect.error(function() misspelled:encode{kind = 1, b = 2} end, "the message so far has no knid; did you mean kind?")
local early = frame.header{{"kind", "u8"}, {"b", "u8", when = function(m) return m.late == 1 end}, {"late", "u8"}}
expect.error(function() early:decode("\1\2\3") end, "the message so far has no late")
local bits = frame.header{{"flags", "u8", bits = {"user", "_", "will"}}, {"b", "u8", when = function(m) return m.flags.usr or m.flags.bit1 or m.flags.bit7 end}}
expect.error(function() bits:decode("\1\2") end, "flags has no usr; did you mean user?")
local unnamed = frame.header{{"flags", "u8", bits = {"user", "_", "will"}}, {"b", "u8", when = function(m) return m.flags.bit1 or m.flags.bit7 end}}
expect.equal({unnamed:decode("\0").b, unnamed:decode("\2\5").b}, {nil, 5})
local grouped = frame.header{{"head", frame.header{{"kind", "u8"}, {"more", "u8", when = function(m) return m.kind > 1 end}}}, {"b", "u8", when = function(m) return m.head.more == nil and m.head.knid end}}
expect.equal(grouped:decode("\2\1"), {head = {kind = 2, more = 1}})
expect.error(function() grouped:decode("\1\2") end, "head has no knid; did you mean kind?")
local absent = frame.header{{"a", "u8"}, {"b", "u8", when = function(m) return m.a > 0 end}, {"c", "u8", when = function(m) return m.b == nil end}}
expect.equal(absent:decode("\0\7"), {a = 0, c = 7})
local inside = frame.header{{"x", "u8", when = function(m, outer) return outer.knid == 1 end}}
expect.error(function() frame.header{{"kind", "u8"}, {"in", "group", of = inside}}:decode("\1\2") end, "the message around so far has no knid; did you mean kind?")

--- cases may name the values of an enum that lies in a group, or around
local head = frame.header{{"n", "u8"}, {"kind", "u8", enum = {short = 1, long = 2}}}
local h = frame.header{{"head", head}, {"v", "switch", on = "head.kind", cases = {short = "u8", long = "u16"}, default = "bytes"}}
expect.equal(h:encode{head = {n = 1, kind = "long"}, v = 7}, "\1\2\0\7")
expect.equal(h:encode{head = {n = 1, kind = 2}, v = 7}, "\1\2\0\7")
expect.equal(h:decode("\1\2\0\7"), {head = {n = 1, kind = "long"}, v = 7})
expect.equal(h:decode("\1\3\0\7").v, "\0\7")
local inner = frame.header{{"v", "switch", on = "outer.kind", cases = {short = "u8", long = "u16"}}}
local h = frame.header{{"kind", "u8", enum = {short = 1, long = 2, none = 3}}, {"body", inner}}
expect.equal(h:encode{kind = "long", body = {v = 7}}, "\2\0\7")
expect.equal(h:decode("\2\0\7"), {kind = "long", body = {v = 7}})
expect.error(function() h:decode("\3\0") end, "outer.kind is none, for which there is no case")

--- what a group has by default is known to the fields behind it
local head = frame.header{{"kind", "u8", enum = {short = 1, long = 2}, default = "long"}, {"flags", "u8", bits = {"more"}}, {"n", "u8", default = 1}}
local h = frame.header{
  {"head", head},
  {"a", "u8", when = function(m) return m.head.kind == "long" and not m.head.flags.more end},
  {"b", "switch", on = "head.kind", cases = {short = "u8", long = "u16"}},
  {"e", "u8", default = 9},
}
expect.equal(h:encode{a = 5, b = 7}, "\2\0\1\5\0\7\9")
expect.equal(h:encode{head = {}, a = 5, b = 7}, "\2\0\1\5\0\7\9")
expect.equal(h:encode{head = {kind = 1}, b = 7}, "\1\0\1\7\9")
local around = frame.header{{"head", head}, {"in", frame.header{{"v", "switch", on = "outer.head.kind", cases = {short = "u8", long = "u16"}}, {"w", "u8", when = function(_, outer) return outer.head.n == 1 end}}}}
expect.equal(around:encode{["in"] = {v = 7, w = 8}}, "\2\0\1\0\7\8")
expect.equal(around:decode("\2\0\1\0\7\8")["in"], {v = 7, w = 8})

--- what a field that is not there counts is empty
local function there(m) return m.kind == 1 end
local h = frame.header{{"kind", "u8"}, {"n", "u8", when = there}, {"size", "u8", when = there}, {"items", "list", of = "u16", count = "n"}, {"body", "bytes", length = "size"}, {"last", "u8"}}
expect.equal(h:encode{kind = 1, items = {5}, body = "abc", last = 9}, "\1\1\3\0\5abc\9")
expect.equal(h:encode{kind = 2, last = 9}, "\2\9")
expect.equal(h:decode("\2\9"), {kind = 2, items = {}, body = "", last = 9})
expect.error(function() h:encode{kind = 2, items = {5}, last = 9} end, "field items: it has 1 item, but n, which holds their number, is not there")
expect.error(function() h:encode{kind = 2, body = "abc", last = 9} end, "field body: it has 3 bytes, but size, which holds its length, is not there")
expect.error(function() expect.fields(h:decode("\2\9"), {body = "abc"}) end, 'body  bytes at 1  expected "abc"  received ""')

--- a function of a list before
local h = frame.header{
  {"items", "list", of = "u8", count = "u8"},
  {"more", "u8", when = function(m) return m.items[1] == 1 end},
}
expect.equal(h:decode("\2\1\2\9"), {items = {1, 2}, more = 9})
expect.equal(h:decode("\1\2"), {items = {2}})

--- hmac
local signed = frame.header{
  {"length", "u8", length_of = "body"},
  {"body", "bytes"},
  {"mac", "bytes:16", hmac_of = {"length", "body"}, key = "very secret", digestmod = hashlib.sha256},
}
local bytes = signed:encode{body = "hi"}
expect.equal(bytes:sub(4), hmac.digest("very secret", "\2hi", "sha256"):sub(1, 16))
expect.equal(signed:decode(bytes).body, "hi")
local err = expect.error(function() signed:decode("\2ho" .. bytes:sub(4)) end, {name = "FrameError", field = "mac"})
expect.falsy(tostring(err):find("very secret", 1, true))
expect.falsy(signed:explain(bytes):find("very secret", 1, true))
expect.error(function() frame.header{{"mac", "bytes:4", hmac_of = "mac", key = {"very secret"}, digestmod = "md5"}} end, 'field "mac": key must be bytes')
expect.error(function() frame.header{{"mac", "bytes:4", hmac_of = "message", key = "k", digestmod = "very secret"}} end, "digestmod is none: no hash has the name that was given")

--- a checksum of bytes
local h = frame.header{{"body", "bytes:3"}, {"sum", "bytes:2", checksum_of = "body", with = function(data) return data:sub(1, 2):reverse() end}}
expect.equal(h:encode{body = "abc"}, "abcba")
expect.equal(h:decode("abcba").sum, "ba")
expect.error(function() h:decode("abcab") end, 'sum is "ab", but these bytes make it "ba" (sum at offset 3)')

--- verify = false inside and outside
local inner = frame.header{{"magic", "u8", const = 1}, {"x", "u8"}}
local strict = frame.header{{"items", "list", of = inner, count = "u8"}}
expect.error(function() strict:decode("\2\1\1\2\1") end, {field = "items[2].magic", offset = 3})
local lenient = frame.header{verify = false, {"items", "list", of = inner, count = "u8"}}
local m = lenient:decode("\2\1\1\2\1")
expect.equal(m.errors, {{field = "items[2].magic", offset = 3, message = "magic must be 0x01, got 0x02"}})
expect.equal(lenient:encode(m), "\2\1\1\2\1")

--- on a stream, in pieces
local h = frame.header{
  {"n", "u16"},
  {"items", "list", of = frame.header{{"key", "cstring"}, {"value", "bytes", length = "u16"}}, count = "n"},
  {"end", "cstring"},
}
local a, b = pair()
local out, into = a:framed(h), b:framed(h)
local items = {}
for i = 1, 300 do items[i] = {key = "k" .. i, value = ("v"):rep(i)} end
local sender = task.spawn(function()
  out:send({items = items, ["end"] = "x"}, {chunk = 77})
  out:send{items = {}, ["end"] = "y"}
  a:close()
end)
local m = into:recv()
expect.equal({m.n, m.items[300].key, #m.items[300].value, m["end"]}, {300, "k300", 300, "x"})
expect.equal(into:recv(), {n = 0, items = {}, ["end"] = "y"})
expect.equal(into:recv(), nil)
sender:join()

--- without an end on a stream
local h = frame.header{{"id", "u8"}, {"items", "list", of = "u8", rest = true}}
local a, b = pair()
expect.error(function() a:framed(h) end, "nothing says where items ends on a stream")

--- items that are none
local h = frame.header{{"items", "list", of = "u8", count = "u8"}}
expect.error(function() h:encode{items = 5} end, "field items: a list takes a table of its items, got 5")
expect.error(function() h:encode{items = {1, nil, 3}} end, "field items")
expect.error(function() h:encode{items = {a = 1}} end, 'field items: a list takes a table of its items, got one with the key string "a"')
expect.error(function() h:encode{items = {1, "x"}} end, 'field items[2]: u8 takes an integer, got "x"')

--- what is announced and does not come
local h = frame.header{{"n", "u32"}, {"items", "list", of = "u8", count = "n"}}
expect.error(function() h:decode("\x3b\x9a\xca\0") end, "a list of 1000000000 items: all the lists of a message may have 262144 (n at offset 0)")
expect.error(function() frame.header{{"v", "varint"}}:decode(("\xff"):rep(100)) end, "the varint has more than 64 bits (v at offset 0)")

--- explain
local h = frame.header{{"n", "u8"}, {"items", "list", of = frame.header{{"x", "u8"}}, count = "n"}}
expect.equal(h:explain("\2\1\2"), [[
offset  field       type   bytes  value
     0  n           u8     02     2
     1  items       list          2 items
     1  items[1]    group         1 field
     1  items[1].x  u8     01     1
     2  items[2]    group         1 field
     2  items[2].x  u8     02     2]])

--- what the message around says
local part = frame.header{
  {"items", "list", of = "u8", count = "outer.n"},
  {"id", "u8", when = function(m, outer) return outer.flags.id and #m.items > 0 end},
  {"value", "switch", on = "outer.kind", cases = {[1] = "u8", [2] = "cstring"}},
  {"tail", "bytes", length = "outer.size"},
}
local h = frame.header{{"n", "u8"}, {"flags", "u8", bits = {"id"}}, {"kind", "u8", enum = {number = 1, text = 2}}, {"size", "u8"}, {"part", "group", of = part}}
local m = {n = 2, flags = {"id"}, kind = "text", size = 1, part = {items = {7, 8}, id = 9, value = "x", tail = "!"}}
expect.equal(h:encode(m), "\2\1\2\1\7\8\9x\0!")
expect.equal(h:decode("\2\1\2\1\7\8\9x\0!"), {n = 2, flags = {id = true}, kind = "text", size = 1, part = {items = {7, 8}, id = 9, value = "x", tail = "!"}})
expect.equal(h:encode{n = 0, flags = {}, kind = 1, size = 0, part = {value = 5}}, "\0\0\1\0\5")
expect.error(function() part:encode{value = 1} end, "field value: on outer.kind: it stands in no other header, so there is no outer.kind")
expect.error(function() part:decode("\1") end, "it stands in no other header, so there is no outer.n (items at offset 0)")

--- codecs in Lua inside of headers tell their errors with the field
local text = frame.custom{
  encode = function(v) return frame.length(">B"):encode(v) end,
  decode = function(bytes, pos) return frame.length(">B", {max = 3}):decode(bytes, pos) end,
}
local h = frame.header{{"z", "u8"}, {"l", "list", of = text, count = "u8"}}
expect.error(function() h:decode("\0\2\1a\9") end, {name = "FrameError", field = "l[2].length", offset = 4, message = "frame of 9 bytes is longer than max 3 (l[2].length at offset 4)"})
expect.error(function() h:encode{z = 1, l = {("x"):rep(256)}} end, {field = "l[1].length"})
expect.error(function() h:encode{z = 1, l = {{}}} end, {field = "l[1]"})
expect.error(function() expect.fields(h:decode("\0\1\1a"), {l = {expect.matching("b")}}) end, 'l[1]  custom at 2  expected text that matches "b"  received "a"')
expect.fields(h:decode("\0\1\1a"), {l = {expect.matching("a")}})

--- a codec in Lua may choose and count
local text = frame.custom{
  encode = function(v) return frame.length(">B"):encode(v) end,
  decode = function(bytes, pos) return frame.length(">B"):decode(bytes, pos) end,
}
local h = frame.header{{"x", text}, {"v", "switch", on = "x", cases = {a = "u8", b = "u16"}}}
expect.equal(h:decode("\1b\0\5"), {x = "b", v = 5})
expect.equal(h:encode{x = "a", v = 3}, "\1a\3")
expect.error(function() h:decode("\1c\0") end, 'x is "c", for which there is no case (v at offset 2)')
local sized = frame.header{{"len", "u16", length_of = "x"}, {"x", text}}
expect.equal(sized:encode{x = "abc"}, "\0\4\3abc")
expect.error(function() sized:decode("\0\5\3abcd") end, "1 byte left behind it (x at offset 6)")

--- a field whose codec in Lua takes no bytes
local as = frame.custom{encode = function(v) return v end, decode = function(bytes, pos) local m = bytes:match("^a*", pos) return m, pos + #m end}
local h = frame.header{{"a", "u8"}, {"c", as}, {"b", "u8"}}
expect.equal(h:decode(h:encode{a = 1, c = "", b = 2}), {a = 1, c = "", b = 2})
expect.equal(h:decode(h:encode{a = 1, c = "aa", b = 2}), {a = 1, c = "aa", b = 2})
local last = frame.header{{"a", "u8"}, {"in", "group", length = "u8", of = frame.header{{"c", as}}}, {"n", "u8"}, {"l", "list", of = as, count = "n"}}
local m = {a = 1, ["in"] = {c = ""}, n = 3, l = {"", "", ""}}
expect.equal(last:decode(last:encode(m)), m)
expect.error(function() last:decode("\1\1b\0") end, "1 byte left behind it (in at offset 2)")
local rest = frame.header{{"l", "list", of = as, rest = true}}
expect.error(function() rest:decode("aab") end, "an item of no bytes never comes to the end of the list (l[2] at offset 2)")
expect.error(function() as:decode("b") end, "decode must return the message and the position after it (2 to 2), got 1")

--- where nothing is there yet, a codec in Lua says whether more is to come
local a, b = socket.socketpair()
local as = frame.custom{encode = function(v) return v end, decode = function(bytes, pos) local m = bytes:match("^a*", pos) return m, pos + #m end}
local into = b:framed(frame.header{{"a", "u8"}, {"c", as}})
a:sendall("\1")
expect.equal(task.timeout(5, function() return into:recv() end), {a = 1, c = ""})
a:close() b:close()
-- These are taken by surprise when no byte is there: so more is to come.
local short = frame.custom{
  encode = function(n) return string.char(n) end,
  decode = function(bytes, pos)
    if bytes:byte(pos) < 64 then return bytes:byte(pos), pos + 1 end
    error("too long")
  end,
}
for _, codec in ipairs{short, frame.custom{encode = short.encode, decode = function(bytes, pos) return bytes:sub(pos, pos), pos + 1 end}} do
  local h = frame.header{{"a", "u8"}, {"n", codec}}
  expect.equal(h:decode("\1"), nil)
  expect.truthy(h:decode("\1\2").n)
end
expect.error(function() frame.header{{"a", "u8"}, {"n", short}}:decode("\1\100") end, {field = "n", offset = 1})

--- what a codec in Lua sees begins with the header that is the base
local off = frame.custom{encode = function(v, before) return string.char(#before) end, decode = function(bytes, pos) return {at = pos, first = bytes:byte(1), byte = bytes:byte(pos)}, pos + 1 end}
local record = frame.header{{"length", "u8", length_of = "o"}, {"o", off}}
local function over(inner) return frame.header{{"length", "u16", length_of = "m"}, {"m", inner}, {"after", off}} end
local message = function(base) return frame.header{base = base, {"a", "u8"}, {"o", off}, {"l", "list", of = record, count = "u8"}} end
local m = {m = {a = 9, l = {{}, {}}}}
local based, outermost = over(message(true)), over(message())
expect.equal(hex.encode(based:encode(m), " "), "00 07 09 01 02 01 04 01 06 09")
expect.equal(hex.encode(outermost:encode(m), " "), "00 07 09 03 02 01 06 01 08 09")
local got = based:decode(based:encode(m))
expect.equal({got.m.o, got.m.l[2].o, got.after}, {{at = 2, first = 9, byte = 1}, {at = 7, first = 9, byte = 6}, {at = 10, first = 0, byte = 9}})
for n = 0, 9 do expect.equal(based:decode(based:encode(m):sub(1, n)), nil) end
local late = function(inner) return frame.header{{"size", "varint", length_of = "m"}, {"m", inner}} end
expect.equal(hex.encode(late(message(true)):encode(m), " "), "07 09 01 02 01 04 01 06")
expect.error(function() late(message()):encode(m) end, "what lies before it has no size yet")
expect.error(function() message(false) end, "base must be true, got false")

--- a count or a length that a codec in Lua writes is filled in
local short = frame.custom{
  encode = function(n) return n < 64 and string.char(n) or struct.pack(">H", n + 0x4000) end,
  decode = function(bytes, pos)
    if bytes:byte(pos) < 64 then return bytes:byte(pos), pos + 1 end
    if #bytes > pos then return struct.unpack(">H", bytes:sub(pos, pos + 1)) - 0x4000, pos + 2 end
  end,
}
local items = frame.header{{"n", short}, {"items", "list", of = short, count = "n"}}
expect.equal(hex.encode(items:encode{items = {1, 200}}, " "), "02 01 40 c8")
expect.equal(hex.encode(items:encode{}, " "), "00")
expect.equal(hex.encode(items:encode{n = 7, items = {1}}, " "), "07 01")
local text = frame.header{{"len", short}, {"text", "bytes", length = "len"}}
expect.equal(hex.encode(text:encode{text = "hi"}, " "), "02 68 69")
expect.equal(text:decode(text:encode{text = ("x"):rep(100)}).len, 100)
expect.equal(hex.encode(text:encode{}, " "), "00")
local absent = frame.header{{"kind", "u8"}, {"len", short, when = function(m) return m.kind == 1 end}, {"text", "bytes", length = "len"}}
expect.equal(hex.encode(absent:encode{kind = 0}, " "), "00")
expect.equal(hex.encode(absent:encode{kind = 1, text = "a"}, " "), "01 01 61")
local json = frame.header{{"len", short}, {"j", "json", length = "len"}}
expect.equal(json:encode{j = {1}}, "\3[1]")
expect.error(function() json:encode{} end, "field j: no value for it")
local sized = frame.header{{"len", short}, {"l", "list", of = "u16", size = "len"}}
expect.error(function() sized:encode{l = {1}} end, "field len: no value for it: it is the length of l, which is not known before its codec in Lua has to write it")
expect.equal(sized:encode{len = 2, l = {1}}, "\2\0\1")
expect.equal(sized:encode{}, "\0")
local both = frame.header{{"n", short}, {"l", "list", of = "u8", count = "n"}, {"t", "bytes", length = "n"}}
expect.equal(both:encode{n = 1, l = {7}, t = "x"}, "\1\7x")
expect.error(function() both:encode{l = {7, 8}, t = "x"} end, {field = "n"})
expect.error(function() expect.fields(text:decode("\2hi"), {text = "abc"}) end, 'len')

--- what a codec in Lua encodes may have a default
local pair = frame.custom{
  encode = function(v) return struct.pack(">H", v) end,
  decode = function(bytes, pos) if #bytes > pos then return struct.unpack(">H", bytes:sub(pos, pos + 1)), pos + 2 end end,
}
local h = frame.header{{"a", pair, default = 258}, {"b", "u8", default = 3}}
expect.equal(h:encode{}, "\1\2\3")
expect.equal(h:encode{a = 1}, "\0\1\3")
local echo = frame.custom{encode = function(v) return tostring(v) .. ";" end, decode = function(bytes, pos) return bytes:match("^([^;]*);()", pos) end}
expect.equal(frame.header{{"a", echo, default = "x"}, {"b", echo, default = true}, {"c", echo, default = 1.5}}:encode{}, "x;true;1.5;")
expect.error(function() frame.header{{"a", echo, default = {1}}} end, 'field "a": default must be a number, a string or a boolean, which its codec in Lua encodes')
expect.error(function() frame.header{{"a", frame.netstring(), default = "x"}} end, "default has no meaning for a group")

--- errors that a codec in Lua raises keep what they are about
local inner = frame.header{{"z", "u8"}, {"a", "u8", const = 1}}
local whole = frame.custom{encode = function(v) return inner:encode(v) end, decode = function(bytes, pos) return inner:decode(bytes, pos) end}
expect.error(function() whole:decode("\0\2") end, {name = "FrameError", field = "a", offset = 1, message = "a must be 0x01, got 0x02 (a at offset 1)"})
expect.error(function() whole:encode{} end, {name = "FrameError", field = "z"})
local again = frame.custom{encode = function(v) return v end, decode = function(bytes, pos)
  local ok, err = pcall(inner.decode, inner, bytes, pos)
  error(err)
end}
expect.error(function() again:decode("\0\2") end, {name = "FrameError", field = "a", offset = 1})
local packed = frame.custom{encode = function(v) return struct.pack(">B", v) end, decode = function(bytes, pos) return struct.unpack(">H", bytes:sub(pos, pos)), pos + 1 end}
local h = frame.header{{"a", "u8"}, {"d", packed}}
expect.error(function() h:encode{a = 1, d = 300} end, {name = "FrameError", field = "d"})
expect.error(function() h:encode{a = 1, d = 300} end, "field d: nested.lua:")
expect.error(function() h:decode("\1\2") end, {name = "FrameError", field = "d", offset = 1})
expect.error(function() packed:encode(300) end, {name = "struct.error"})
local checked = frame.header{{"d", frame.custom{encode = function(v) expect.equal(v, 1) end, decode = function() end}}}
expect.error(function() checked:encode{d = 2} end, {name = "AssertionError"})

--- an expected value of a field that is not there is told as it was given
local h = frame.header{{"error", "u8"}, {"exception", "u8", enum = {illegal_address = 2}, when = function(m) return m.error == 1 end}}
local absent = "exception  u8 at 1  expected illegal_address  received nothing  (with the other values that are expected it is not there)"
expect.error(function() expect.fields(h:decode("\0"), {error = 0, exception = "illegal_address"}) end, absent)
expect.error(function() expect.fields(h:decode("\1\1"), {error = 0, exception = "illegal_address"}) end, "exception  u8 at 1  expected illegal_address  received 1")
local ok, text = pcall(expect.fields, h:decode("\1\2"), {error = 0, exception = "illegal_address"})
expect.truthy(tostring(text):find("differs in 1 field\n", 1, true), tostring(text))
local outer = frame.header{{"in", h}, {"l", "list", of = h, count = 1}}
expect.error(function() expect.fields(outer:decode("\0\0"), {["in"] = {error = 0, exception = 2}}) end, "in.exception")
expect.error(function() expect.fields(outer:decode("\0\0"), {l = {{error = 0, exception = 2}}}) end, "l[1].exception")

--- codecs in Lua that lead into themselves end
local h
local c = frame.custom{encode = function(v) return h:encode{a = v} end, decode = function(bytes, pos) return h:decode(bytes, pos) end}
h = frame.header{{"a", c}}
expect.error(function() h:decode("abc") end, "stack overflow")
expect.error(function() h:encode{a = 1} end, "stack overflow")

--- what a codec in Lua raises about other things stays as it is
local function failing(fn) return frame.header{{"x", frame.custom{encode = fn, decode = fn}}} end
local thrown = {}
local ok, err = pcall(function() failing(function() error(thrown) end):encode{x = 1} end)
expect.equal({ok, rawequal(err, thrown)}, {false, true})
expect.error(function() failing(function() return 1 end):encode{x = 1} end, "field x: encode must return a string, got 1")
expect.error(function() failing(function(bytes, pos) return "y", pos + 100 end):decode("abc") end, "decode must return the message and the position after it (1 to 4), got 101 (x at offset 0)")
expect.error(function() task.timeout(0.01, function() failing(function() while true do end end):encode{x = 1} end) end, {code = "ETIMEDOUT"})
expect.error(function() coroutine.wrap(function() failing(function() coroutine.yield() end):encode{x = 1} end)() end, "attempt to yield across pcall")

--- codecs in Lua that wait let others send meanwhile
local slow = frame.header{{"x", frame.custom{
  encode = function(v) time.sleep(0.001) return v end,
  decode = function(bytes, pos) time.sleep(0.001) return bytes:sub(pos, pos), pos + 1 end,
}}, {"y", "u8"}}
local a, b = socket.socketpair()
local out, into = a:framed(slow), b:framed(slow)
local sent = {}
for _, x in ipairs{"q", "r"} do sent[#sent + 1] = task.spawn(function() for y = 1, 3 do out:send{x = x, y = y} end end) end
local sum = 0
for _ = 1, 6 do
  local m = into:recv()
  expect.truthy(m.x == "q" or m.x == "r")
  sum = sum + m.y
end
expect.equal(sum, 12)
for _, t in ipairs(sent) do t:join() end
a:close() b:close()
