package header

import (
	"errors"
	"fmt"
	"hash/crc32"
	"sync"

	"sockrun/luaapi/wire/integer"
)

// Sum is the function of checksum_of: it returns the check of data, which it
// must not keep or change: an Integer, or Bytes for a field of bytes. Its
// errors become those of encoding and decoding.
type Sum func(data []byte) (Value, error)

// summing computes a check over a message that is given in parts.
// of bytes for a field of bytes, else an integer.
type summing func(p parts) (n integer.Integer, of []byte, err error)

// ofMessage says in the reference what a check of "message" covers.
const ofMessage = ` "message" is the whole message, in which the bytes of the check itself count as zeros; a check of only what stands before it names those fields in a list.`

func sumOptions() []option {
	whole := func(f *field) bool { return f.kind == unsigned && f.size != varies }
	checks := func(f *field) bool { return whole(f) || holdsMAC(f) }
	named := func(name, doc string, bits int, sum summing) option {
		return option{OptionInfo{name, takesNames, doc, name + ": body"}, whole, func(f *field, v any) error { return f.setSum(name, bits, sum, v) }}
	}
	return []option{
		named("crc16_of", "The value is the CRC-16 (XMODEM, as Python's binascii.crc_hqx) of these fields."+ofMessage, 16, crc16),
		named("crc32_of", "The value is the CRC-32 (as Python's zlib.crc32) of these fields."+ofMessage, 32, crc32By(ieee)),
		named("crc32c_of", "The value is the CRC-32C (Castagnoli) of these fields."+ofMessage, 32, crc32By(castagnoli)),
		{OptionInfo{"checksum_of", takesNames, "The value is what the function `with` makes of the bytes of these fields." + ofMessage, "checksum_of: body"}, checks, func(f *field, v any) error { return f.setSum("checksum_of", 0, nil, v) }},
		{OptionInfo{"with", "a function of bytes", "The function of checksum_of; it returns an integer, or the bytes of a field of bytes:N.", `with: "#bytes % 256"`}, checks, setWith},
		{OptionInfo{"hmac_of", takesNames, "The value is the HMAC of these fields, or its first N bytes in a field of bytes:N." + ofMessage, "hmac_of: body"}, holdsMAC, func(f *field, v any) error { return f.setSum("hmac_of", 0, hmacSum, v) }},
		{OptionInfo{"key", "bytes", "The key of hmac_of. It is never shown.", "key: secret"}, holdsMAC, setKey},
		{OptionInfo{"digestmod", "the name of a hash", "The hash of hmac_of.", "digestmod: sha256"}, holdsMAC, setDigest},
	}
}

// checkTypes says which types a check takes, for who gave it another.
func checkTypes(option string) string {
	switch option {
	case "crc16_of":
		return ": it takes u16, u24, u32 or u64"
	case "crc32_of", "crc32c_of":
		return ": it takes u32 or u64"
	case "checksum_of":
		return ": it takes u8, u16, u24, u32, u64 or bytes:N"
	case "hmac_of":
		return ": it takes bytes:N, such as bytes:32"
	}
	return ""
}

func (f *field) setSum(name string, bits int, sum summing, v any) error {
	names, message, err := readTargets(v)
	if err != nil {
		return err
	}
	if f.sum != nil {
		return errors.New("stands beside another check")
	}
	if bits > f.bits {
		return fmt.Errorf("needs %d bits, but %s has %d", bits, f.typ, f.bits)
	}
	f.sum = &checksum{message: message, names: names, option: name, sum: sum}
	return nil
}

func setWith(f *field, v any) error {
	switch v.(type) {
	case Sum, Script:
		f.with = v
		return nil
	}
	return got("a function of bytes", v)
}

// checkSum completes a check and reports what it lacks.
func (f *field) checkSum() error {
	custom := f.sum != nil && f.sum.option == "checksum_of"
	switch {
	case custom && f.with == nil:
		return f.wrong("checksum_of", "checksum_of needs the function `with` beside it")
	case f.with != nil && !custom:
		return f.wrong("with", "with needs checksum_of beside it")
	case f.sum == nil:
		return f.checkMAC()
	}
	for _, name := range []string{"const", "default", "enum", "bits", "length_of"} {
		if f.given[name] {
			return f.wrong(name, "%s and %s do not go together", f.sum.option, name)
		}
	}
	if custom {
		f.sum.sum = customSum
	}
	return f.checkMAC()
}

// customSum is what the function of a field makes of its parts.
func customSum(p parts) (n integer.Integer, of []byte, err error) {
	with, ok := p.f.with.(Sum)
	if !ok {
		return n, nil, p.f.malformed(unplaced, "only its function `with` knows its value")
	}
	var data []byte
	for i := range p.len() {
		data = append(data, p.part(i)...)
	}
	v, err := with(data)
	if err == nil {
		err = p.f.fitsSum(&v)
	}
	return v.Int, v.Bytes, err
}

// crc32By is what a CRC-32 with the table of a polynomial makes of its parts.
func crc32By(table func() *crc32.Table) summing {
	return func(p parts) (integer.Integer, []byte, error) {
		sum, table := uint32(0), table()
		for i := range p.len() {
			sum = crc32.Update(sum, table, p.part(i))
		}
		return integer.FromUint64(uint64(sum)), nil, nil
	}
}

// Each of these polynomials has one table, which Go makes when it is first asked
// for and has instructions of the processor for.
func ieee() *crc32.Table { return crc32.IEEETable }

var castagnoli = sync.OnceValue(func() *crc32.Table { return crc32.MakeTable(crc32.Castagnoli) })

// crc16Table is that of the polynomial 0x1021.
var crc16Table = sync.OnceValue(func() *[256]uint16 {
	var table [256]uint16
	for i := range table {
		c := uint16(i) << 8
		for range 8 {
			if c&0x8000 != 0 {
				c = c<<1 ^ 0x1021
			} else {
				c <<= 1
			}
		}
		table[i] = c
	}
	return &table
})

func crc16(p parts) (integer.Integer, []byte, error) {
	table := crc16Table()
	var sum uint16
	for i := range p.len() {
		for _, b := range p.part(i) {
			sum = sum<<8 ^ table[byte(sum>>8)^b]
		}
	}
	return integer.FromUint64(uint64(sum)), nil, nil
}

// parts are what a check is made of.
type parts struct {
	f       *field
	message []byte
	spans   []span
}

func (p *parts) len() int {
	if p.f.sum.message {
		return 3 // before the check, itself, and behind it
	}
	return len(p.f.sum.units)
}

// part returns part i. In a check of the whole message the check itself counts
// as zero.
func (p *parts) part(i int) []byte {
	if !p.f.sum.message {
		s := p.spans[p.f.sum.units[i]]
		return p.message[s.start:s.end]
	}
	switch own := p.spans[p.f.unit]; i {
	case 0:
		return p.message[p.spans[0].start:own.start]
	case 1:
		return make([]byte, own.end-own.start)
	default:
		return p.message[own.end:]
	}
}
