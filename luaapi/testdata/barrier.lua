-- The function barrier, where nobody has declared any.

--- tasks of a program meet
local log = {}
local function worker(name)
  for round = 1, 3 do
    log[#log + 1] = round
    barrier("round", 3)
  end
end
local tasks = {}
for i = 1, 3 do tasks[i] = task.spawn(worker, i) end
for _, t in ipairs(tasks) do t:join() end
expect.equal(log, {1, 1, 1, 2, 2, 2, 3, 3, 3})

--- alone at a barrier of one
barrier("me", 1)

--- a barrier needs a number
barrier("x") --> barrier: nobody has said how many meet at the barrier "x": write barrier("x", 2)

--- one number
barrier("x", 1)
barrier("x", 2) --> barrier: barrier "x" is for 1, not for 2

--- wrong arguments
expect.error(function() barrier() end, "barrier: name must be a string, got nothing")
expect.error(function() barrier("x", 0) end, "barrier: n must be an integer from 1 to 1048576, got 0")

--- a timeout takes its task away
expect.error(function() task.timeout(0.01, function() barrier("x", 2) end) end, {code = "ETIMEDOUT"})
local t = task.spawn(function() barrier("x", 2) end)
barrier("x", 2)
t:join()
