-- The string library, where it is ours.

--- find
expect.equal({("hello"):find("l")}, {3, 3})
expect.equal({("hello"):find("(l)(l)")}, {3, 4, "l", "l"})
expect.equal({("hello"):find("l", 4)}, {4, 4})
expect.equal({("hello"):find("l", -1)}, {})
expect.equal(select("#", ("hello"):find("x")), 1)
expect.equal({("a.b"):find(".", 1, true)}, {2, 2})
expect.equal({("a.b"):find("%.")}, {2, 2})
expect.equal({("abc"):find("", 10)}, {4, 3})
expect.equal({("abc"):find("")}, {1, 0})
expect.equal({("abc"):find("b", -100)}, {2, 2})
expect.equal({("abc"):find("()b()")}, {2, 2, 2, 3})
expect.error(function() ("x"):find("[") end, "string.find: malformed pattern (missing ']')")
expect.error(function() ("x"):find() end, "pattern must be a string, got nothing")

--- match
expect.equal(("key=value"):match("=(.*)"), "value")
expect.equal({("key=value"):match("(%w+)=(%w+)")}, {"key", "value"})
expect.equal(("hello"):match("l+"), "ll")
expect.equal(("hello"):match("^h()"), 2)
expect.equal(select("#", ("hello"):match("x")), 1)
expect.equal(tostring(("hello"):match("x")), "nil")

