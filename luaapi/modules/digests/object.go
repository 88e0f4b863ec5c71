package digests

import (
	"encoding/hex"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/wire/digest"
)

// object is what hash and HMAC objects hold.
type object struct {
	digest.Hash
	algorithm *digest.Algorithm
	name      string // that scripts see
}

var (
	hashClass = class("hash", "A hash of the bytes that were given to it so far.", `local h = hashlib.sha256("begin")
local other = h:copy()
other:update(" and end")
print(h:hexdigest():sub(1, 8), other:digest() == hashlib.sha256("begin and end"):digest()) --> e6f07d43	true`)
	hmacClass = class("HMAC", "An HMAC of the bytes that were given to it so far. Its key cannot be read from it.", `local h = hmac.new("key", "part one, ", "sha1")
h:update("part two")
print(h:hexdigest():sub(1, 8), h.digest_size) --> b986a459	20`)
)

func class(name, doc, example string) *bind.Class {
	return &bind.Class{
		Name: name, Doc: doc, Example: example,
		Fields: []bind.Const{
			{Name: "name", Doc: `the algorithm: "sha256", of an HMAC "hmac-sha256"`},
			{Name: "digest_size", Doc: "the length of the digest in bytes"},
			{Name: "block_size", Doc: "the length of the algorithm's blocks in bytes"},
		},
		Reads: []string{"update"},
		Methods: []bind.Func{
			{Name: "update", Params: "data: string", Doc: "Adds data behind what it has: the same as one hash of all of it.", Run: update},
			{Name: "digest", Returns: "string", Doc: "Returns the digest of all data so far, digest_size bytes. More data may follow.", Run: digestOf},
			{Name: "hexdigest", Returns: "string", Doc: "Returns the digest as lower-case hexadecimal digits.", Run: hexDigest},
			{Name: "copy", Returns: name, Doc: "Returns a copy that goes its own way: for data that begin alike.", Run: copied},
		},
	}
}

func update(c bind.Call) int {
	h := bind.Self[*object](c)
	h.Write(c.Bytes(1))
	return 0
}

func digestOf(c bind.Call) int { return c.Push(lua.LString(bind.Self[*object](c).Sum(nil))) }

func hexDigest(c bind.Call) int {
	return c.Push(lua.LString(hex.EncodeToString(bind.Self[*object](c).Sum(nil))))
}

func copied(c bind.Call) int {
	h := *bind.Self[*object](c)
	clone, err := h.Clone()
	if err != nil {
		c.Raise("%s", err)
	}
	h.Hash = clone
	ud := c.L.Get(1).(*lua.LUserData)
	return c.Push(&lua.LUserData{Value: &h, Metatable: ud.Metatable})
}

type metatableKey struct {
	class     *bind.Class
	algorithm *digest.Algorithm
}

// value returns h as an object of a class. Those of one algorithm show the
// same fields and so share a metatable.
func (h *object) value(s *thread.State, class *bind.Class) *lua.LUserData {
	meta := s.Value(metatableKey{class, h.algorithm}, func() any {
		return bind.New(s, class, nil,
			bind.Field{Name: "name", Value: lua.LString(h.name)},
			bind.Field{Name: "digest_size", Value: lua.LNumber(h.Size())},
			bind.Field{Name: "block_size", Value: lua.LNumber(h.BlockSize())}).Metatable
	}).(lua.LValue)
	return &lua.LUserData{Value: h, Metatable: meta}
}
