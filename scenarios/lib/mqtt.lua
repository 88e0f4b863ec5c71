-- MQTT 3.1.1 control packets as a header: require "mqtt" gives the codec.
--
--   conn = sock:framed(require "mqtt")
--   conn:send{type = "publish", qos = 1, body = {topic = "a/b", id = 7, payload = "hello"}}
--
-- What stands in a packet depends on its type and, for a publish, on the bits
-- beside the type.
local text = frame.length(">H")

local subscription = frame.header{
  {"filter", "bytes", length = "u16"},
  {"qos", "u8", default = 0},
}

local connect = frame.header{
  {"protocol", "bytes", length = "u16", default = "MQTT"},
  {"level", "u8", default = 4},
  {"flags", "u8", bits = {"_", "clean", "will", "will_qos1", "will_qos2", "will_retain", "password", "username"}},
  {"keep_alive", "u16", default = 60},
  {"client_id", "bytes", length = "u16"},
  {"will_topic", "bytes", length = "u16", when = function(m) return m.flags.will end},
  {"will_message", "bytes", length = "u16", when = function(m) return m.flags.will end},
  {"username", "bytes", length = "u16", when = function(m) return m.flags.username end},
  {"password", "bytes", length = "u16", when = function(m) return m.flags.password end},
}

local publish = frame.header{
  {"topic", "bytes", length = "u16"},
  {"id", "u16", when = function(m, packet) return packet.qos > 0 end},
  {"payload", "bytes"},
}

local identified = frame.header{{"id", "u16"}}

return frame.header{
  {"type", "u4", enum = {
    connect = 1, connack = 2, publish = 3, puback = 4, pubrec = 5, pubrel = 6, pubcomp = 7, subscribe = 8, suback = 9,
    unsubscribe = 10, unsuback = 11, pingreq = 12, pingresp = 13, disconnect = 14,
  }},
  {"dup", "u1", default = 0},
  {"qos", "u2", default = 0}, -- 1 in subscribe, unsubscribe and pubrel
  {"retain", "u1", default = 0},
  {"remaining", "varint", length_of = "body"},
  {"body", "switch", on = "type", default = "bytes", cases = {
    connect = connect,
    connack = frame.header{{"present", "u8", default = 0}, {"code", "u8", default = 0}},
    publish = publish,
    puback = identified, pubrec = identified, pubrel = identified, pubcomp = identified, unsuback = identified,
    subscribe = frame.header{{"id", "u16"}, {"filters", "list", of = subscription, rest = true}},
    suback = frame.header{{"id", "u16"}, {"codes", "list", of = "u8", rest = true}},
    unsubscribe = frame.header{{"id", "u16"}, {"filters", "list", of = text, rest = true}},
  }},
}
