// Package digest knows the hash functions of hashlib by Python's names, and
// makes hashes and HMACs (RFC 2104) of them. It knows nothing of Lua. Keys
// never appear in its errors.
package digest

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"fmt"
	"hash"
	"strings"

	"golang.org/x/crypto/blake2b"
	"golang.org/x/crypto/blake2s"

	"sockrun/luaapi/wire/spell"
)

// Hash is a hash or an HMAC of what has been written to it. Sum does not
// change it, and Clone never fails. One goroutine may use it at a time.
type Hash = hash.Cloner

// Algorithm is a hash function. It never changes and any goroutine may use it.
type Algorithm struct {
	name string
	anew func() Hash
}

// algorithms are sorted by name.
var algorithms = []*Algorithm{
	{"blake2b", ofBLAKE2(blake2b.New512)}, {"blake2s", ofBLAKE2(blake2s.New256)}, {"md5", cloner(md5.New)}, {"sha1", cloner(sha1.New)},
	{"sha224", cloner(sha256.New224)}, {"sha256", cloner(sha256.New)}, {"sha384", cloner(sha512.New384)},
	{"sha3_224", ofSHA3(sha3.New224)}, {"sha3_256", ofSHA3(sha3.New256)}, {"sha3_384", ofSHA3(sha3.New384)}, {"sha3_512", ofSHA3(sha3.New512)},
	{"sha512", cloner(sha512.New)}, {"sha512_256", cloner(sha512.New512_256)},
}

var byName = func() map[string]*Algorithm {
	found := map[string]*Algorithm{}
	for _, a := range algorithms {
		found[a.name] = a
	}
	return found
}()

// cloner gives a constructor of the standard library, whose hashes can be
// cloned, its full type.
func cloner(anew func() hash.Hash) func() Hash {
	return func() Hash { return anew().(Hash) }
}

// Names lists the names of all algorithms, sorted.
func Names() []string {
	names := make([]string, len(algorithms))
	for i, a := range algorithms {
		names[i] = a.name
	}
	return names
}

// Find returns the algorithm of a name, whose case does not matter. The error
// shows a name only when it is nearly one of them: what stands in its place by
// mistake may be a key.
func Find(name string) (*Algorithm, error) {
	if a := byName[name]; a != nil {
		return a, nil
	}
	near := spell.Nearest(name, Names())
	switch {
	case strings.EqualFold(near, name) && near != "":
		return byName[near], nil
	case near != "":
		return nil, fmt.Errorf("no hash is named %q; did you mean %s?", name, near)
	}
	return nil, fmt.Errorf("no hash has the name that was given (there are %s)", strings.Join(Names(), ", "))
}

// Name returns the name that hashlib has for it, such as "sha256".
func (a *Algorithm) Name() string { return a.name }

// New returns a hash of nothing yet.
func (a *Algorithm) New() Hash { return a.anew() }

// HMAC returns an HMAC of nothing yet. The key is not kept as it is.
func (a *Algorithm) HMAC(key []byte) Hash {
	return hmac.New(func() hash.Hash { return a.anew() }, key).(Hash)
}
