-- zlib. What decompressing refuses is tested with the engine.

--- compress and decompress
local text = ("the quick brown fox "):rep(100)
for level = -1, 9 do
  expect.equal(zlib.decompress(zlib.compress(text, level)), text)
end
expect.truthy(#zlib.compress(text) < 100)
expect.truthy(#zlib.compress(text, 0) > #text)
expect.equal(zlib.decompress(zlib.compress("")), "")
expect.equal(zlib.decompress(zlib.compress("first") .. "behind"), "first")
expect.error(function() zlib.compress(text, 10) end, "level must be an integer from -1 to 9, got 10")
expect.error(function() zlib.compress({}) end, "data must be a string, got a table")

--- what CPython compressed
expect.equal(zlib.decompress(hex.decode("789ccb48cdc9c95728cf2fca49010 01a0b045d")), "hello world")
expect.equal(zlib.decompress(hex.decode("cb48cdc9c95728cf2fca490100"), {wbits = -15}), "hello world")
local gzip = hex.decode("1f8b080000000000 02ffcb48cdc9c957 28cf2fca490100 85114a0d 0b000000")
expect.equal(zlib.decompress(gzip, {wbits = 31}), "hello world")
expect.equal(zlib.decompress(gzip, {wbits = 47}), "hello world")

--- errors are Python's
local function failure(data, options)
  local ok, err = pcall(zlib.decompress, data, options)
  expect.equal({ok, err.name}, {false, "zlib.error"})
  return err.message
end
expect.equal(failure("no zlib data"), "Error -3 while decompressing data: incorrect header check")
expect.equal(failure(""), "Error -5 while decompressing data: incomplete or truncated stream")
expect.equal(failure(zlib.compress("hello"):sub(1, -2)), "Error -5 while decompressing data: incomplete or truncated stream")
expect.equal(failure(zlib.compress("hello"):sub(1, -2) .. "x"), "Error -3 while decompressing data: incorrect data check")
expect.equal(failure("\7", {wbits = -15}), "Error -3 while decompressing data: invalid block type")

--- max bounds what a peer can make of a few bytes
local bomb = zlib.compress(("\0"):rep(2 ^ 20))
expect.equal(#zlib.decompress(bomb, {max = 2 ^ 20}), 2 ^ 20)
expect.error(function() zlib.decompress(bomb, {max = 2 ^ 20 - 1}) end, "Error -5 while decompressing data: there are more than 1048575 bytes")
expect.error(function() zlib.decompress(bomb, {max = -1}) end, "max must be an integer from 0 to 268435456, got -1")
expect.error(function() zlib.decompress(bomb, {maximum = 1}) end, 'options has no option "maximum" (it has wbits, max)')
expect.error(function() zlib.decompress(bomb, {wbits = 7}) end, "wbits must be 8 to 15 (zlib), 24 to 31 (gzip), 40 to 47 (either) or -15 to -8 (raw), got 7")

--- a stream that is compressed in pieces
for _, wbits in ipairs{15, 31, -15} do
  local c = zlib.compressobj{wbits = wbits, level = 9}
  local stream = c:compress("hello ") .. c:compress("world") .. c:flush()
  expect.equal(zlib.decompress(stream, {wbits = wbits}), "hello world")
  expect.error(function() c:compress("more") end, {name = "zlib.error"})
  expect.error(function() c:flush() end, "Error -2 while finishing compression: inconsistent stream state")
end
expect.error(function() zlib.compressobj{wbits = 9} end, "wbits must be 15 (zlib), 31 (gzip) or -15 (raw), got 9; the window always has 32 KiB")
expect.error(function() zlib.compressobj():flush(3) end, "mode must be zlib.Z_SYNC_FLUSH or zlib.Z_FINISH, got 3")

--- every message can be read when it is flushed
local c, d = zlib.compressobj{wbits = -15}, zlib.decompressobj{wbits = -15}
for i = 1, 20 do
  local message = "message " .. i
  expect.equal(d:decompress(c:compress(message) .. c:flush(zlib.Z_SYNC_FLUSH)), message)
  expect.equal({d.eof, d.unused_data, d.unconsumed_tail}, {false, "", ""})
end
expect.equal(d:decompress(c:flush() .. "behind"), "")
expect.equal({d.eof, d.unused_data}, {true, "behind"})
expect.equal(d:decompress(" it"), "")
expect.equal(d.unused_data, "behind it")

--- a stream that is decompressed byte by byte
local text = ("abcdefg"):rep(50)
local packed, d, got = zlib.compress(text), zlib.decompressobj(), ""
for i = 1, #packed do got = got .. d:decompress(packed:sub(i, i)) end
expect.equal(got, text)
expect.equal(d.eof, true)

--- max_length keeps the rest for later
local packed, d = zlib.compress(("x"):rep(10000)), zlib.decompressobj()
expect.equal(d:decompress(packed, 10), "xxxxxxxxxx")
expect.truthy(#d.unconsumed_tail > 0)
expect.equal(#d:decompress(d.unconsumed_tail, 90), 90)
expect.equal(d.eof, false)
expect.equal(#d:flush(), 9900)
expect.equal({d.eof, d.unconsumed_tail}, {true, ""})

--- a stream that fails stays so
local d = zlib.decompressobj()
expect.error(function() d:decompress("no zlib data") end, "incorrect header check")
expect.error(function() d:decompress("") end, "incorrect header check")
expect.error(function() return d.eoff end, "a Decompress has no eoff; did you mean eof?")

--- checksums
expect.equal(zlib.crc32("123456789"), 0xcbf43926)
expect.equal(zlib.crc32("6789", zlib.crc32("12345")), 0xcbf43926)
expect.equal({zlib.crc32(""), zlib.crc32("", 7)}, {0, 7})
expect.equal(zlib.adler32("Wikipedia"), 0x11e60398)
expect.equal(zlib.adler32("pedia", zlib.adler32("Wiki")), 0x11e60398)
expect.equal(zlib.adler32(""), 1)
expect.error(function() zlib.crc32("x", -1) end, "value must be an integer from 0 to 4294967295, got -1")
