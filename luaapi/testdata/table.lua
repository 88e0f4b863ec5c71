-- The functions of the libraries table and math, and those that look at tables.

--- what t[#t] = nil leaves behind is no element
local t = {3, 2, 1}
t[#t] = nil
table.sort(t)
expect.equal(t, {2, 3})
t = {5, 4, 3, 2, 1}
t[#t], t[#t - 1] = nil, nil
table.sort(t, function(a, b) return a < b end)
expect.equal(t, {3, 4, 5})
t[#t] = nil
expect.equal({table.remove(t), #t}, {4, 1})
table.insert(t, "x")
expect.equal(t, {3, "x"})

--- sort
local t = {}
t[3], t[1], t[2] = "c", "a", "b"
table.sort(t, function(a, b) return a > b end)
expect.equal(t, {"c", "b", "a"})
table.sort(t, nil)
expect.equal(t, {"a", "b", "c"})
table.sort{}
local point = {__lt = function(a, b) return a.x < b.x end}
local list = {setmetatable({x = 2}, point), setmetatable({x = 1}, point)}
table.sort(list)
expect.equal(list[1].x, 1)
local t = {3, 1, 2}
table.sort(t, function(a, b) t[#t + 1] = 0 return a < b end)
expect.equal({t[1], t[2], t[3]}, {1, 2, 3})
expect.error(function() table.sort{1, "2"} end, "attempt to compare string with number")
expect.error(function() table.sort({3, 1, 2}, function(a, b) error("asked", 0) end) end, "asked")

--- insert
local t = {1, 2}
table.insert(t, 1, 0)
table.insert(t, 4, 3)
table.insert(t, 2.9, "x")
expect.equal(t, {0, "x", 1, 2, 3})
table.insert(t, 8, "far")
expect.equal(t[8], "far")
expect.error(function() table.insert(t) end, "table.insert: takes t and value, or t, pos and value, got 1 argument")
expect.error(function() table.insert(t, 1, 2, 3) end, "got 4 arguments")
expect.error(function() table.insert(t, 0, "x") end, "table.insert: pos counts from 1, got 0")
expect.error(function() table.insert(t, ("x"):gsub("x", "y")) end, 'table.insert: pos must be a number, got string "y"; of a call that returns several values (f()) is the first')
expect.error(function() table.insert(5, 1) end, "table.insert: t must be a table, got 5")

--- remove
local t = {1, 2, 3, 4}
expect.equal({table.remove(t, 1), table.remove(t, 2), table.remove(t)}, {1, 3, 4})
expect.equal(t, {2})
for _, pos in ipairs{0, -1, 2, 100} do expect.equal(table.remove(t, pos), nil) end
expect.equal(t, {2})
expect.equal({table.remove(t, nil), table.remove(t), #t}, {2, nil, 0})
expect.error(function() table.remove(t, "x") end, 'table.remove: pos must be a number, got string "x"')

--- one number
expect.equal({math.floor(-1.5), math.ceil("1.2"), math.abs(-3), math.sqrt("0x10")}, {-2, 2, 3, 4})
expect.near(math.deg(math.pi), 180, 1e-9)
expect.near(math.rad(180), math.pi, 1e-9)
expect.equal({math.log10(1000), math.exp(0), math.cosh(0), math.sinh(0), math.tanh(0)}, {3, 1, 1, 0, 0})
expect.error(function() math.floor("x") end, 'math.floor: x must be a number, got string "x"')
expect.error(function() math.sqrt() end, "math.sqrt: x must be a number, got nothing")

expect.error(function() math.random(1.5) end, "math.random: m must be an integer, got 1.5")
expect.error(function() ("x"):rep(0/0) end, "string.rep: n must be an integer, got nan")
expect.error(function() ("x"):rep(-1/0) end, "string.rep: n must be an integer from -9007199254740992 to 9007199254740992, got -inf")
expect.error(function() ("x"):rep(1e300) end, "string.rep: n must be an integer from -9007199254740992 to 9007199254740992, got 1e+300")

--- several numbers
expect.equal({math.max(1, 3, 2), math.min("2", 1.5), math.max(-1 / 0)}, {3, 1.5, -1 / 0})
expect.equal({math.fmod(-5, 3), math.mod(-5, 3), math.pow(2, 10), math.atan2(0, -1)}, {-2, -2, 1024, math.pi})
expect.error(function() math.max() end, "math.max: x must be a number, got nothing")
expect.error(function() math.min(1, {}) end, "math.min: argument 2 must be a number, got a table")
expect.error(function() math.pow(1) end, "math.pow: y must be a number, got nothing")

--- the parts of a number
expect.equal({math.modf(2.5)}, {2, 0.5})
expect.equal({math.modf(-2.5)}, {-2, -0.5})
expect.equal({math.modf(1 / 0)}, {1 / 0, 0})
expect.equal({math.modf(-1 / 0)}, {-1 / 0, 0})
expect.equal({math.frexp(8)}, {0.5, 4})
expect.equal({math.ldexp(0.5, 4), math.ldexp(1, 1 / 0), math.ldexp(1, -1e300)}, {8, 1 / 0, 0})

--- looking at tables without metamethods
local t = setmetatable({}, {__newindex = error, __index = error, __eq = function() return true end})
expect.equal(rawequal(rawset(t, "a", 1), t), true)
expect.equal({rawget(t, "a"), rawget(t, "b")}, {1, nil})
expect.equal(rawequal(t, setmetatable({}, getmetatable(t))), false)
expect.error(function() rawset(t, "a") end, "rawset: value must be a value, got nothing")
expect.error(function() rawset(t, nil, 1) end, "table index is nil")
expect.error(function() rawequal(1) end, "rawequal: b must be a value, got nothing")
expect.error(function() type() end, "type: v must be a value, got nothing")

--- the globals of functions
local function f() return x end
setfenv(f, {x = 7})
expect.equal({f(), getfenv(f).x, getfenv(1) == getfenv()}, {7, 7, true})
expect.equal(getfenv(print), getfenv(0))
expect.error(function() getfenv(100) end, "getfenv: no function runs at level 100")
expect.error(function() setfenv(100, {}) end, "setfenv: no function runs at level 100")
expect.error(function() setfenv(print, {}) end, "setfenv: only functions that are written in Lua can have other globals")
expect.error(function() setfenv(f) end, "setfenv: globals must be a table, got nothing")
expect.error(function() setfenv("f", {}) end, 'setfenv: f must be a function or integer, got string "f"')
expect.error(function() debug.getinfo{} end, "debug.getinfo: f must be a function or integer, got a table")
expect.equal(debug.getinfo(100), nil)
