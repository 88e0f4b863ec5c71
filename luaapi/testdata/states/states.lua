-- Uses sockets in each state in each way and prints what comes of it, as states.py
-- does. They do not wait.
local S = socket
local function tcp() local l = S.create_server("127.0.0.1", 0) local c = S.create_connection(l:getsockname()) local s = l:accept() l:close() return c, s end
local function settle() task.sleep(0.02) end
local function linger0(b) b:setsockopt(1, 13, struct.pack("ii", 1, 0)) b:close() end
local function udp(bound) local s = S.socket(S.AF_INET, S.SOCK_DGRAM) if bound then s:bind("127.0.0.1", 0) end return s end
local function unix(t) return S.socketpair(S.AF_UNIX, t or S.SOCK_STREAM) end
local states = {
 {"new", function() return S.socket() end},
 {"bound", function() local s = S.socket() s:bind("127.0.0.1",0) return s end},
 {"listen", function() local s = S.socket() s:bind("127.0.0.1",0) s:listen() return s end},
 {"conn", tcp},
 {"peerclosed", function() local a,b = tcp() b:close() settle() return a end},
 {"peerclosed_sent", function() local a,b = tcp() b:close() settle() a:send("x") settle() return a end},
 {"peershut", function() local a,b = tcp() b:shutdown(1) settle() return a,b end},
 {"peerreset", function() local a,b = tcp() linger0(b) settle() return a end},
 {"peerreset_data", function() local a,b = tcp() b:send("a") linger0(b) settle() return a end},
 {"shutwr", function() local a,b = tcp() a:shutdown(1) settle() return a,b end},
 {"shutrd", function() local a,b = tcp() a:shutdown(0) settle() return a,b end},
 {"shutrd_data", function() local a,b = tcp() a:shutdown(0) b:send("a") settle() return a,b end},
 {"shutboth", function() local a,b = tcp() a:shutdown(2) settle() return a,b end},
 {"peershut_shutwr", function() local a,b = tcp() b:shutdown(1) settle() a:shutdown(1) settle() return a,b end},
 {"refused", function() local h = S.socket() h:bind("127.0.0.1",0) local s = S.socket() s:setblocking(false) s:connect_ex(h:getsockname()) settle() return s,h end},
 {"udp", udp}, {"udpbound", function() return udp(true) end},
 {"udpconn", function() local h = udp(true) local s = udp() s:connect(h:getsockname()) return s,h end},
 {"udpshut", function() local h = udp(true) local s = udp() s:connect(h:getsockname()) s:shutdown(2) return s,h end},
 {"udprefused", function() local s = udp() s:connect("127.0.0.1",1) s:send("x") settle() return s end},
 {"unew", function() return S.socket(S.AF_UNIX) end},
 {"upair", unix},
 {"upeerclosed", function() local a,b = unix() b:close() return a end},
 {"upeerclosed_unread", function() local a,b = unix() a:send("z") b:close() return a end},
 {"upeershut", function() local a,b = unix() b:shutdown(1) return a,b end},
 {"upeershutrd", function() local a,b = unix() b:shutdown(0) return a,b end},
 {"ushutwr", function() local a,b = unix() a:shutdown(1) return a,b end},
 {"ushutrd", function() local a,b = unix() a:shutdown(0) return a,b end},
 {"udgram", function() return unix(S.SOCK_DGRAM) end},
 {"udgram_closed", function() local a,b = unix(S.SOCK_DGRAM) b:close() return a end},
 {"udgram_new", function() return S.socket(S.AF_UNIX, S.SOCK_DGRAM) end},
 {"useq_closed", function() local a,b = unix(S.SOCK_SEQPACKET) b:close() return a end},
 {"useq", function() return unix(S.SOCK_SEQPACKET) end},
}
local H = S.create_server("127.0.0.1", 0) local HU = udp(true)
local function inet(s) return s.family == S.AF_INET end
local function target(s) return s.type == S.SOCK_DGRAM and HU:getsockname() or H:getsockname() end
local function sel(s) local r,w,x = select.select({s},{s},{s},0) return #r..#w..#x end
local ops = {
 {"recv", function(s) return s:recv(10) end}, {"recv2", function(s) pcall(s.recv,s,10) return s:recv(10) end},
 {"peek", function(s) return s:recv(10, S.MSG_PEEK) end}, {"recvfrom", function(s) return (s:recvfrom(10)) end},
 {"send", function(s) return s:send("hi") end}, {"send2", function(s) pcall(s.send,s,"hi") settle() return s:send("hi") end},
 {"send0", function(s) return s:send("") end}, {"sendto", function(s) return inet(s) and s:sendto("hi", target(s)) or "skip" end},
 {"accept", function(s) s:accept() return "acc" end}, {"listen", function(s) s:listen(1) end},
 {"connect", function(s) if inet(s) then s:connect(target(s)) else return "skip" end end},
 {"bind", function(s) if inet(s) then s:bind("127.0.0.1",0) else return "skip" end end},
 {"getpeername", function(s) s:getpeername() return "peer" end},
 {"shut0", function(s) s:shutdown(0) end}, {"shut1", function(s) s:shutdown(1) end}, {"shut2", function(s) s:shutdown(2) end},
 {"shut22", function(s) s:shutdown(2) s:shutdown(2) end},
 {"so_error", function(s) return s:getsockopt(1,4) end}, {"acceptconn", function(s) return s:getsockopt(1,30) end},
 {"select", sel}, {"select_after_recv", function(s) pcall(s.recv,s,10) return sel(s) end},
}
for _, st in ipairs(states) do for _, op in ipairs(ops) do
  local s, keep = st[2]()
  s:setblocking(false)
  local ok, r = pcall(op[2], s)
  if not ok then r = type(r)=="string" and r or r.code or tostring(r) end
  print(st[1] .. " " .. op[1] .. " " .. (r == nil and "OK" or tostring(r)))
  _KEEP = keep
end end
