-- Module json: Python's json with Lua's tables.

--- arrays, objects and null
expect.equal(json.dumps({1, "a", true, {x = 1}, json.null}), '[1, "a", true, {"x": 1}, null]')
expect.equal(json.dumps({}), "{}")
expect.equal(json.dumps(json.array{}), "[]")
expect.equal(json.dumps(json.array{json.array{}, {}}), "[[], {}]")
expect.equal(json.dumps(json.object{"x", [5] = 1, [true] = 2, [0.5] = 3}), '{"1": "x", "5": 1, "true": 2, "0.5": 3}')
expect.equal(json.dumps(nil), "null")
expect.equal(json.dumps("x"), '"x"')
expect.equal(tostring(json.null), "null")
expect.equal(json.loads("null") == json.null, true)
expect.equal(json.loads('[null]')[1] == json.null, true)

--- what was read is written as it was
for _, text in ipairs{'{}', '[]', '{"b": 1, "a": [], "c": {}}', '{"1": "x", "2": "y"}', '[[], [[]], {}]', '[0.5, -1, "\\u00e9"]', 'null'} do
  expect.equal(json.dumps(json.loads(text)), text)
end
local list = json.loads("[1]")
table.remove(list)
expect.equal(json.dumps(list), "[]")
local o = json.loads('{"z": 1, "y": 2}')
o.a, o.z = 3, nil
expect.equal(json.dumps(o), '{"y": 2, "a": 3}')

--- options of dumps
local v = {b = {1, 2}, a = "é", e = json.array{}}
expect.equal(json.dumps(v), '{"b": [1, 2], "a": "\\u00e9", "e": []}')
expect.equal(json.dumps(v, {sort_keys = true, ensure_ascii = false, separators = {",", ":"}}), '{"a":"é","b":[1,2],"e":[]}')
expect.equal(json.dumps(v, {indent = 1}), '{\n "b": [\n  1,\n  2\n ],\n "a": "\\u00e9",\n "e": []\n}')
expect.equal(json.dumps({1}, {indent = "\t"}), "[\n\t1\n]")
expect.equal(json.dumps({1, 2}, {indent = 0}), "[\n1,\n2\n]")
expect.error(function() json.dumps(v, {indent = -1}) end, "indent must be a number of spaces or text, at most 32, got -1")
expect.error(function() json.dumps(v, {separators = ","}) end, 'separators must be two texts such as {",", ":"}')
expect.error(function() json.dumps(v, {ident = 1}) end, 'no option "ident"')
expect.error(function() json.dumps({1, 0/0}, {allow_nan = false}) end, "$[2]: Out of range float values")

--- numbers
expect.equal(json.dumps({0, -0.0, 1, 1.5, 1e15, 2^53 - 1, 2^53, 1e16, 1e-5, 1/0}), "[0, -0.0, 1, 1.5, 1000000000000000, 9007199254740991, 9007199254740992.0, 1e+16, 1e-05, Infinity]")
expect.equal(json.dumps(int64("18446744073709551615")), "18446744073709551615")
expect.equal(type(json.loads("9007199254740991")), "number")
expect.equal(tostring(json.loads("9007199254740992")), "9007199254740992")
expect.equal(type(json.loads("9007199254740992")), "userdata")
expect.equal(json.dumps(json.loads("[-9223372036854775808, 18446744073709551615]")), "[-9223372036854775808, 18446744073709551615]")
expect.equal(type(json.loads("5", {int64 = true})), "userdata")
expect.equal(json.loads("9007199254740993", {int64 = false}), 2^53)
expect.equal(json.loads("100000000000000000000", {int64 = false}), 1e20)
expect.error(function() json.loads("100000000000000000000") end, "Integer outside of -2^63 to 2^64-1")
expect.error(function() json.loads("1", {int64 = "yes"}) end, 'int64 must be true or false, got string "yes"')

--- the fields of a syntax error
local ok, err = pcall(json.loads, '{"é": 1,\n "b" 2}')
expect.equal({err.name, err.msg, err.lineno, err.colno, err.pos}, {"json.JSONDecodeError", "Expecting ':' delimiter", 2, 6, 16})
expect.equal(err.message, "Expecting ':' delimiter: line 2 column 6 (char 14)")
expect.equal(tostring(err), "json.lua:52: " .. err.message)

--- it has the caller's line
local m =
  json.loads("[1 2]") --> Expecting ',' delimiter: line 1 column 4 (char 3)

--- bytes that are no text
local ok, err = pcall(json.loads, '"a\xc3"')
expect.equal({err.name, err.start, err.stop, err.encoding}, {"UnicodeDecodeError", 3, 3, "utf-8"})
expect.error(function() json.dumps({data = "a\xff"}) end, "$.data: the byte 0xff at position 2 is not UTF-8 text; JSON cannot carry bytes: send them as hex or base64 text")

--- what JSON cannot carry
local itself = {}
itself.a = {itself}
local deep = {}
for _ = 1, 1000 do deep = {deep} end
for _, case in ipairs{
  {{items = {1, {fn = print}}}, "$.items[2].fn: a function is not JSON serializable"},
  {{[1] = 1, x = 2}, '$: the key "x" fits neither an array'},
  {{1, nil, 3}, "$: the key 3 fits neither an array"},
  {{[0] = 1}, "the key 0 fits neither"},
  {{[1.5] = 1}, "the key 1.5 fits neither"},
  {json.array{x = 1}, 'the key "x" fits neither'},
  {{["a b"] = socket}, '$["a b"]'},
  {{[{}] = 1}, "a table cannot be the name of a member"},
  {itself, "$.a[1]: Circular reference detected"},
  {deep, "more than 1000 tables inside each other"},
  {coroutine.create(print), "$: a thread is not JSON serializable"},
} do
  expect.error(function() json.dumps(case[1]) end, case[2])
end
local twice = {}
for _ = 1, 40 do twice = {twice, twice} end
expect.error(function() json.dumps(twice) end, "more than 1048576 values")
for _, open in ipairs{"[", '{"a":', '[{"a":'} do
  local err = expect.error(function() json.loads(open:rep(10000)) end, "More than 1000 arrays and objects inside each other: line 1 column ")
  expect.equal(err.name, "json.JSONDecodeError")
end
local shared = {1}
expect.equal(json.dumps({shared, shared}), "[[1], [1]]")

--- it needs a value
json.dumps() --> json.dumps: value must be a value, got nothing
