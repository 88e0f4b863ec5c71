--- the edges of integers survive wherever they go
local signed = {"0", "1", "-1", "2147483647", "2147483648", "-2147483648", "-2147483649", "4294967295", "4294967296",
  "9007199254740991", "9007199254740992", "9007199254740993", "-9007199254740991", "-9007199254740992", "-9007199254740993",
  "9223372036854775807", "-9223372036854775808"}
local unsigned = {"9223372036854775808", "9223372036854775809", "18446744073709551614", "18446744073709551615"}

local signed_header = frame.header{{"big", "i64"}, {"little", "i64", order = "little"}, {"exact", "i64", as = "int64"}}
local unsigned_header = frame.header{{"big", "u64"}, {"little", "u64", order = "little"}, {"exact", "u64", as = "int64"}, {"short", "varint"}}

-- forms of an integer: the object, and the plain number where there is one
local function forms(digits)
  local object = int64(digits)
  local plain = tonumber(digits)
  if plain > -2 ^ 53 and plain < 2 ^ 53 then return {object, plain} end
  return {object}
end

-- its digits: those of a plain number would be cut to 14, as in Lua 5.1
local function digits_of(v) return tostring(int64(v)) end

local function is_plain(v) return type(v) == "number" end

local function check(digits, code, header)
  local wanted = forms(digits)
  for _, v in ipairs(wanted) do
    -- struct, in both orders
    local big, little = struct.pack(">" .. code, v), struct.pack("<" .. code, v)
    expect.equal(big, little:reverse())
    local a, b = struct.unpack(">" .. code, big), struct.unpack("<" .. code, little)
    expect.equal({digits_of(a), digits_of(b)}, {digits, digits})
    expect.equal({is_plain(a), is_plain(b)}, {#wanted == 2, #wanted == 2})
    -- a declared header
    local message = {big = v, little = v, exact = v, short = header == unsigned_header and v or nil}
    local bytes = header:encode(message)
    expect.equal(bytes:sub(1, 16), big .. little)
    local m = header:decode(bytes)
    expect.equal({digits_of(m.big), digits_of(m.little), digits_of(m.exact), digits_of(m.short or digits)}, {digits, digits, digits, digits})
    expect.equal({is_plain(m.big), is_plain(m.exact)}, {#wanted == 2, false})
    expect.contains(header:explain(bytes), digits)
    -- JSON
    expect.equal(json.dumps({v}), "[" .. digits .. "]")
    expect.equal(digits_of(json.loads("[" .. digits .. "]")[1]), digits)
    -- text
    expect.equal({string.format("%d", v), string.format("%x", v)}, {digits, string.format("%x", int64(digits))})
    expect.equal({tostring(int64(v)), int64(v) .. "", string.format("%s", int64(v))}, {digits, digits, digits})
    -- expect compares both kinds by value
    for _, w in ipairs(wanted) do
      expect.equal(v, w)
      expect.equal({v}, {w})
      expect.equal({x = {v, w}}, {x = {w, v}})
    end
    -- keys of tables
    expect.equal(({[int64.key(wanted[1])] = "found"})[int64.key(v)], "found")
    expect.equal(int64(digits), int64(v))
  end
end

for _, digits in ipairs(signed) do check(digits, "q", signed_header) end
for _, digits in ipairs(signed) do
  if digits:sub(1, 1) ~= "-" then check(digits, "Q", unsigned_header) end
end
for _, digits in ipairs(unsigned) do check(digits, "Q", unsigned_header) end

--- what is beyond an edge is refused everywhere
local header = frame.header{{"u", "u64"}, {"i", "i64"}}
expect.error(function() header:encode{u = -1, i = 0} end, "u")
expect.error(function() header:encode{u = 0, i = int64("9223372036854775808")} end, "i")
expect.error(function() header:encode{u = 2 ^ 53, i = 0} end, "int64")
expect.error(function() struct.pack("q", int64("9223372036854775808")) end, "'q' format requires -9223372036854775808 <= number <= 9223372036854775807")
expect.error(function() struct.pack("Q", -1) end, "'Q' format requires 0 <= number <= 18446744073709551615")
expect.error(function() struct.pack("Q", 2 ^ 64) end, "int64")
expect.error(function() int64("18446744073709551616") end, "outside")
expect.error(function() int64("-9223372036854775809") end, "outside")
expect.error(function() return int64("18446744073709551615") + 1 end, "outside")
expect.error(function() return -int64("9223372036854775809") end, "outside")

--- a comparison of two edges says which is which
expect.error(function() expect.equal(int64("9007199254740993"), int64("9007199254740992")) end, "9007199254740993")
expect.error(function() expect.equal(int64("18446744073709551615"), -1) end, "18446744073709551615")
expect.error(function() expect.equal(struct.unpack(">Q", ("\255"):rep(8)), int64(-1)) end, "18446744073709551615")

--- an int64 is sent as its digits, as a number is
local a, b = socket.socketpair()
a:sendall(int64("18446744073709551615"))
expect.equal(b:recv_exact(20), "18446744073709551615")
a:framed(frame.delimiter("\n")):send(int64("-9223372036854775808"))
expect.equal(b:recv_line(), "-9223372036854775808")
a:close()
b:close()
