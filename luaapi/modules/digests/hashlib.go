// Package digests holds the Lua modules "hashlib" and "hmac", after Python's.
// The hash functions are in luaapi/wire/digest. Keys never appear in errors.
package digests

import (
	"slices"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/thread"
	"sockrun/luaapi/wire/digest"
)

// Hashlib declares the module "hashlib".
func Hashlib() *bind.Module {
	m := &bind.Module{
		Name: "hashlib", Doc: "Hashes of bytes, after Python's hashlib. md5 and sha1 are included because protocols use them; they are not secure.",
		Example: `print(hashlib.md5("abc"):hexdigest()) --> 900150983cd24fb0d6963f7d28e17f72
local h = hashlib.sha256()
h:update("to be ")
h:update("continued")
print(h.name, h.digest_size, h:digest() == hashlib.sha256("to be continued"):digest()) --> sha256	32	true`,
		Funcs: []bind.Func{{
			Name: "new", Params: "name: string, data?: string", Returns: "hash or shake",
			Doc:     "Returns a hash, of the algorithm with that name, of data or of nothing yet. The names are those in hashlib.algorithms, shake_128 and shake_256; their case does not matter.",
			Example: `print(hashlib.new("sha1", "abc"):hexdigest()) --> a9993e364706816aba3e25717850c26c9cd0d89d`, Run: newHash,
		}},
		Consts:  []bind.Const{{Name: "algorithms", Value: lua.LNil, Doc: "the names that new and hmac take, a sorted list: " + strings.Join(digest.Names(), ", ")}},
		Classes: []*bind.Class{hashClass, shakeClass},
		Global:  withConstructors,
	}
	for _, name := range digest.Names() {
		a, _ := digest.Find(name)
		m.Funcs = append(m.Funcs, constructor(a))
	}
	for _, name := range digest.Shakes() {
		m.Funcs = append(m.Funcs, shakeConstructor(name))
	}
	return m
}

func constructor(a *digest.Algorithm) bind.Func {
	return bind.Func{
		Name: a.Name(), Params: "data?: string", Returns: "hash",
		Doc: "Returns a " + a.Name() + " hash of data, or of nothing yet. The function itself can be given as digestmod to hmac.",
		Run: func(c bind.Call) int {
			if c.Len() > 1 {
				c.Raise("takes data and nothing else")
			}
			return hashOf(c, a, 1)
		},
	}
}

func newHash(c bind.Call) int {
	name := c.String(1)
	if slices.Contains(digest.Shakes(), strings.ToLower(name)) {
		return shakeOf(c, strings.ToLower(name), 2)
	}
	a, err := digest.Find(name)
	if err != nil {
		c.Raise("name: %s", err)
	}
	return hashOf(c, a, 2)
}

// hashOf pushes a hash of argument i.
func hashOf(c bind.Call, a *digest.Algorithm, i int) int {
	h := &object{a.New(), a, a.Name()}
	if c.Given(i) {
		h.Write(c.Bytes(i))
	}
	return c.Push(h.value(c.S, hashClass))
}

type constructorsKey struct{}

// constructors returns a VM's functions that stand for an algorithm.
func constructors(s *thread.State) map[*lua.LFunction]*digest.Algorithm {
	return s.Value(constructorsKey{}, func() any { return map[*lua.LFunction]*digest.Algorithm{} }).(map[*lua.LFunction]*digest.Algorithm)
}

// Named returns the name of the hash that a function of a VM's hashlib makes,
// "" for other functions.
func Named(s *thread.State, fn *lua.LFunction) string {
	if a := constructors(s)[fn]; a != nil {
		return a.Name()
	}
	return ""
}

// withConstructors puts the list of names into the module, and remembers its
// functions for digestmod.
func withConstructors(s *thread.State, table *lua.LTable) lua.LValue {
	names := s.L.CreateTable(len(digest.Names()), 0)
	for _, name := range digest.Names() {
		names.Append(lua.LString(name))
		a, _ := digest.Find(name)
		constructors(s)[table.RawGetString(name).(*lua.LFunction)] = a
	}
	table.RawSetString("algorithms", names)
	return table
}
