-- hashlib and hmac. What every algorithm computes is tested with the engine.

--- hashes of bytes that come in pieces
local h = hashlib.sha256()
expect.equal(h:hexdigest(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
h:update("a")
h:update("bc")
expect.equal(h:hexdigest(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
expect.equal(h:digest(), hex.decode(h:hexdigest()))
expect.equal(hashlib.sha256("abc"):digest(), h:digest())
expect.equal({h.name, h.digest_size, h.block_size}, {"sha256", 32, 64})
local s3 = hashlib.sha3_256()
expect.equal({s3.name, s3.digest_size, s3.block_size}, {"sha3_256", 32, 136})

--- every algorithm can be made by name and by function
expect.equal(hashlib.algorithms, {"blake2b", "blake2s", "md5", "sha1", "sha224", "sha256", "sha384", "sha3_224",
  "sha3_256", "sha3_384", "sha3_512", "sha512", "sha512_256"})
for _, name in ipairs(hashlib.algorithms) do
  local h = hashlib[name]("abc")
  expect.equal(h.name, name)
  expect.equal(#h:digest(), h.digest_size)
  expect.equal(hashlib.new(name, "abc"):digest(), h:digest())
  expect.equal(hmac.new("k", "m", name):digest(), hmac.digest("k", "m", hashlib[name]))
  expect.equal(hmac.new("k", nil, hashlib[name]).name, "hmac-" .. name)
end
expect.equal(hashlib.new("SHA1").name, "sha1")

--- the digest of a SHAKE is as long as is asked for
local s = hashlib.shake_128("a")
s:update("bc")
expect.equal(s:hexdigest(16), "5881092dd818bf5cf8a3ddb793fbcba7")
expect.equal({s.name, s.digest_size, s.block_size, hashlib.shake_256().block_size}, {"shake_128", 0, 168, 136})
expect.equal(hashlib.new("SHAKE_256", "abc"):digest(32), hex.decode("483366601360a8771c6863080cc4114d8db44530f8f1e1ee4f94ea37e78b5739"))
expect.equal({#s:digest(1000), s:digest(0), s:digest(1000):sub(1, 16)}, {1000, "", s:digest(16)})
local c = s:copy()
c:update("d")
expect.equal({c:digest(9), s:digest(9), c.name}, {hashlib.shake_128("abcd"):digest(9), hashlib.shake_128("abc"):digest(9), "shake_128"})
expect.error(function() s:digest() end, "shake:digest: length must be an integer, got nothing")
expect.error(function() s:digest(-1) end, "length must be an integer from 0 to 16777216, got -1")
expect.error(function() s:hexdigest(2 ^ 40) end, "length must be an integer from 0 to 16777216")
expect.error(function() hmac.new("k", "m", "Shake_128") end, "digestmod: shake_128 has no digest of a length of its own, so there is no HMAC of it")

--- a copy goes its own way
local h = hashlib.blake2b("begin")
local c = h:copy()
c:update(" and end")
expect.equal(c:digest(), hashlib.blake2b("begin and end"):digest())
expect.equal(h:digest(), hashlib.blake2b("begin"):digest())
expect.equal({c.name, c.digest_size, c.block_size}, {"blake2b", 64, 128})
local m = hmac.new("k", "begin", "sha1"):copy()
m:update(" and end")
expect.equal(m:digest(), hmac.digest("k", "begin and end", "sha1"))

--- vectors of RFC 2202 and RFC 4231
local function tag(name, key, msg) return hex.encode(hmac.digest(key, msg, name)) end
expect.equal(tag("md5", ("\x0b"):rep(16), "Hi There"), "9294727a3638bb1c13f48ef8158bfc9d")
expect.equal(tag("sha1", ("\x0b"):rep(20), "Hi There"), "b617318655057264e28bc0b6fb378c8ef146be00")
expect.equal(tag("sha256", ("\x0b"):rep(20), "Hi There"), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
expect.equal(tag("sha256", ("\xaa"):rep(131), "Test Using Larger Than Block-Size Key - Hash Key First"),
  "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
expect.equal(tag("sha256", "Jefe", "what do ya want for nothing?"), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")

--- compare_digest
expect.equal(hmac.compare_digest("abc", "abc"), true)
expect.equal(hmac.compare_digest("abc", "abd"), false)
expect.equal(hmac.compare_digest("abc", "ab"), false)
expect.equal(hmac.compare_digest("", ""), true)
expect.error(function() hmac.compare_digest("a", nil) end, "compare_digest: b must be a string, got nil")

--- what cannot be hashed
expect.error(function() hashlib.new("sha265") end, 'hashlib.new: name: no hash is named "sha265"; did you mean sha256?')
expect.error(function() hashlib.new() end, "name must be a string, got nothing")
expect.error(function() hashlib.sha257() end, "hashlib has no sha257; did you mean sha256?")
expect.error(function() hashlib.md5({}) end, "hashlib.md5: data must be a string, got a table")
expect.error(function() hashlib.blake2b("x", {digest_size = 16}) end, "hashlib.blake2b: takes data and nothing else")
expect.error(function() hashlib.md5().update("x") end, "call it with a colon")
expect.error(function() return hashlib.md5().size end, "a hash has no size")
expect.error(function() return hmac.new("k", "m", "md5").size end, "an HMAC has no size")
expect.error(function() hashlib.algorithms.md5() end)

--- digestmod is required
expect.error(function() hmac.new("k") end, "hmac.new: digestmod is required, as in Python")
expect.error(function() hmac.digest("k", "m") end, "hmac.digest: digestmod is required")
expect.error(function() hmac.digest("k", "m", print) end, "digestmod must be the name of a hash or a function of hashlib, got another function")
expect.error(function() hmac.digest("k", nil, "md5") end, "msg must be a string, got nil")

--- no error shows a key
local function text(fn, ...)
  local ok, err = pcall(fn, ...)
  expect.equal(ok, false)
  return tostring(err)
end
for _, fn in ipairs{hmac.new, hmac.digest} do
  expect.match(text(fn, 271828, "m", "md5"), "key must be a string, got a number$")
  expect.match(text(fn, nil, "m", "md5"), "key must be a string, got nil$")
  expect.match(text(fn, "m", "md5", 271828), "got a number$")
  for _, message in ipairs{text(fn, "m", "md5", "top secret"), text(fn, "m", "md5", ("s"):rep(100))} do
    expect.equal(message:find("top secret", 1, true), nil)
    expect.equal(message:find("sss", 1, true), nil)
  end
end
