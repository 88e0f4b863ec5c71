-- Names of DNS messages (RFC 1035, section 4.1.4) as a codec for a header's
-- fields: require "dns_name" gives it.
--
--   local question = frame.header{{"name", require "dns_name"}, {"type", "u16"}, {"class", "u16", default = 1}}
--
-- A name is its text: "example.com", "." for the root; a dot or a backslash in a
-- label has a backslash before it. A decoded name has followed its pointers, a
-- name that is sent points to where its end stands already. To send another
-- pointer, give a table: {text = "www", pointer = 12} is www and then a pointer
-- to offset 12.
--
-- A codec in a header sees the message around: decode gets all of it and the
-- position of the name in it, encode gets what stands before the name.
local longest = 255

-- The labels of a text.
local function split(text)
  local labels, label = {}, ""
  for escaped, char in text:gmatch("(\\?)(.)") do
    if char == "." and escaped == "" then
      labels[#labels + 1], label = label, ""
    else
      label = label .. char
    end
  end
  if label ~= "" then labels[#labels + 1] = label end
  return labels
end

local function join(labels)
  if #labels == 0 then return "." end
  for i, label in ipairs(labels) do labels[i] = label:gsub("[.\\]", "\\%0") end
  return table.concat(labels, ".")
end

-- The name at pos, and the position after it; nil when it is not all there.
-- Every pointer leads to before the one that led there, so none leads in a ring.
local function decode(bytes, pos)
  local labels, size, behind, start = {}, 0, nil, pos
  while true do
    local n = bytes:byte(pos)
    if not n then return nil end
    if n >= 0xC0 then
      local low = bytes:byte(pos + 1)
      if not low then return nil end
      local to = (n - 0xC0) * 256 + low + 1
      if to >= start then error("the pointer to offset " .. to - 1 .. " does not lead back", 0) end
      behind, pos, start = behind or pos + 2, to, to
    elseif n > 63 then
      error(("a label cannot begin with the byte 0x%02x"):format(n), 0)
    else
      size = size + n + 1
      if size > longest then error("the name is longer than " .. longest .. " bytes", 0) end
      if #bytes < pos + n then return nil end
      if n == 0 then return join(labels), behind or pos + 1 end
      labels[#labels + 1] = bytes:sub(pos + 1, pos + n)
      pos = pos + n + 1
    end
  end
end

-- The offset at which a name stands in the bytes before, nil for none.
local function offset(before, labels, from)
  local name, first = join{unpack(labels, from)}, string.char(#labels[from]) .. labels[from]
  local at = before:find(first, 1, true)
  while at and at <= 0x4000 do
    local ok, found = pcall(decode, before, at)
    if ok and found == name then return at - 1 end
    at = before:find(first, at + 1, true)
  end
end

local function pointer(to) return string.char(0xC0 + math.floor(to / 256), to % 256) end

local function encode(name, before)
  local given = type(name) == "table" and name or {text = name}
  local labels, out = split(given.text or ""), ""
  for i, label in ipairs(labels) do
    if label == "" or #label > 63 then error("a label has 1 to 63 bytes, got " .. #label, 0) end
    local seen = not given.pointer and offset(before, labels, i)
    if seen then return out .. pointer(seen) end
    out = out .. string.char(#label) .. label
  end
  return out .. (given.pointer and pointer(given.pointer) or "\0")
end

return frame.custom{encode = encode, decode = decode}
