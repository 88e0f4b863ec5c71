-- base64. What the decoders forgive and refuse is tested with the engine.

--- to text and back
local data = "\0\xff\xfe binary \xca\xfe"
for _, name in ipairs{"b64", "urlsafe_b64", "b32", "b16"} do
  expect.equal(base64[name .. "decode"](base64[name .. "encode"](data)), data)
  expect.equal(base64[name .. "encode"](""), "")
  expect.equal(base64[name .. "decode"](""), "")
end

--- vectors of RFC 4648
expect.equal(base64.b64encode("foob"), "Zm9vYg==")
expect.equal(base64.b64encode("foobar"), "Zm9vYmFy")
expect.equal(base64.b32encode("foob"), "MZXW6YQ=")
expect.equal(base64.b32decode("MZXW6YTBOI======"), "foobar")
expect.equal(base64.b16encode("foob"), "666F6F62")

--- other characters for + and /
expect.equal(base64.b64encode("\xfb\xff\xbf"), "+/+/")
expect.equal(base64.urlsafe_b64encode("\xfb\xff\xbf"), "-_-_")
expect.equal(base64.b64encode("\xfb\xff\xbf", ".:"), ".:.:")
expect.equal(base64.b64decode(".:.:", {altchars = ".:"}), "\xfb\xff\xbf")
expect.equal(base64.urlsafe_b64decode("-_+/"), "\xfb\xff\xbf")
expect.error(function() base64.b64encode("x", "+") end, 'b64encode: altchars must be two characters, got string "+"')
expect.error(function() base64.b64decode("x", {altchars = 1}) end, "b64decode: altchars must be two characters, got 1")

--- validate and casefold
expect.equal(base64.b64decode("aGV\nsbG8="), "hello")
expect.error(function() base64.b64decode("aGV\nsbG8=", {validate = true}) end,
  'base64: Only base64 data is allowed: "\\n" at position 4')
expect.equal(base64.b32decode("mzxw6===", {casefold = true}), "foo")
expect.error(function() base64.b32decode("mzxw6===") end, 'base32: Non-base32 digit found: "m" at position 1')
expect.equal(base64.b16decode("cafe", {casefold = true}), "\xca\xfe")
expect.error(function() base64.b16decode("CAFe") end, 'base16: Non-base16 digit found: "e" at position 4')

--- errors are Python's
local ok, err = pcall(base64.b64decode, "abc")
expect.equal({ok, err.name, err.message}, {false, "binascii.Error", "base64: Incorrect padding"})
expect.error(function() base64.b64decode("x", {validated = true}) end, 'options has no option "validated" (it has altchars, validate)')
expect.error(function() base64.b64decode("x", "-_") end, 'options must be a table, got string "-_"')
expect.error(function() base64.b64encode(nil) end, "data must be a string, got nil")

--- an error is raised at the caller's line
local text = "abc"
base64.b64decode(text) --> base64: Incorrect padding
