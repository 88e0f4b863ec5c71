-- bare returns a copy of a decoded message without the fields of certain names,
-- at any depth. What is left out, such as lengths, is computed anew when the copy
-- is sent.
local function bare(message, names)
  if type(message) ~= "table" then return message end
  local copy = {}
  for key, value in pairs(message) do
    if not names[key] then copy[key] = bare(value, names) end
  end
  return copy
end

-- The names come as a list.
return function(message, ...)
  local names = {}
  for _, name in ipairs{...} do names[name] = true end
  return bare(message, names)
end
