-- bit, against the published semantics of Lua BitOp.

--- the examples of its documentation
local function hex(v) return "0x" .. bit.tohex(v) end
expect.equal(bit.tobit(0xffffffff), -1)
expect.equal(bit.tobit(0xffffffff + 1), 0)
expect.equal(bit.tobit(2 ^ 40 + 1234), 1234)
expect.equal({bit.tohex(1), bit.tohex(-1), bit.tohex(0xffffffff)}, {"00000001", "ffffffff", "ffffffff"})
expect.equal({bit.tohex(-1, -8), bit.tohex(0x21, 4), bit.tohex(0x87654321, 4)}, {"FFFFFFFF", "0021", "4321"})
expect.equal({bit.bnot(0), bit.bnot(-1), bit.bnot(0xffffffff)}, {-1, 0, 0})
expect.equal(hex(bit.bnot(0x12345678)), "0xedcba987")
expect.equal(bit.bor(1, 2, 4, 8), 15)
expect.equal(hex(bit.band(0x12345678, 0xff)), "0x00000078")
expect.equal(hex(bit.bxor(0xa5a5f0f0, 0xaa55ff00)), "0x0ff00ff0")
expect.equal({bit.lshift(1, 0), bit.lshift(1, 8), bit.lshift(1, 40)}, {1, 256, 256})
expect.equal({bit.rshift(256, 8), bit.rshift(-256, 8)}, {1, 16777215})
expect.equal({bit.arshift(256, 8), bit.arshift(-256, 8)}, {1, -1})
expect.equal(hex(bit.lshift(0x87654321, 12)), "0x54321000")
expect.equal(hex(bit.rshift(0x87654321, 12)), "0x00087654")
expect.equal(hex(bit.arshift(0x87654321, 12)), "0xfff87654")
expect.equal({hex(bit.rol(0x12345678, 12)), hex(bit.ror(0x12345678, 12))}, {"0x45678123", "0x67812345"})
expect.equal({hex(bit.bswap(0x12345678)), hex(bit.bswap(0x78563412))}, {"0x78563412", "0x12345678"})

--- results are signed, arguments are taken modulo 2^32
for _, x in ipairs{0, 1, -1, 0x7fffffff, 0x80000000, 0xffffffff, -0x80000000} do
  expect.equal(bit.band(x), bit.tobit(x))
  expect.equal(bit.bxor(x, x), 0)
  expect.equal(bit.bor(x, 0, x), bit.tobit(x))
  expect.equal(bit.ror(bit.rol(x, 7), 7), bit.tobit(x))
  expect.equal(bit.tobit(x) % 2 ^ 32, x % 2 ^ 32)
  expect.equal(bit.lshift(x, -1), bit.lshift(x, 31))
end
expect.equal({bit.lshift(1, 31), bit.rshift(-1, 0), bit.rol(1, 32), bit.rol(1, 31)}, {-2147483648, -1, 1, -2147483648})
expect.equal(bit.tobit(-(2 ^ 53 - 1)), 1)
expect.equal({bit.tohex(0xab, 0), bit.tohex(0xab, 1), bit.tohex(0xab, 100), bit.tohex(0xab, -2)}, {"", "b", "000000ab", "AB"})

--- an int64 among the operands makes it 64 bits
local all, top = int64("0xffffffffffffffff"), int64("0x8000000000000000")
local x = int64("0x123456789abcdef0")
expect.equal(bit.band(x, 0xffff), int64(0xdef0))
expect.equal(bit.band(0xffff, x), int64(0xdef0))
expect.equal(bit.bor(x, -1), all)
expect.equal(bit.bor(1, 2, int64("0x100000000")), int64("0x100000003"))
expect.equal({bit.bxor(x, x), bit.bxor(all, x)}, {int64(0), bit.bnot(x)})
expect.equal({bit.bnot(int64(0)), bit.bnot(all), bit.bnot(top)}, {all, int64(0), int64("0x7fffffffffffffff")})
expect.equal({bit.lshift(int64(1), 63), bit.lshift(int64(1), 64), bit.lshift(all, 4)}, {top, int64(1), int64("0xfffffffffffffff0")})
expect.equal({bit.rshift(all, 63), bit.rshift(top, 63), bit.rshift(int64(-1), 32)}, {int64(1), int64(1), int64("0xffffffff")})
expect.equal({bit.arshift(top, 63), bit.arshift(int64("0x7fffffffffffffff"), 62), bit.arshift(int64(-8), 1)}, {all, int64(1), int64("0xfffffffffffffffc")})
expect.equal({bit.rol(x, 4), bit.ror(x, 4), bit.rol(top, 1)}, {int64("0x23456789abcdef01"), int64("0x0123456789abcdef"), int64(1)})
expect.equal({bit.bswap(x), bit.bswap(int64(1))}, {int64("0xf0debc9a78563412"), int64("0x0100000000000000")})
expect.equal({bit.tobit(all), bit.tobit(top), bit.tobit(x)}, {int64(-1), int64("-9223372036854775808"), x})
expect.equal({bit.tohex(x), bit.tohex(all, 4), bit.tohex(int64(-2), -16), bit.tohex(int64(5), 100)}, {"123456789abcdef0", "ffff", "FFFFFFFFFFFFFFFE", "0000000000000005"})
expect.equal(bit.lshift(int64(1), int64(3)), int64(8))
for _, v in ipairs({int64(0), int64(1), int64(-1), int64("9007199254740993"), top, all, x}) do
  expect.equal(bit.ror(bit.rol(v, 13), 13), bit.band(v, all))
  expect.equal(bit.bswap(bit.bswap(v)), bit.band(v, all))
  expect.equal(struct.pack("<Q", bit.bswap(v)), struct.pack(">Q", bit.band(v, all)))
  expect.equal(bit.bor(bit.lshift(bit.rshift(v, 32), 32), bit.band(v, int64(0xffffffff))), bit.band(v, all))
end

--- what is no integer is refused
expect.error(function() bit.band(1, 1.5) end, "bit.band: argument 2 must be a whole number below 2^53 or an int64, got 1.5")
expect.error(function() bit.tobit(2 ^ 53) end, "bit.tobit: argument 1 must be a whole number below 2^53")
expect.error(function() bit.tobit(0 / 0) end, "must be a whole number below 2^53")
expect.error(function() bit.tobit(1 / 0) end, "must be a whole number below 2^53")
expect.error(function() bit.bnot("1") end, 'bit.bnot: x must be an integer or int64, got string "1"')
expect.error(function() bit.band() end, "bit.band: x must be an integer or int64, got nothing")
expect.error(function() bit.lshift(1) end, "bit.lshift: n must be an integer, got nothing")
expect.error(function() bit.band(1, {}) end, "must be an integer or int64, got a table")
