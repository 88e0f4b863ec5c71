-- Modules are read-only; the libraries of Lua itself may be extended.

--- modules are read-only, those of Lua are not
expect.error(function() struct.pack = 1 end, "struct is read-only: struct.pack cannot be set")
expect.error(function() struct.extra = 1 end, "read-only")
expect.error(function() setmetatable(struct, {}) end, "protected")
expect.equal(getmetatable(struct), "module")
expect.truthy(require "struct" == struct)
local names = {}
for name, v in pairs(struct) do
  names[#names + 1] = name
  expect.equal(type(v), "function")
end
expect.contains(names, "unpack_from")
expect.equal((next(struct)), names[1])
expect.truthy(rawget(struct, "pack") == struct.pack)
expect.equal(tostring(int64("5")), "5")
for _, change in ipairs{rawset, table.insert, table.remove, table.sort} do
  expect.error(function() change(struct, "pack", 1) end, "t is a module, which is read-only")
end
expect.error(function() json.array(struct) end, "json.array: cannot change a protected metatable")
expect.equal(#struct.pack("B", 1), 1)
expect.equal(rawset(string, "twice", function(s) return s .. s end), string)
string.shout = function(s) return s:upper() .. "!" end
expect.equal(("hi"):shout(), "HI!")

--- os.urandom
expect.equal({#os.urandom(0), #os.urandom(1), #os.urandom(100)}, {0, 1, 100})
expect.not_equal(os.urandom(16), os.urandom(16))
expect.error(function() os.urandom(-1) end, "n must be an integer from 0 to 16777216, got -1")
expect.error(function() os.urandom() end, "n must be an integer, got nothing")
