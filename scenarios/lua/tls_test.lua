-- TLS in a scenario in Lua: the same keys, and certificates that are made on the
-- spot.

scenario("a server of one's own certificate", {tags = {"tls"}}, function(s)
  local ca = tls.certificate{subject = "my authority", ca = true}
  local certificate = tls.certificate{names = {"shop.example.com"}, issuer = ca}
  local server = s:server{
    listen = "tls://127.0.0.1:0", tls = {cert = certificate}, frame = {delimiter = "\n"},
    handler = function(conn)
      for line in conn:messages() do conn:send(line:upper()) end
    end,
  }
  local conn = s:connect(server)
  expect.equal(conn:request("hello"), "HELLO")
  expect.equal(tls.info(conn).peer.issuer, "my authority")

  local byAddress = s:connect(server.address, {tls = {ca = ca, server_name = "shop.example.com"}, frame = {delimiter = "\n"}})
  expect.equal(byAddress:request("again"), "AGAIN")
end)

scenario("a client that trusts others", {tags = {"tls"}}, function(s)
  local server = s:server{listen = "tls://127.0.0.1:0", handler = function(conn) conn:recv(1) end}
  local stranger = tls.self_signed{names = {"localhost"}}
  expect.error(function() s:connect(server, {tls = {ca = stranger}}) end, {code = "TLS_UNKNOWN_CA"})
  expect.error(function() s:connect(server, {tls = {server_name = "nobody.example.com"}}) end, {code = "TLS_NAME"})
end)

scenario("certificates by name", {tags = {"tls"}, certs = {ca = {ca = true}, shop = {issuer = "ca"}, alice = {issuer = "ca"}},
  sequences = {begin = {{starttls = {cert = "shop"}}}}}, function(s)
  local server = s:server{
    listen = "tls://127.0.0.1:0", tls = {cert = "shop", ca = "ca", client_cert = "require"},
    steps = {{send = "welcome"}, {starttls = true, fails = "EALREADY"}},
  }
  local alice = s:client{connect = server, tls = {cert = "alice"}, steps = {{expect = "welcome"}}}
  alice:join()
  local later = s:server{listen = "tcp://127.0.0.1:0", steps = {{run = "begin"}, {send = "welcome"}}}
  s:client{connect = later, steps = {{starttls = {ca = "ca", server_name = "localhost"}}, {expect = "welcome"}}}:join()
  local refusing = s:server{listen = "tls://127.0.0.1:0", tls = {ca = "ca", client_cert = "require"}, handshake_fails = "TLS_NO_CERTIFICATE"}
  s:client{connect = refusing, steps = {{expect = "welcome"}}}:join()
  expect.error(function() s:server{listen = "tls://127.0.0.1:0", tls = {cert = "shp"}, accept = 0} end, "did you mean `shop`")
end)
