package digest

import "crypto/sha3"

// Shakes lists the names of the functions whose output is as long as one
// wants, sorted. There are no HMACs of them.
func Shakes() []string { return []string{"shake_128", "shake_256"} }

// Shake is a SHAKE (FIPS 202) of what has been written to it. One goroutine
// may use it at a time.
type Shake struct{ sponge *sha3.SHAKE }

// NewShake returns the SHAKE of one of the names in Shakes, of nothing yet.
func NewShake(name string) *Shake {
	if name == "shake_128" {
		return &Shake{sha3.NewSHAKE128()}
	}
	return &Shake{sha3.NewSHAKE256()}
}

// Write adds data; it never fails.
func (s *Shake) Write(data []byte) { s.sponge.Write(data) }

// BlockSize is the rate in bytes.
func (s *Shake) BlockSize() int { return s.sponge.BlockSize() }

// Sum returns the first n bytes of the output, and leaves s as it is.
func (s *Shake) Sum(n int) []byte {
	out := make([]byte, n)
	s.Clone().sponge.Read(out)
	return out
}

// Clone returns a copy that goes its own way.
func (s *Shake) Clone() *Shake {
	sponge := *s.sponge
	return &Shake{&sponge}
}
