scenario("a list that has one element less", function()
  expect.equal({"b", "c", "d"}, {"a", "b", "c", "d"})
end)

scenario("more places than are shown, and a matcher among them", function()
  local received, expected = {}, {}
  for i = 1, 20 do
    received[i], expected[i] = i, i + i % 2
  end
  received.name, expected.name = "x", expect.matching("^y")
  received.extra = {1}
  expect.equal(received, expected)
end)

scenario("the fields that are asked for", function()
  expect.fields({type = "ping", seq = 7, more = true, body = {1, 2}, text = ("x"):rep(60) .. "b"},
    {type = "pong", seq = "7", ack = true, body = {1, 3}, text = ("x"):rep(60) .. "a"})
end)
