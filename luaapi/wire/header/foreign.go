package header

import "sockrun/luaapi/wire/spell"

// foreign are options as others call them, with what is written here.
var foreign = map[string]string{
	"endian":     "order",
	"endianness": "order",
	"byteorder":  "order",
	"byte_order": "order",
	"crc8_of":    "checksum_of with a function for with, which computes it",
	"sum_of":     "checksum_of with a function for with, which computes it",
}

// meant is what was meant by an option that is none.
func meant(name string, known []string) string {
	if here, ok := foreign[name]; ok {
		return "did you mean " + here + "?"
	}
	return spell.Meant(name, known)
}
