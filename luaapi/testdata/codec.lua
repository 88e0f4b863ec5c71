-- Module codec: text encodings.

--- there and back
for _, name in ipairs{"utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gbk", "gb2312", "gb18030", "big5", "shift_jis", "euc_jp", "iso2022_jp"} do
  expect.equal(codec.decode(codec.encode("中 a", name), name), "中 a")
end
expect.equal(hex.encode(codec.encode("你好", "GBK")), "c4e3bac3")
expect.equal(codec.encode("é", "latin1"), "\xe9")
expect.equal(codec.decode("\xfe\xff\x00a", "utf16"), "a")
expect.equal(codec.encode("", "gbk") .. codec.decode("", "gbk"), "")

--- malformed bytes have a position
local bytes = "ok \xd6\xd0\xff rest"
local ok, err = pcall(codec.decode, bytes, "gbk")
expect.equal({ok, err.name, err.encoding, err.reason}, {false, "UnicodeDecodeError", "gbk", "illegal multibyte sequence"})
expect.equal(bytes:sub(err.start, err.stop), "\xff")
expect.equal(err.message, "'gbk' codec can't decode byte 0xff in position 5: illegal multibyte sequence")
expect.equal(codec.decode(bytes, "gbk", "replace"), "ok 中\u{fffd} rest")
expect.equal(codec.decode(bytes, "gbk", "ignore"), "ok 中 rest")

--- U+FFFD itself is no error
expect.equal(codec.decode("\xef\xbf\xbd", "utf-8"), "\u{fffd}")
expect.equal(codec.decode("\x841\xa47", "gb18030"), "\u{fffd}")
expect.equal(codec.decode("\xfd\xff", "utf-16-le"), "\u{fffd}")
expect.error(function() codec.decode("\x81", "cp1252") end, "'charmap' codec can't decode byte 0x81 in position 0: character maps to <undefined>")

--- characters that an encoding lacks
local text = "é😀"
local ok, err = pcall(codec.encode, text, "latin-1")
expect.equal({err.name, text:sub(err.start, err.stop)}, {"UnicodeEncodeError", "😀"})
expect.equal(err.message, "'latin-1' codec can't encode character '\\U0001f600' in position 1: ordinal not in range(256)")
expect.equal(codec.encode(text, "ascii", "replace"), "??")
expect.equal(codec.encode("a" .. text, "ascii", "ignore"), "a")
expect.error(function() codec.encode("\xff", "gbk", "replace") end, {name = "UnicodeDecodeError"})

--- a stream cuts characters
for _, name in ipairs{"utf-8", "gb18030", "utf-16", "shift_jis", "iso2022_jp"} do
  local d, text = codec.decoder(name), ""
  for byte in codec.encode("日本 a", name):gmatch(".") do text = text .. d:decode(byte) end
  expect.equal(text .. d:decode("", true), "日本 a")
end
local d = codec.decoder("utf-8")
expect.equal(d:decode("a\xe4\xb8"), "a")
local ok, err = pcall(d.decode, d, "", true)
expect.equal({err.message, err.start, err.stop}, {"'utf-8' codec can't decode bytes in position 0-1: unexpected end of data", 1, 2})
expect.equal(d:decode("b", true), "b")
expect.equal(codec.decoder("utf-8", "replace"):decode("\xe4\xb8", true), "\u{fffd}")

--- the error is at the caller's line
local x =
  codec.decode("\xff", "ascii") --> 'ascii' codec can't decode byte 0xff in position 0: ordinal not in range(128)

--- wrong arguments
expect.error(function() codec.decode("a", "utf-9") end, 'codec.decode: unknown encoding: "utf-9"; did you mean utf-')
expect.error(function() codec.decode("a", "utf-8", "loose") end, 'errors must be "strict", "replace" or "ignore", got string "loose"')
expect.error(function() codec.decode("a") end, "name must be a string, got nothing")
expect.contains(codec.names(), "gb18030")
