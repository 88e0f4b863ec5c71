-- hex, time, struct and int64, each as a script meets them.

--- hex
expect.equal(hex.encode("\xca\xfe\0"), "cafe00")
expect.equal(hex.encode("\xca\xfe", " "), "ca fe")
expect.equal(hex.encode(""), "")
expect.equal(hex.decode("ca FE\n00:01"), "\xca\xfe\0\1")
expect.equal(hex.decode(""), "")
expect.equal(hex.dump("hello\0"), "00000000  68 65 6c 6c 6f 00                                 |hello.|\n")
expect.error(function() hex.decode("abc") end, "hex: text must be pairs of hexadecimal digits, and the last has only one")
local err = expect.error(function() hex.decode("ab zz") end, 'hex: text must be pairs of hexadecimal digits: "z" at position 4')
expect.equal(err.name, "binascii.Error")
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

--- int64 is compared exactly
local v = int64("9007199254740993")
expect.between(v, 2 ^ 53, 2 ^ 54)
expect.between(v, v, v)
expect.near(v, 2 ^ 53, 1)
expect.near(2 ^ 53, v, int64(1))
expect.error(function() expect.between(v, 0, 2 ^ 53) end, "9007199254740993 is not between 0 and 9007199254740992")
expect.error(function() expect.near(v, 2 ^ 53, 0.5) end, "9007199254740993 is not within 0.5 of 9007199254740992")
expect.between(v, -1 / 0, 1 / 0)
expect.error(function() expect.near(v, 1 / 0, 1) end, "is not within 1 of")
expect.error(function() expect.near(1 / 0, 1 / 0, v) end, "is not within 9007199254740993 of")
expect.error(function() expect.near(v, 0 / 0, 1) end, "argument 2 cannot be compared with an int64: it is not a number")
expect.error(function() expect.between(v, "0", 1) end, 'low must be a number, got string "0"')

--- what int64 cannot do is said of int64
local v = int64(5)
expect.error(function() return v < 6 end, "attempt to compare int64 with number; write int64(n) for the number")
expect.error(function() return v >= 6 end, "attempt to compare number with int64; write int64(n) for the number")
expect.error(function() return v < {} end, "attempt to compare int64 with table")
expect.error(function() return v ^ 2 end, "attempt to perform arithmetic on an int64 value (upvalue 'v')")

--- a number and an int64 that differ
expect.equal(int64("5"), 6) --> the values differ
