-- Names of hosts, services, protocols and interfaces.

--- getaddrinfo: what is asked for
local function all(...)
  local texts = {}
  for i, info in ipairs(socket.getaddrinfo(...)) do
    texts[i] = ("%d/%d %s"):format(info.type, info.proto, tostring(info.address))
  end
  return table.concat(texts, ", ")
end
local TCP, UDP, DGRAM = socket.IPPROTO_TCP, socket.IPPROTO_UDP, socket.SOCK_DGRAM
expect.equal(all("127.1", 80), "1/6 127.0.0.1:80, 2/17 127.0.0.1:80, 3/0 127.0.0.1:80")
expect.equal(all("127.0.0.1", "http"), "1/6 127.0.0.1:80")
expect.equal(all("127.0.0.1", "domain"), "1/6 127.0.0.1:53, 2/17 127.0.0.1:53")
expect.equal(all("127.0.0.1", "domain", 0, DGRAM), "2/17 127.0.0.1:53")
expect.equal(all("127.0.0.1", "80", 0, 0, TCP), "1/6 127.0.0.1:80")
expect.equal(all("127.0.0.1", 80, 0, 0, UDP), "2/17 127.0.0.1:80")
expect.equal(all("127.0.0.1", nil, 0, socket.SOCK_RAW, socket.IPPROTO_ICMP), "3/1 127.0.0.1:0")
expect.equal(all(nil, 80, 0, 1), "1/6 127.0.0.1:80, 1/6 [::1]:80")
expect.equal(all(nil, 80, 0, 1, 0, socket.AI_PASSIVE), "1/6 0.0.0.0:80, 1/6 [::]:80")
expect.equal(all("localhost", 80, socket.AF_INET6, 1), "1/6 [::1]:80")
expect.equal(all("::ffff:1.2.3.4", 80, socket.AF_INET, 1), "1/6 1.2.3.4:80")
expect.equal(all("1.2.3.4", 80, socket.AF_INET6, 1, 0, socket.AI_V4MAPPED), "1/6 [::ffff:1.2.3.4]:80")
expect.equal(all("localhost", 80, socket.AF_INET6, 1, 0, socket.AI_V4MAPPED), "1/6 [::1]:80")
expect.equal(all("localhost", 80, socket.AF_INET6, 1, 0, socket.AI_V4MAPPED + socket.AI_ALL), "1/6 [::1]:80, 1/6 [::ffff:127.0.0.1]:80")
expect.equal(socket.getaddrinfo("127.1", 80, 0, 0, 0, socket.AI_CANONNAME)[1].canonname, "127.1")

--- getaddrinfo: what has no answer
for code, args in pairs{
  EAI_FAMILY = {"127.0.0.1", 80, socket.AF_UNIX}, EAI_SOCKTYPE = {"127.0.0.1", 80, 0, socket.SOCK_STREAM, socket.IPPROTO_UDP},
  EAI_SERVICE = {"127.0.0.1", "no such service"}, EAI_ADDRFAMILY = {"127.0.0.1", 80, socket.AF_INET6}, EAI_BADFLAGS = {"127.0.0.1", 80, 0, 0, 0, 0x10000},
} do
  local err = expect.error(function() socket.getaddrinfo(unpack(args)) end, {code = code, name = "gaierror", op = "getaddrinfo"})
  expect.equal(err.errno, socket[code])
end
for _, args in ipairs{{"localhost", 80, 0, 0, 0, socket.AI_NUMERICHOST}, {"127.0.0.1", "http", 0, 0, 0, socket.AI_NUMERICSERV}, {}} do
  expect.error(function() socket.getaddrinfo(args[1], unpack(args, 2, 6)) end, {code = "EAI_NONAME"})
end
expect.error(function() socket.getaddrinfo(nil, 80, 0, 0, 0, socket.AI_CANONNAME) end, {code = "EAI_BADFLAGS", message = "AI_CANONNAME needs a host"})
expect.error(function() socket.getaddrinfo("127.0.0.1", "http", 0, socket.SOCK_DGRAM) end, {code = "EAI_SERVICE", message = 'no service is called "http" over udp'})
for _, port in ipairs{-1, 65536, 1.5} do expect.error(function() socket.getaddrinfo("127.0.0.1", port) end, "port must be an integer from 0 to 65535") end
expect.error(function() socket.getaddrinfo("127.0.0.1", {}) end, "port must be an integer or string or nil")

