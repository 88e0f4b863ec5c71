package digest

import (
	"crypto/sha3"
	"encoding"
	"hash"
)

// cloned is a hash that is cloned through its saved state. Those of
// golang.org/x/crypto cannot be cloned otherwise, and crypto/hmac takes the
// hashes of crypto/sha3 apart and then cannot clone them.
type cloned struct {
	state
	anew func() state
}

// state is what hashes can do that have no Clone of use.
type state interface {
	hash.Hash
	encoding.BinaryMarshaler
	encoding.BinaryUnmarshaler
}

// Clone returns a copy that goes its own way.
func (c *cloned) Clone() (hash.Cloner, error) {
	saved, err := c.MarshalBinary()
	if err != nil {
		return nil, err
	}
	clone := &cloned{c.anew(), c.anew}
	return clone, clone.UnmarshalBinary(saved)
}

func clonedBy(anew func() state) func() Hash {
	return func() Hash { return &cloned{anew(), anew} }
}

func ofSHA3(anew func() *sha3.SHA3) func() Hash {
	return clonedBy(func() state { return anew() })
}

func ofBLAKE2(anew func(key []byte) (hash.Hash, error)) func() Hash {
	return clonedBy(func() state {
		h, _ := anew(nil) // only a key can be wrong
		return h.(state)
	})
}
