-- Assertions that hold.

--- equal
expect.equal(1, 1)
expect.equal("a\0b", "a\0b")
expect.equal(nil, nil)
expect.equal({1, {a = {}}}, {1, {a = {}}})
expect.equal({}, {})
expect.equal(int64("5"), 5)
expect.equal(5, int64("5"))
expect.equal({n = int64("18446744073709551615")}, {n = int64("18446744073709551615")})
expect.equal(0/0 ~= 0/0, true)
local t = {}
t.t = t
expect.equal(t, t)
local eq = {__eq = function(a, b) return a.id == b.id end}
expect.equal(setmetatable({id = 1, x = 1}, eq), setmetatable({id = 1, x = 2}, eq))
expect.not_equal({1}, {2})
expect.not_equal(nil, false)
expect.not_equal("1", 1)

--- matchers stand for values
local message = {type = "pong", seq = 7, body = "abcd", list = {1, 2}}
expect.equal(message, {type = expect.matching("^p"), seq = expect.range(1, 9), body = expect.bytes(4), list = {expect.any, 2}})
expect.not_equal({}, {expect.any})
expect.not_equal({seq = "7"}, {seq = expect.range(1, 9)})
expect.not_equal({seq = 7}, {seq = expect.matching("7")})
expect.contains({5, "x"}, expect.matching("x"))
expect.fields(message, {list = {1, expect.any}})
expect.equal({verify.any ~= nil, verify.bytes(1) ~= nil}, {true, true})

--- the others
expect.truthy(0)
expect.falsy(nil)
expect.falsy(false)
expect.match("hello", "l+")
expect.contains("hello", "ell")
expect.contains("a.b", ".b")
expect.contains({1, {2}}, {2})
expect.near(1, 1.05, 0.1)
expect.between(1, 1, 2)
expect.fields({a = {b = 1, c = 2}}, {a = {b = 1}})
expect.error(function() expect.near(0/0, 1, 5) end, "not within")

--- error returns what was raised
local reason = {code = 5, message = "x"}
expect.equal(rawequal(expect.error(function() error(reason) end, {code = 5}), reason), true)
expect.equal(rawequal(expect.error(function() error(reason) end, {code = expect.range(1, 9)}), reason), true)
expect.error(function() error("boom") end)
expect.error(error)
expect.error(function() error(nil) end)
expect.error(function() error("the text") end, "text")
expect.error(function() socket.socket():recv(1) end, {code = "ENOTCONN", errno = expect.any, message = expect.any})

--- an assertion is an error of its own name
local err = expect.error(function() expect.equal(1, 2) end, {name = "AssertionError"})
expect.contains(err.message, "the values differ")
expect.match(tostring(err), "^expect.lua:%d+: the values differ\n  expected  2\n  received  1$")

--- no_error and within return results
expect.equal({expect.no_error(function() return 1, nil, 3 end)}, {1, nil, 3})
expect.equal({expect.within(60, function() return 1, 2 end)}, {1, 2})
expect.error(function() expect.within(60, task.sleep) end, "seconds must be a number")
expect.error(function() expect.within(0.005, function() task.sleep(0.02) end) end, "more than 5ms")
expect.error(function() expect.within(60, function() error("own") end) end, "own")

--- eventually
local n = 0
expect.equal({expect.eventually(function() n = n + 1 return n == 3 and "three" end, {within = 60})}, {"three"})
expect.equal(expect.eventually(function() return 1 end), 1)
expect.equal(n, 3)
expect.error(function() expect.eventually(function() error("own") end) end, "own")
local done = false
task.spawn(function() task.sleep(0.02) done = true end)
expect.eventually(function() return done end, {within = 60, every = 0.001})

--- names that a script has taken are those of the assertions all the same
string, table, frame = 5, nil, "taken"
expect.match("seq=7", "^seq=%d$")
expect.equal({text = "seq=7"}, {text = expect.matching("%d")})
expect.error(function() expect.match("x", "(") end, "expect.match: unfinished capture")
expect.error(function() expect.match({}, "x") end, "expect.match: text must be a string, got a table")
expect.error(function() expect.equal("x", expect.matching("[")) end, "expect.equal: malformed pattern")

--- what was raised is shown by what it has, not by where it is
expect.error(function() expect.error(function() error({code = 7}) end, "none") end, "expected an error with \"none\" in it, got: {code = 7}")
expect.error(function() expect.no_error(function() error({code = 7}) end) end, "expected no error, got: {code = 7}")
expect.error(function() expect.no_error(function() error(print) end) end, "expected no error, got: a function")
expect.error(function() tls.wrap(socket.socket(), {min_version = {}}) end, "tls.wrap: min_version must be a text such as \"1.3\", got a table")

--- tables that share others are compared once, and each two differ in one place more
local function doubled(n, leaf)
  local t = {leaf}
  for i = 1, n do t = {t, t} end
  return t
end
expect.equal(doubled(60, 1), doubled(60, 1))
expect.error(function() expect.equal(doubled(60, 1), doubled(60, 2)) end, "the values differ in 61 places")

--- tables inside of themselves are equal when they look the same
local a, b = {1}, {1}
a.own, b.own = a, b
expect.equal(a, b)
b[1] = 2
expect.error(function() expect.equal(a, b) end, "the values differ at [1]")

--- tables may stand deep inside each other
local function nested(n)
  local t = {}
  for i = 1, n do t = {t} end
  return t
end
expect.equal(nested(5000), nested(5000))
expect.error(function() expect.equal(nested(10001), nested(10001)) end, "more than 10000 tables stand inside each other")
