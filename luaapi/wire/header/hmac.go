package header

import (
	"errors"
	"fmt"

	"sockrun/luaapi/wire/digest"
	"sockrun/luaapi/wire/integer"
	"sockrun/luaapi/wire/plural"
)

// mac is what hmac_of needs. The key never appears anywhere.
type mac struct {
	key  []byte
	hash *digest.Algorithm
}

// holdsMAC says whether a field may hold a check of bytes.
func holdsMAC(f *field) bool { return f.kind == data && f.size != varies }

func setKey(f *field, v any) error {
	key, ok := v.(string)
	if !ok {
		return errors.New("must be bytes") // what stands there is not shown
	}
	f.mac.key = []byte(key)
	return nil
}

func setDigest(f *field, v any) (err error) {
	name, ok := v.(string)
	if !ok {
		return errors.New("must be the name of a hash") // a key may stand there by mistake
	}
	if f.mac.hash, err = digest.Find(name); err != nil {
		return fmt.Errorf("is none: %w", err)
	}
	return nil
}

// checkMAC reports what hmac_of lacks, and what lacks hmac_of.
func (f *field) checkMAC() error {
	isMAC := f.sum != nil && f.sum.option == "hmac_of"
	for _, name := range []string{"key", "digestmod"} {
		switch {
		case isMAC && !f.given[name]:
			return f.wrong("hmac_of", "hmac_of needs %s beside it", name)
		case !isMAC && f.given[name]:
			return f.wrong(name, "%s needs hmac_of beside it", name)
		}
	}
	if !isMAC {
		return nil
	}
	if n := f.mac.hash.HMAC(nil).Size(); f.size > n {
		return f.wrong("type", "%s has more bytes than the %d of %s", f.typ, n, f.mac.hash.Name())
	}
	return nil
}

// hmacSum is the HMAC of some parts, as much of it as the field holds.
func hmacSum(p parts) (n integer.Integer, of []byte, err error) {
	h := p.f.mac.hash.HMAC(p.f.mac.key)
	for i := range p.len() {
		h.Write(p.part(i))
	}
	return n, h.Sum(nil)[:p.f.size], nil
}

// fitsSum says why a check is none that the field holds.
func (f *field) fitsSum(v *Value) error {
	switch {
	case f.kind == unsigned && v.Kind == Integer && f.fits(v.Int), f.kind == data && v.Kind == Bytes && len(v.Bytes) == f.size:
		return nil
	case f.kind == data && v.Kind == Bytes:
		return f.malformed(unplaced, "the check has %s, and %s holds %d", plural.Of(len(v.Bytes), "byte"), f.typ, f.size)
	case f.kind == unsigned && v.Kind == Integer:
		return f.malformed(unplaced, "the check is %s, which %s does not hold", v.Int, f.typ)
	}
	return f.malformed(unplaced, "the function `with` must return %s, got %s", f.kind.takes(), v.String())
}
