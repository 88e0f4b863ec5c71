-- TLS over sockets: what is true of a socket stays true of one that is wrapped.
-- secured() returns both ends of a connection, the client's first.

--- a connection and what it has agreed on
local a, b = pair()
local certificate = tls.self_signed{names = {"example.com", "10.0.0.1"}}
expect.equal(tls.info(a), nil)
local server = task.spawn(function()
  expect.truthy(b:starttls{cert = certificate, alpn = {"two", "one"}} == b)
end)
expect.truthy(a:starttls{ca = certificate, server_name = "example.com", alpn = {"one", "three"}} == a)
server:join()
local info = tls.info(a)
expect.fields(info, {version = "1.3", alpn = "one", server_name = "example.com"})
expect.match(info.cipher, "^TLS_")
expect.fields(info.peer, {subject = "example.com", issuer = "example.com", names = {"example.com", "10.0.0.1"}, pem = certificate.pem})
expect.between(info.peer.not_after - time.time(), 23 * 3600, 25 * 3600)
expect.equal({#info.peer.sha256, info.peer.not_after}, {64, certificate.not_after})
expect.fields(tls.info(b), {version = "1.3", alpn = "one", server_name = "example.com"})
expect.equal(tls.info(b).peer, nil)
a:close()
b:close()

--- bytes, lines and ends
local a, b = secured()
a:sendall("hello\nworld\nrest")
expect.equal(b:recv(2, socket.MSG_PEEK):sub(1, 1), "h")
expect.equal(b:recv_exact(2), "he")
expect.equal(b:recv_line(), "llo")
expect.equal(b:recv_until("d"), "world")
a:shutdown(socket.SHUT_WR)
expect.equal(b:recv_exact(1), "\n")
expect.error(function() b:recv_exact(9) end, {code = "EOF", partial = 4})
expect.equal(b:recv_exact(4), "rest")
expect.equal(b:recv(9), "")
expect.equal(b:recv(9), "")
expect.error(function() a:sendall("more") end, {code = "EPIPE"})
b:sendall("the other half is open")
expect.equal(a:recv_exact(22), "the other half is open")
b:close()
expect.equal(a:recv(1), "")
a:close()
expect.error(function() a:recv(1) end, {code = "EBADF"})

--- a stream of messages
local a, b = secured()
local left, right = a:framed(frame.length(">H")), b:framed(frame.length(">H"))
local server = task.spawn(function()
  for message in right:messages() do right:send(message:upper()) end
  right:close()
end)
expect.equal(left:request("hello"), "HELLO")
expect.equal(left:request(("x"):rep(60000)), ("X"):rep(60000))
left.socket:shutdown(socket.SHUT_WR)
left:expect_close(5)
server:join()
left:close()

--- a timeout loses nothing
local a, b = secured()
b:settimeout(0.01)
expect.error(function() b:recv(1) end, {code = "ETIMEDOUT"})
a:sendall("abc")
select.select({b}, {}, {}, 5)
expect.error(function() b:recv_exact(6) end, {code = "ETIMEDOUT", partial = 3})
a:sendall("def")
b:settimeout(5)
expect.equal(b:recv_exact(6), "abcdef")
b:settimeout(nil)
expect.error(function() task.timeout(0.01, function() b:recv(1) end) end, {code = "ETIMEDOUT"})
a:sendall("x")
expect.equal(b:recv(1), "x")
b:setblocking(false)
expect.error(function() b:recv(1) end, {code = "EAGAIN"})
a:close()
b:close()

--- more than there is room for
local a, b = secured()
a:settimeout(0.02)
local data = ("0123456789"):rep(2000000)
local ok, err = pcall(a.sendall, a, data)
expect.equal(err.code, "ETIMEDOUT")
local reader = task.spawn(function() return b:recv_exact(err.partial) end)
a:settimeout(5)
a:sendall("!")                           -- with what has not gone yet
expect.truthy(reader:join() == data:sub(1, err.partial))
expect.equal(b:recv_exact(1), "!")
a:setblocking(false)
local sent = 0
repeat
  local ok, n = pcall(a.send, a, data)
  if ok then sent = sent + n end
until not ok
expect.equal(n, nil)
local reader = task.spawn(function() return b:recv_exact(sent) end)
local waiting = task.spawn(function() a:settimeout(5) return a:recv_exact(3) end)
expect.equal(#reader:join(), sent)       -- what was pending goes while a waits
b:sendall("all")
expect.equal(waiting:join(), "all")
a:close()
b:close()

--- both ways at once
local a, b = secured()
local data = ("x"):rep(1000000)
local tasks = {}
for i, s in ipairs{a, b} do
  tasks[2 * i] = task.spawn(function() s:sendall(data) end)
  tasks[2 * i - 1] = task.spawn(function() return s:recv_exact(#data) end)
end
for _, t in ipairs(tasks) do t:join() end
a:close()
b:close()

--- select
local a, b = secured()
local function ready(...) return #(select.select({b}, {}, {}, ...)) end
expect.equal(ready(0), 0)
a:sendall("two")
expect.equal(ready(5), 1)
expect.equal(b:recv(1), "t")
expect.equal(ready(5), 1)
expect.equal(b:recv_exact(2), "wo")
expect.equal(ready(0), 0)
expect.equal(#select.select({}, {a}, {}, 0), 0)
local _, writable = select.select({}, {a}, {}, 5)
expect.equal(#writable, 1)
a:close()
expect.equal(ready(5), 1)
expect.equal(b:recv(1), "")
b:close()

--- a file of a socket
local a, b = secured()
a:makefile("w"):write("one\n", "two\n")
local file = b:makefile()
expect.equal(file:read(), "one")
local f = io.open("sent.txt", "w+")
f:write(("x"):rep(100000))
expect.equal(a:sendfile(f), 100000)
f:close()
os.remove("sent.txt")
a:close()
expect.equal(file:read(), "two")
expect.equal(#file:read("*a"), 100000)
b:close()

--- close wakes who waits, and resets who is not heard
local a, b = secured()
local reader = task.spawn(function() return pcall(a.recv, a, 1) end)
task.sleep(0.01)
a:close()
local ok, err = reader:join()
expect.equal({ok, err.code}, {false, "EBADF"})
expect.equal(b:recv(1), "")
b:close()
local a, b = secured()
a:sendall("nobody reads this")
expect.equal(b:recv(1), "n")
b:close()
expect.error(function() a:recv(1) end, {code = "ECONNRESET"})
local a, b = secured()
a:reset()
expect.error(function() b:recv(1) end, {code = "ECONNRESET"})

--- what does not go over TLS
local a, b = secured()
expect.error(function() a:dup() end, {code = "EOPNOTSUPP"})
expect.error(function() a:recv(1, socket.MSG_OOB) end, {code = "EOPNOTSUPP"})
expect.error(function() a:sendto("x", a:getpeername()) end, {code = "EOPNOTSUPP"})
expect.error(function() a:starttls{verify = false} end, {code = "EALREADY"})
a:close()
b:close()

--- bytes that came before
local a, b = pair()
local lines = a:framed(frame.delimiter("\n"))
b:sendall(("early\n"):rep(50))
repeat lines:recv() until lines:unread() > 0
expect.error(function() a:starttls{verify = false} end, {code = "EBUSY"})
a:close()
b:close()

--- no handshake without waiting
local a, b = pair()
a:setblocking(false)
expect.error(function() tls.wrap(a, {verify = false}) end, {code = "EAGAIN"})
a:settimeout(0.02)
expect.error(function() tls.wrap(a, {verify = false}) end, {code = "ETIMEDOUT", op = "tls.wrap", address = tostring(b:getsockname())})
expect.error(function() tls.wrap(socket.socket(socket.AF_INET, socket.SOCK_DGRAM), {verify = false}) end, {code = "EOPNOTSUPP"})

--- who is not trusted
local function try(server, client)
  local a, b = pair()
  local served = task.spawn(function() return select("#", pcall(b.starttls, b, server)), pcall(b.recv, b, 1) end)
  local ok, err = pcall(a.starttls, a, client)
  if ok then ok, err = pcall(a.recv, a, 1) end
  a:close()
  served:join()
  b:close()
  return err.code, err
end
local authority = tls.certificate{subject = "authority", ca = true}
local function made(options) options.issuer = authority options.names = {"localhost"} return tls.certificate(options) end
local good, old, other = made{}, made{not_after = -3600}, tls.self_signed{names = {"localhost"}}
local code, err = try({cert = good}, {ca = other, server_name = "localhost"})
expect.equal({code, err.name}, {"TLS_UNKNOWN_CA", "ssl.SSLCertVerificationError"})
expect.match(err.message, 'issued by "authority"')
code, err = try({cert = old}, {ca = authority, server_name = "localhost"})
expect.equal(code, "TLS_EXPIRED")
expect.match(err.message, "expired at %d+%-%d+%-%d+T")
code, err = try({cert = good}, {ca = authority, server_name = "elsewhere"})
expect.equal(code, "TLS_NAME")
expect.match(err.message, "is for localhost, not for elsewhere")
code, err = try({cert = good}, {ca = authority})
expect.equal(code, "TLS_NAME")
expect.match(err.message, "not for 127.0.0.1")
code, err = try({cert = good, ca = authority, client_cert = "require"}, {ca = authority, server_name = "localhost", cert = other})
expect.equal({code, err.name}, {"TLS_ALERT", "ssl.SSLError"})
code = try({cert = good, ca = authority, client_cert = "require"}, {ca = authority, server_name = "localhost"})
expect.equal(code, "TLS_ALERT")
code = try({cert = good, min_version = "1.3"}, {ca = authority, server_name = "localhost", max_version = "1.2"})
expect.equal(code, "TLS_VERSION")
code, err = try({cert = good, alpn = {"h2"}}, {ca = authority, server_name = "localhost", alpn = {"h3"}})
expect.equal(code, "TLS_ALERT")
expect.match(err.message, "no application protocol")
for own, theirs in pairs{["h2"] = "http/1.1", ["http/1.1"] = "h2"} do
  code, err = try({cert = good, alpn = {own}}, {ca = authority, server_name = "localhost", alpn = {theirs}})
  expect.equal(code, "TLS_ALERT")
  expect.match(err.message, "no application protocol")
end

--- whoever speaks no TLS
local a, b = pair()
b:sendall("220 ready\r\n")
expect.error(function() a:starttls{verify = false} end, {code = "TLS_NOT_TLS"})
expect.error(function() a:recv(1) end, {code = "TLS_NOT_TLS"})

--- whoever speaks no TLS, and not for long
for _, last in ipairs{"close", "shutdown"} do
  local a, b = pair()
  b:sendall("no")
  if last == "close" then b:close() else b:shutdown(socket.SHUT_WR) end
  local err = expect.error(function() a:starttls{verify = false} end, {code = "TLS_NOT_TLS"})
  expect.match(err.message, 'begins with "no"')
end

--- whoever ends within the first record
local a, b = pair()
b:sendall("\x16\x03")
b:shutdown(socket.SHUT_WR)
expect.error(function() a:starttls{verify = false} end, {code = "EOF"})
a:close()
local a, b = pair()
b:close()
expect.error(function() a:starttls{verify = false} end, {code = "EOF"})

--- certificates in files
local ca = tls.certificate{subject = "ca", ca = true}
local leaf = tls.certificate{names = {"127.0.0.1"}, issuer = ca}
expect.equal({leaf.subject, leaf.issuer, tostring(leaf)}, {"127.0.0.1", "ca", 'certificate of "127.0.0.1"'})
ca:save("ca.pem")
leaf:save("leaf.pem", "leaf.key")
local a, b = pair()
local server = task.spawn(function() b:starttls{cert = "leaf.pem", key = "leaf.key"} end)
a:starttls{ca = "ca.pem"}
server:join()
local key = io.open("leaf.key"):read("*a")
expect.error(function() b:starttls{cert = leaf.pem, key = key, alpn = 1} end, "alpn must be a list of strings, got 1")
expect.error(function() b:starttls{cert = ca.pem, key = key} end, "that of another certificate")
expect.error(function() b:starttls{cert = "leaf.pem", key = "ca.pem"} end, "no private key in PEM")
expect.error(function() b:starttls{cert = "missing.pem"} end, {code = "ENOENT"})
for _, name in ipairs{"ca.pem", "leaf.pem", "leaf.key"} do os.remove(name) end

--- keys are shown nowhere
local secret = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n"
for _, options in ipairs{{cert = secret, key = secret}, {cert = tls.self_signed{}.pem, key = secret}, {cert = {}, key = secret}, {key = secret}, {ca = secret}, {cert = tls.self_signed().pem, key = "c2VjcmV0"}} do
  local a, b = pair()
  local ok, err = pcall(a.starttls, a, options)
  expect.equal({ok, (tostring(err):find("c2VjcmV0"))}, {false, nil})
end
expect.error(function() print(tls.self_signed{}.key) end, "certificate has no key")

--- wrong options
local a, b = pair()
local function fails(text, options) expect.error(function() a:starttls(options) end, text) end
fails("has no option \"sever_name\"", {sever_name = "x"})
fails("a server needs cert", {server_side = true})
fails("client_cert needs ca", {server_side = true, cert = tls.self_signed{}, client_cert = "require"})
fails("client_cert is for servers", {client_cert = "require"})
fails('client_cert must be "require", got string "maybe"', {client_cert = "maybe"})
fails("min_version: a version of TLS is 1.0, 1.1, 1.2 or 1.3", {min_version = "3"})
fails("server_name must be a string, got 5", {server_name = 5})
fails("ca must be a certificate, PEM text or the name of a file, got a table", {ca = {}})
fails("ca: there is no certificate in PEM", {ca = "-----BEGIN nothing"})
local unixes = socket.socketpair()
expect.error(function() unixes:starttls{} end, "a client needs server_name")
expect.error(function() tls.certificate{issuer = tls.self_signed{names = {"x"}}} end, 'the issuer "x" is no authority')
expect.error(function() tls.self_signed{not_after = "soon"} end, "not_after must be seconds from now")
expect.equal(tls.self_signed().names, {"localhost", "127.0.0.1", "::1"})
expect.equal(tls.certificate{ca = true}.names, {})
expect.error(function() tls.wrap("x") end, "socket must be a socket, got string")
