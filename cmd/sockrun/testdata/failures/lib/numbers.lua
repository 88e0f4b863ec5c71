local numbers = {}

function numbers.double(text)
  local n = tonumber(text)
  return n * 2
end

return numbers
