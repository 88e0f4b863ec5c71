package digests

import (
	"crypto/subtle"
	"slices"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/wire/digest"
)

const keyed = "key: string, msg: string or nil, digestmod: string or function"

// HMAC declares the module "hmac".
func HMAC() *bind.Module {
	return &bind.Module{
		Name: "hmac", Doc: "Keyed hashes (RFC 2104), after Python's hmac. Keys never appear in errors, reports or transcripts.",
		Example: `local key, message = "Jefe", "what do ya want for nothing?"
local tag = hmac.digest(key, message, "sha256")
print(hex.encode(tag):sub(1, 16)) --> 5bdcc146bf60754e
local h = hmac.new(key, nil, hashlib.sha256)
h:update(message)
print(h.name, hmac.compare_digest(h:digest(), tag)) --> hmac-sha256	true`,
		Funcs: []bind.Func{
			{Name: "new", Params: keyed, Returns: "HMAC", Doc: "Returns an HMAC of msg, or of nothing yet when that is nil. digestmod is the name of a hash or a function of hashlib; as in Python there is no default.", Run: newHMAC},
			{Name: "digest", Params: "key: string, msg: string, digestmod: string or function", Returns: "string", Doc: "Returns the HMAC of msg as bytes: the shortest and fastest way if msg is complete.", Run: oneShot},
			{Name: "compare_digest", Params: "a: string, b: string", Returns: "boolean", Doc: "Says whether a and b are equal, in a time that does not depend on where they differ. Strings of different length are not equal.", Example: `local received = hmac.digest("key", "message", "sha256")
print(hmac.compare_digest(received, hmac.digest("key", "message", "sha256"))) --> true
print(hmac.compare_digest(received, hmac.digest("wrong", "message", "sha256"))) --> false`, Run: compareDigest},
		},
		Classes: []*bind.Class{hmacClass},
	}
}

func newHMAC(c bind.Call) int {
	key, a := c.Secret(1), algorithm(c, 3)
	h := &object{a.HMAC(key), a, "hmac-" + a.Name()}
	if c.Given(2) {
		h.Write(c.Bytes(2))
	}
	return c.Push(h.value(c.S, hmacClass))
}

type keysKey struct{}

func oneShot(c bind.Call) int {
	key, message, a := c.Secret(1), c.Bytes(2), algorithm(c, 3)
	keys := c.S.Value(keysKey{}, func() any { return new(digest.Keys) }).(*digest.Keys)
	return c.Push(lua.LString(keys.Sum(a, key, message)))
}

func compareDigest(c bind.Call) int {
	return c.Push(lua.LBool(subtle.ConstantTimeCompare(c.Secret(1), c.Secret(2)) == 1))
}

// algorithm returns the hash that argument i, digestmod, stands for. Its
// value is not shown: a key may stand there by mistake.
func algorithm(c bind.Call, i int) *digest.Algorithm {
	switch v := c.Arg(i).(type) {
	case lua.LString:
		a, err := digest.Find(string(v))
		if slices.Contains(digest.Shakes(), strings.ToLower(string(v))) {
			c.Raise("digestmod: %s has no digest of a length of its own, so there is no HMAC of it", strings.ToLower(string(v)))
		}
		if err != nil {
			c.Raise("digestmod: %s", err)
		}
		return a
	case *lua.LFunction:
		if a := constructors(c.S)[v]; a != nil {
			return a
		}
		c.Raise("digestmod must be the name of a hash or a function of hashlib, got another function")
	case *lua.LNilType:
		c.Raise(`digestmod is required, as in Python: the name of a hash such as "sha256", or a function of hashlib`)
	}
	c.Raise("digestmod must be the name of a hash or a function of hashlib, got %s", c.Kind(i))
	return nil
}
