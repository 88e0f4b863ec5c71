-- Module log, and what sending a table says.

--- wrong arguments
expect.error(function() log.info() end, "log.info: message must be a value, got nothing")
expect.error(function() log.info("%d", "x") end, "must be a number")
expect.error(function() log.info("%d %d", 1) end, "no value for %d")
log.error("an error that is logged does not raise")

--- only bytes travel
local a, b = pair()
local sentence = "a table cannot be sent: only bytes travel, make them with json.dumps or struct.pack, or give the connection a frame with a header"
expect.error(function() a:send({type = "ping"}) end, "socket:send: " .. sentence)
expect.error(function() a:sendall({}) end, "socket:sendall: " .. sentence)
expect.error(function() a:sendto({}, b:getsockname()) end, "socket:sendto: " .. sentence)
expect.error(function() a:send(struct.Struct("i")) end, "a Struct cannot be sent: only bytes travel")
expect.error(function() a:send(nil) end, "data must be a string, got nil")
local s = a:framed(frame.length(">I"))
expect.error(function() s:send_raw({}) end, "stream:send_raw: " .. sentence)
expect.error(function() s:send({type = "ping"}) end, {name = "FrameError"})
expect.error(function() s:send({}) end, "only bytes travel, make them with json.dumps or struct.pack")
