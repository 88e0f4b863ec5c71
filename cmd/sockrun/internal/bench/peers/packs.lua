-- One call of string.pack or string.unpack: prints calls/s and the peak of memory as JSON.
local all, v, s, n = table.unpack, {}, "0123456789abcdef", CALLS
for i = 1, 256 do v[i] = i - 1 end
local pack, unpack = string.pack, string.unpack
local data = pack("FORMAT", ARGS)
local began = os.clock() -- processor time: this program never waits
for i = 1, n do
  CALL
end
local rate, kib = n / (os.clock() - began), 0
for line in io.lines("/proc/self/status") do kib = tonumber(line:match("VmHWM:%s*(%d+)")) or kib end
print(string.format('{"value": %f, "kib": %d}', rate, kib))