--- gmatch
local words = {}
for w in ("one two  three"):gmatch("%a+") do words[#words + 1] = w end
expect.equal(words, {"one", "two", "three"})
local pairs_ = {}
for k, v in ("a=1, b=2"):gmatch("(%w+)=(%w+)") do pairs_[k] = v end
expect.equal(pairs_, {a = "1", b = "2"})
local n = 0
for _ in ("abc"):gmatch("") do n = n + 1 end
expect.equal(n, 4)
local found = {}
for at in ("^a^a"):gmatch("()^a") do found[#found + 1] = at end
expect.equal(found, {1, 3})

--- gsub
expect.equal({("hello"):gsub("l", "L")}, {"heLLo", 2})
expect.equal({("hello"):gsub("l", "L", 1)}, {"heLlo", 1})
expect.equal({("hello"):gsub("", "-")}, {"-h-e-l-l-o-", 6})
expect.equal({("hello world"):gsub("%w*", "x")}, {"xx xx", 4})
expect.equal({("abc"):gsub("^a", "x")}, {"xbc", 1})
expect.equal({("abc"):gsub("(b)(c)", "%2%1%0%%")}, {"acbbc%", 1})
expect.equal({("abc"):gsub("%w", "%1%1")}, {"aabbcc", 3})
expect.equal({("$a $b"):gsub("%$(%w)", {a = "x"})}, {"x $b", 2})
expect.equal({("abc"):gsub("%w", function(c) if c == "b" then return 7 end end)}, {"a7c", 3})
expect.equal({("abc"):gsub("(%w)()", function(c, at) return c .. at end)}, {"a2b3c4", 3})
expect.equal({("abc"):gsub("x", "y", 0)}, {"abc", 0})
expect.error(function() ("a"):gsub("a", "%2") end, "invalid capture index %2")
expect.error(function() ("a"):gsub("a", function() return {} end) end, "replacement must be a string")
expect.error(function() ("a"):gsub("a") end, "replacement must be")
expect.error(function() ("a"):gsub("a", error) end, "a")

--- format follows C
local function is(want, ...) expect.equal(string.format(...), want, ({...})[1]) end
is("5", "%d", 5)
is("-5", "%i", -5)
is("   5|5   |0005|+5", "%4d|%-4d|%04d|%+d", 5, 5, 5, 5)
is("007", "%.3d", 7)
is("ff FF 0xff 377", "%x %X %#x %o", 255, 255, 255, 255)
is("ffffffffffffffff", "%x", -1)
is("18446744073709551615", "%u", -1)
is("1.500000 1.5 2", "%f %g %.0f", 1.5, 1.5, 1.5)
is("1e+20 1.000000e+20", "%g %e", 1e20, 1e20)
is("0.1", "%g", 0.1)
is("inf -inf nan", "%f %g %f", math.huge, -math.huge, (0/0) ~= (0/0) and 0/0 or 1)
is("a  b|  x|ab", "%-3s%s|%3s|%.2s", "a", "b", "x", "abc")
is("%", "%%")
is("   é|é   |中", "%5s|%-5s|%.3s", "é", "é", "中文")
is("x   |  x", "%-4c|%3c", 120, 120)
is("INF  -INF| +inf", "%G %5E|%+05f", math.huge, -math.huge, math.huge)
is("3 -3 ff", "%d %d %x", 3.9, -3.9, 255.5)
is("9223372036854775808 -9223372036854775808", "%d %d", 2^63, -2^63)
is("18446744073709551615 1.84467e+19", "%u %g", int64(-1), int64("18446744073709551615"))
is("-7 fffffffffffffff9", "%d %x", int64(-7), int64(-7))
is("7 10", "%d %d", " 7 ", "0x0a")
is("  +7|0x00ff|00007", "%+4d|%#06x|%.5d", 7, 255, 7)
is("|0|", "%.0d|%#o|%.s", 0, 0, "x")
is("A\0", "%c%c", 65, 0)
is("true nil", "%s %s", true, nil)
is([["a\
\"\\\000\r"]], "%q", "a\n\"\\\0\r")
is("18446744073709551615 ffffffffffffffff", "%d %x", int64("18446744073709551615"), int64("18446744073709551615"))
is("12", "%d", "12")
is("object", "%s", setmetatable({}, {__tostring = function() return "object" end}))
expect.error(function() string.format("%d") end, "no value for %d")
expect.error(function() string.format("%d", "x") end, 'must be a number, got string "x"')
expect.error(function() string.format("%y", 1) end, "invalid conversion %y: there are %c %d")
expect.error(function() string.format("%d", 1e300) end, "%d needs an integer from -2^63 to 2^64-1, got 1e+300")
expect.error(function() string.format("%5x", 0/0) end, "%5x needs an integer from -2^63 to 2^64-1, got ")
expect.error(function() string.format("%5q", "x") end, "%5q: %q takes no flags, width or precision")
expect.error(function() string.format("%q", {}) end, "must be")
expect.error(function() string.format("%s %s", 1) end, "no value for %s")
expect.error(function() string.format("%c", 256) end, "must be an integer from 0 to 255, got 256")
expect.error(function() string.format("%.100f", 1) end, "invalid width or precision in %.100f: at most two digits")
expect.error(function() string.format("%") end, "the format ends inside a conversion")
expect.error(function() string.format("%123d", 1) end, "invalid width")

--- byte, char, sub and rep
expect.equal({("abc"):byte(1, -1)}, {97, 98, 99})
expect.equal({("abc"):byte()}, {97})
expect.equal(select("#", (""):byte()), 0)
expect.equal({("abc"):byte(-2, 99)}, {98, 99})
expect.equal(string.char(0, 255), "\0\xff")
expect.equal(("abc"):rep(3), "abcabcabc")
expect.equal(("abc"):rep(0) .. ("abc"):rep(-1), "")
expect.equal(("abc"):sub(-2), "bc")
expect.equal({("abc"):sub(2, 2), ("abc"):sub(1, #"abc" / 2), ("abc"):sub(0), ("abc"):sub(-9, 9), ("abc"):sub(3, 2), ("abc"):sub(2, -1e300)}, {"b", "a", "abc", "abc", "", ""})
expect.error(function() ("abc"):sub() end, "string.sub: i must be a number, got nothing")
expect.error(function() string.char(65, 256) end, "must be an integer from 0 to 255, got 256")
expect.error(function() string.len({}) end, "string.len: s must be a string, got a table")
expect.equal({table.concat({1, "a", 2.5}, "-"), table.concat({}), table.concat({1, 2, 3}, ",", 2, 2), table.concat({1}, ",", 2)}, {"1-a-2.5", "", "2", ""})
expect.error(function() table.concat({1, {}}) end, "t[2] is a table; only texts and numbers are joined")
expect.error(function() table.concat({1}, ",", 1, 1e9) end, "t[2] is nil")
local many = {}
for i = 1, 300000 do many[i] = "x" end
expect.equal(#table.concat(many, ","), 599999)
expect.error(function() ("a"):gsub("a", "x%") end, "the replacement ends with %, which is written %%")
expect.equal(table.maxn({1, 2, [10.5] = 1, x = 3}), 10.5)
expect.equal(("abc"):reverse(), "cba")
expect.equal(("aZ\xc4"):upper() .. ("aZ\xc4"):lower(), "AZ\xc4az\xc4")
expect.equal(#("abc"):rep(100000), 300000)
expect.error(function() ("x"):rep(1e12) end, "more than 256 MiB")
expect.error(function() ("x"):rep(1.5) end, "n must be an integer")

--- numbers and strings
expect.equal(tostring(1e15) .. " " .. tostring(2^53) .. " " .. tostring(-0.5), "1000000000000000 9.007199254741e+15 -0.5")
-- Wherever a number becomes text, it is the text of tostring.
for _, n in ipairs{1/3, 0.1 + 0.2, 1e15, 2^53 - 1, 2^53, 1e100, -0.0, 1/0, -1/0, 0/0, 1e-7, -12} do
  local text = tostring(n)
  expect.equal(n .. "", text)
  expect.equal("" .. n, text)
  expect.equal(n .. n .. "x" .. n, text .. text .. "x" .. text)
  expect.equal(table.concat{n}, text)
  expect.equal(string.format("%s", n), text)
  expect.equal((("a"):gsub("a", n)), text)
  expect.equal((("a"):gsub("a", {a = n})), text)
  expect.equal(string.len(n), #text)
end
-- Numbers themselves stay what they are, also beside an operator of their own.
local n, list = 1/3, setmetatable({}, {__concat = function(a, b) return {a, b} end})
local _ = n .. "text"
expect.equal(n, 1/3)
expect.equal((n .. list)[1], 1/3)
expect.equal({tostring(1/0), tostring(-1/0), tostring(100), tostring(1e100)}, {"inf", "-inf", "100", "1e+100"})
expect.equal(tonumber("18446744073709551616"), 2^64)
expect.equal({tonumber("0x10"), tonumber("10", 2), tonumber("ff", 16), tonumber("zz", 36)}, {16, 2, 255, 1295})
expect.equal({tonumber(" 12 "), tonumber("1e2"), tonumber("-0x10")}, {12, 100, -16})
for _, text in ipairs{"", " ", "x", "1x", "1_000", "0b1", "1e", "inf", "nan", "0x", "--1"} do expect.equal(tonumber(text), nil, text) end
expect.equal(tonumber("8", 8), nil)
expect.equal(tonumber(nil), nil)
expect.equal(1 / -0, -math.huge)
expect.equal(math.huge > 1e308, true)

--- objects have numbers of the VM
local a, b, f = {}, {}, function() end
expect.equal(tostring(a), "table: 0x000001")
expect.equal(tostring(f), "function: 0x000002")
expect.equal(tostring(a), "table: 0x000001")
expect.equal(tostring(b), "table: 0x000003")
expect.equal(tostring(coroutine.create(f)), "thread: 0x000004")
expect.equal(tostring(socket.socket()), "socket: 0x000005")
expect.equal(tostring(print):match("^function: 0x%x+$"), "function: 0x000006")

--- unpack of long lists
local list = {}
for i = 1, 100000 do list[i] = i end
expect.equal(select("#", unpack(list)), 100000)
expect.equal({unpack({1, 2, 3}, 2)}, {2, 3})
expect.equal(select("#", unpack({}, 1, 3)), 3)
expect.error(function() unpack({}, 1, 1e6) end, "too many results")

--- sparse tables are cheap
local t = {}
for _, i in ipairs{50000000, 2^31, 2^40, -5, 1.5} do t[i] = i end
expect.equal(t[50000000] + t[2^31], 50000000 + 2^31)
t[1] = "one"
expect.equal(#t, 1)

--- long lists grow
local t = {}
for i = 1, 1100000 do t[#t + 1] = i end
expect.equal(#t, 1100000)
expect.equal(t[1100000], 1100000)

--- tables
local t = {3, 1, 2}
table.sort(t)
expect.equal(t, {1, 2, 3})
table.sort(t, function(a, b) return a > b end)
expect.equal(table.concat(t, ","), "3,2,1")
table.insert(t, 1, 4)
expect.equal(table.remove(t), 1)
expect.equal(t, {4, 3, 2})
expect.error(function() table.sort({1, "x"}) end)

--- pairs keeps the order of first assignment
local t = {}
for _, k in ipairs{"z", "y", "a", "m"} do t[k] = true end
local keys = {}
for k in pairs(t) do keys[#keys + 1] = k end
expect.equal(keys, {"z", "y", "a", "m"})
expect.equal(next({}), nil)
