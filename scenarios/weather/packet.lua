-- A message with its number and a checksum: seal makes a datagram of it, open
-- gives both back, and nothing when a byte is wrong.
local packet = {}

function packet.seal(seq, text)
  local body = struct.pack(">I", seq) .. text
  return struct.pack(">I", zlib.crc32(body)) .. body
end

function packet.open(data)
  if #data < 8 then return nil end
  local body = data:sub(5)
  if struct.unpack(">I", data:sub(1, 4)) ~= zlib.crc32(body) then return nil end
  return struct.unpack(">I", body:sub(1, 4)), body:sub(5)
end

return packet
