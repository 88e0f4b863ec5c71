package header

import (
	"slices"

	"sockrun/luaapi/wire/spell"
)

// Options as others call them.
var (
	orderNames    = []string{"endian", "endianness", "byteorder", "byte_order"}
	checksumNames = []string{"crc8_of", "sum_of"}
)

// OrderNames are the names by which others call the option order.
func OrderNames() []string { return slices.Clone(orderNames) }

// ChecksumNames are the names of options of others that compute what is a function
// for checksum_of here.
func ChecksumNames() []string { return slices.Clone(checksumNames) }

// meant is what was meant by an option that is none.
func meant(name string, known []string) string {
	switch {
	case slices.Contains(orderNames, name):
		return "did you mean order?"
	case slices.Contains(checksumNames, name):
		return "did you mean checksum_of with a function for with, which computes it?"
	}
	return spell.Meant(name, known)
}
