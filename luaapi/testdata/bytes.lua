-- hex, time, struct and int64, each as a script meets them.

--- hex
expect.equal(hex.encode("\xca\xfe\0"), "cafe00")
expect.equal(hex.encode("\xca\xfe", " "), "ca fe")
expect.equal(hex.encode(""), "")
expect.equal(hex.decode("ca FE\n00:01"), "\xca\xfe\0\1")
expect.equal(hex.decode(""), "")
expect.equal(hex.dump("hello\0"), "00000000  68 65 6c 6c 6f 00                                 |hello.|\n")
expect.error(function() hex.decode("abc") end, "text must be pairs of hexadecimal digits")
expect.error(function() hex.decode("zz") end, "text must be pairs of hexadecimal digits")
expect.error(function() hex.encode({}) end, "data must be a string, got a table")

--- time
local a, b = time.monotonic(), time.time()
time.sleep(0.005)
expect.truthy(time.monotonic() - a >= 0.005)
expect.truthy(time.time() - b >= 0.004)
expect.truthy(time.time() > 9e8)
expect.error(function() time.sleep("x") end, 'seconds must be a number, got string "x"')

--- struct
expect.equal(struct.pack(">HB3sx", 1, 2, "ab"), "\0\1\2ab\0\0")
expect.equal({struct.unpack("<iq", struct.pack("<iq", -2, int64("-9223372036854775808")))}, {-2, int64("-9223372036854775808")})
expect.equal({struct.unpack_from("B", "abc", 2)}, {98, 3})
expect.equal(struct.calcsize("@bi"), 8)
local s = struct.Struct(">I")
expect.equal({s.format, s.size, s:pack(7)}, {">I", 4, "\0\0\0\7"})
expect.error(function() struct.pack("B", 256) end, {name = "struct.error"})

--- int64
local big = int64("18446744073709551615")
expect.equal(tostring(big - 1), "18446744073709551614")
expect.equal(big == int64("0xffffffffffffffff"), true)
expect.equal(int64(5) * 2, 10)
expect.error(function() return big + 1 end)

--- a number and an int64 that differ
expect.equal(int64("5"), 6) --> the values differ
