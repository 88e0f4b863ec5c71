package digest

// Bounds of Keys: programs use a few short keys.
const (
	maxKeys   = 64
	maxKeyLen = 256 // bytes
)

// Keys computes HMACs and remembers the keys of the last ones: an HMAC begins
// with two blocks that depend on the key alone, which for a short message is
// most of the work. The zero value is ready. One goroutine may use it at a
// time.
type Keys struct {
	known map[keyed]Hash
	sum   [64]byte
}

type keyed struct {
	algorithm *Algorithm
	key       string
}

// Sum returns the HMAC of message. It is valid until the next call.
func (k *Keys) Sum(a *Algorithm, key, message []byte) []byte {
	h := k.known[keyed{a, string(key)}]
	if h == nil {
		h = a.HMAC(key)
		k.remember(h, a, key)
	}
	h.Reset()
	h.Write(message)
	return h.Sum(k.sum[:0])
}

// remember keeps h. Full, the memory begins again.
func (k *Keys) remember(h Hash, a *Algorithm, key []byte) {
	if len(key) > maxKeyLen {
		return
	}
	if k.known == nil || len(k.known) >= maxKeys {
		k.known = map[keyed]Hash{}
	}
	k.known[keyed{a, string(key)}] = h
}
