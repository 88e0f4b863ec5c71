--- a numeric for counts as Lua's does
local function counted(first, last, step)
  local seen = {}
  for i = first, last, step do
    seen[#seen + 1] = i
    if #seen == 2000 then break end
  end
  return seen
end
expect.equal(counted(1, 3, 1), {1, 2, 3})
expect.equal(counted(3, 1, -1), {3, 2, 1})
expect.equal(counted(1, 0, 1), {})
expect.equal(counted(0, 1, 0.25), {0, 0.25, 0.5, 0.75, 1})
expect.equal(counted(-1022, -1020, 1), {-1022, -1021, -1020})
expect.equal(counted(1022, 1026, 1), {1022, 1023, 1024, 1025, 1026})
expect.equal(counted(2 ^ 52, 2 ^ 52 + 2, 1), {4503599627370496, 4503599627370497, 4503599627370498})
expect.equal(#counted(1, math.huge, 1), 2000)
expect.equal(#counted(1, 0, 0), 2000)
expect.equal(counted(1, 0 / 0, 1), {})
expect.equal(1 / counted(-1, 0, 1)[2], math.huge)

--- what a script does to its variable does not change the count
local seen, functions = {}, {}
for i = 1, 3 do
  functions[i] = function() i = i + 1 return i end
  functions[i]()
  i = i * 10
  seen[#seen + 1] = i
end
expect.equal(seen, {20, 30, 40})
expect.equal({functions[1](), functions[1](), functions[3]()}, {21, 22, 41})
local n = 0
for i = 1, 3 do for j = i, 3 do n = n + 10 * i + j end end
expect.equal(n, 114)