--- getnameinfo
local function names(...) return table.concat({socket.getnameinfo(...)}, " ") end
local NUMBERS = socket.NI_NUMERICHOST + socket.NI_NUMERICSERV
expect.equal(names({"127.0.0.1", 80}, 0), "localhost http")
expect.equal(names({"127.0.0.1", 80}, NUMBERS), "127.0.0.1 80")
expect.equal(names({"127.0.0.1", 80}, socket.NI_DGRAM), "localhost 80")
expect.equal(names({"127.0.0.1", 53}, socket.NI_DGRAM + socket.NI_NUMERICHOST), "127.0.0.1 domain")
expect.equal(names({host = "::1", port = 65000}, socket.NI_NAMEREQD), "localhost 65000")
expect.equal(names({"fe80::1", 1, 0, 3}, NUMBERS), "fe80::1%3 1")
expect.equal(names({"10.0.0.1", 22}, socket.NI_NUMERICHOST), "10.0.0.1 ssh")
expect.error(function() socket.getnameinfo({"10.0.0.1", 22}, 0) end, {code = "EPERM", message = "look-up of the name of 10.0.0.1 is not allowed (EPERM); allow it with --allow-net=10.0.0.1"})
expect.error(function() socket.getnameinfo({"127.0.0.1", 80}, 1024) end, {code = "EAI_BADFLAGS"})
expect.error(function() socket.getnameinfo({path = "x"}, 0) end, {code = "EAI_FAMILY", address = "x"})
expect.error(function() socket.getnameinfo("127.0.0.1", 80) end, "address must be a table, got string")

--- names of addresses, and addresses of names
expect.equal({socket.gethostbyaddr("127.1")}, {"localhost", {}, {"127.0.0.1"}})
expect.equal({socket.gethostbyaddr("::1")}, {"localhost", {}, {"::1"}})
expect.equal({socket.gethostbyname_ex("localhost")}, {"localhost", {}, {"127.0.0.1"}})
expect.equal(socket.getfqdn("127.0.0.1"), "localhost")
expect.error(function() socket.gethostbyname("::1") end, {code = "EAI_ADDRFAMILY", op = "gethostbyname"})
expect.error(function() socket.gethostbyname("example.com") end, {code = "EPERM", message = "look-up of example.com is not allowed (EPERM); allow it with --allow-net=example.com"})
expect.error(function() socket.gethostbyname("a\0b") end, "the host must not contain a NUL byte")

--- services and protocols
expect.equal({socket.getservbyname("http"), socket.getservbyname("ntp", "udp"), socket.getservbyport(443, "tcp")}, {80, 123, "https"})
expect.equal({socket.getprotobyname("tcp"), socket.getprotobyname("ICMP")}, {6, 1})
local err = expect.error(function() socket.getservbyname("http", "udp") end, {code = "EAI_SERVICE", name = "gaierror", op = "getservbyname"})
expect.equal(err.message, 'no service is called "http" over udp')
expect.error(function() socket.getservbyport(1) end, "no service that is known has port 1")
expect.error(function() socket.getservbyport(70000) end, "port must be an integer from 0 to 65535")
expect.error(function() socket.getprotobyname("nothing") end, 'no protocol is called "nothing"')

--- interfaces
local all = socket.if_nameindex()
expect.truthy(#all > 0)
for _, i in ipairs(all) do
  expect.equal({socket.if_nametoindex(i.name), socket.if_indextoname(i.index)}, {i.index, i.name})
end
expect.error(function() socket.if_nametoindex("no-such-interface") end, {code = "ENODEV", address = "no-such-interface"})
expect.error(function() socket.if_indextoname(0) end, {code = "ENXIO"})
expect.error(function() socket.if_indextoname(-1) end, "index must be an integer from 0")

--- the name of the machine can be looked up or not, and is text
expect.truthy(#socket.gethostname() > 0)
expect.equal(socket.getfqdn("localhost"), "localhost")
