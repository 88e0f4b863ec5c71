-- A table of cases, each of which is a scenario with a name of its own: they
-- run at the same time, and -r chooses among them.

local function calculate(line)
  local a, operator, b = line:match("^(-?%d+) ([-+*]) (-?%d+)$")
  if not a then return "error: not understood" end
  a, b = tonumber(a), tonumber(b)
  if operator == "+" then return tostring(a + b) end
  if operator == "-" then return tostring(a - b) end
  return tostring(a * b)
end

local function calculator(s)
  return s:server{
    name = "calculator",
    listen = "tcp://127.0.0.1:0",
    frame = {delimiter = "\n"},
    handler = function(conn)
      for line in conn:messages() do conn:send(calculate(line)) end
    end,
  }
end

local cases = {
  {name = "adds", asked = "1 + 2", answer = "3"},
  {name = "subtracts below zero", asked = "1 - 2", answer = "-1"},
  {name = "multiplies", asked = "-3 * 4", answer = "-12"},
  {name = "refuses what it does not know", asked = "1 / 2", answer = "error: not understood"},
}

for _, case in ipairs(cases) do
  scenario("the calculator " .. case.name, {tags = {"tcp"}, timeout = "5s"}, function(s)
    local conn = s:connect(calculator(s))
    expect.equal(conn:request(case.asked), case.answer)
  end)
end

scenario("the calculator answers in order", {tags = {"tcp"}}, function(s)
  s:client{
    name = "alice", connect = calculator(s),
    steps = {
      {send = "1 + 1"},
      {send = "2 + 2"},
      {expect = "2"},
      {expect = {lua = function(value) return tonumber(value) == 4 end}},
      "close",
    },
  }:join()
end)
