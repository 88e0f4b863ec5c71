-- The PostgreSQL protocol 3.0, as far as a start-up and a simple query go.
-- require "postgres" gives three codecs: startup for the first message of a
-- client, frontend and backend for all others of either side.
--
--   conn = sock:framed{send = postgres.startup, recv = postgres.backend}
local parameter = frame.header{{"name", "cstring"}, {"value", "cstring"}}

local startup = frame.header{
  max = 10000,
  {"length", "u32", length_of = "message"},
  {"major", "u16", default = 3},
  {"minor", "u16", default = 0},
  {"parameters", "list", of = parameter, rest = true},
  {"finish", "u8", const = 0},
}

-- A value of -1 bytes is NULL: then there are no bytes.
local cell = frame.header{
  {"size", "i32"},
  {"value", "bytes", length = "size", when = function(m) return m.size == nil or m.size >= 0 end},
}

local column = frame.header{
  {"name", "cstring"}, {"table", "u32", default = 0}, {"attribute", "u16", default = 0}, {"type", "u32"},
  {"size", "i16"}, {"modifier", "i32", default = -1}, {"format", "u16", default = 0},
}

local notice = frame.header{
  {"fields", "list", of = frame.header{{"code", "bytes:1"}, {"text", "cstring"}}, rest = true},
  {"finish", "u8", const = 0},
}

-- message declares the messages of one side. The length counts itself, not the
-- type.
local function message(types)
  return frame.header{
    {"type", "bytes:1"},
    {"length", "u32", length_of = {"length", "body"}},
    {"body", "switch", on = "type", cases = types, default = "bytes"},
  }
end

return {
  startup = startup,
  frontend = message{Q = frame.header{{"query", "cstring"}}, p = frame.header{{"password", "cstring"}}},
  backend = message{
    R = frame.header{{"method", "u32"}, {"data", "bytes"}},
    S = parameter,
    K = frame.header{{"process", "u32"}, {"secret", "u32"}},
    Z = frame.header{{"status", "bytes:1"}},
    T = frame.header{{"columns", "list", of = column, count = "u16"}},
    D = frame.header{{"cells", "list", of = cell, count = "u16"}},
    C = frame.header{{"tag", "cstring"}},
    E = notice, N = notice,
  },
}
