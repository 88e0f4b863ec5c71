-- The memory behind what recv returns is used again where the script has
-- forgotten it. No script may notice.

--- kept in a table, a variable, a part, a longer text and a closure
local size, connected, whole = require("letters")()

do
  local s, list = connected("abc"), {}
  for i = 1, 3 do
    local data = s:recv(size)
    list[i] = data
  end
  assert(whole(list[1], "a") and whole(list[2], "b") and whole(list[3], "c"))
end

do
  local s, last, first = connected("abc")
  for i = 1, 3 do
    local data = s:recv(size)
    if i == 1 then first = data end
    last = data
  end
  assert(whole(first, "a") and whole(last, "c"))
end

do
  local s, parts, texts, closures = connected("abc"), {}, {}, {}
  for i = 1, 3 do
    local data = s:recv(size)
    parts[i], texts[i] = data:sub(2, 9000), data .. "!"
    closures[i] = function() return data end
  end
  for i, letter in ipairs{"a", "b", "c"} do
    assert(parts[i] == letter:rep(8999) and texts[i] == letter:rep(size) .. "!" and whole(closures[i](), letter))
  end
end

--- kept by an object of the script's own, whatever its methods are called
local size, connected, whole = require("letters")()

do
  local s, keeper = connected("abc"), {list = {}}
  function keeper:write(data) self.list[#self.list + 1] = data end
  for _ = 1, 3 do
    local data = s:recv(size)
    keeper:write(data)
  end
  assert(whole(keeper.list[1], "a") and whole(keeper.list[3], "c"))
end

--- kept by the same line in calls of itself, in tasks and in coroutines
local size, connected, whole = require("letters")()

do
  local s = connected("abcd")
  local function nested(letters)
    local data = s:recv(size)
    if #letters > 1 then nested(letters:sub(2)) end
    assert(data == letters:sub(1, 1):rep(size))
  end
  nested("abcd")
  s = connected("ab")
  local first = s:recv(size)
  local second = s:recv(size)
  assert(first == ("a"):rep(size) and second == ("b"):rep(size))
end

local function loop(s, letters, pause)
  local sum, got = hashlib.sha256(), 0
  while true do
    local data = s:recv(size)
    if data == "" then break end
    pause()
    sum:update(data)
    got = got + #data
  end
  expect.equal(got, #letters * size)
  local want = hashlib.sha256()
  for letter in letters:gmatch(".") do want:update(letter:rep(size)) end
  expect.equal(sum:hexdigest(), want:hexdigest())
end

loop(connected("abcabc"), "abcabc", function() end)
local tasks = {}
for i = 1, 4 do
  local letters = ("abcdefgh"):sub(i, i + 4)
  tasks[i] = task.spawn(loop, connected(letters), letters, function() time.sleep(0) end)
end
for _, t in ipairs(tasks) do t:join() end

local threads = {}
for i = 1, 4 do
  local letters = ("hgfedcba"):sub(i, i + 4)
  threads[i] = coroutine.wrap(function() loop(connected(letters), letters, coroutine.yield) return "done" end)
end
while #threads > 0 do
  for i = #threads, 1, -1 do
    if threads[i]() == "done" then table.remove(threads, i) end
  end
end

--- handed on to a file and to another socket
local size, connected, whole = require("letters")()

do
  local path = "borrowed"
  local s, file = connected("xyz"), assert(io.open(path, "wb"))
  local near, far = socket.socketpair()
  local reader = task.spawn(function() return near:recv_exact(3 * size) end)
  while true do
    local data = s:recv(size)
    if data == "" then break end
    file:write(data)
    far:sendall(data)
  end
  file:close()
  local want = ("x"):rep(size) .. ("y"):rep(size) .. ("z"):rep(size)
  assert(reader:join() == want)
  assert(io.open(path, "rb"):read("*a") == want)
end

--- read from files, kept and not
local size = 16384
local file = assert(io.open("letters", "w+b"))
for letter in ("abcde"):gmatch(".") do file:write(letter:rep(size)) end

file:seek("set")
local list = {}
while true do
  local block = file:read(size)
  if not block then break end
  list[#list + 1] = block
end
for i, letter in ipairs{"a", "b", "c", "d", "e"} do assert(list[i] == letter:rep(size)) end

file:seek("set")
local sum, copy, got = hashlib.sha256(), assert(io.open("copy", "wb")), 0
while true do
  local block = file:read(10000)
  if not block then break end
  sum:update(block)
  copy:write(block)
  got = got + #block
end
copy:close()
expect.equal(got, 5 * size)
expect.equal(sum:hexdigest(), hashlib.sha256(table.concat(list)):hexdigest())
assert(io.open("copy", "rb"):read("*a") == table.concat(list))

local function nested(depth)
  file:seek("set", (depth - 1) * size)
  local block = file:read(size)
  if depth < 5 then nested(depth + 1) end
  assert(block == ("abcde"):sub(depth, depth):rep(size))
end
nested(1)

--- read twice in one call
local size = 16384
local file = assert(io.open("twice", "w+b"))
for letter in ("abcdef"):gmatch(".") do file:write(letter:rep(size)) end
file:seek("set")
for i = 1, 3 do
  local block = file:read(size, size)
  assert(block == ("ace"):sub(i, i):rep(size))
end
