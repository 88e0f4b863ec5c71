// Package deflate compresses and decompresses as zlib does: raw deflate data
// (RFC 1951), in a zlib (RFC 1950) or a gzip (RFC 1952) container. It knows
// nothing of Lua. Compressing is the standard library's. Decompressing is
// done here, because data from a socket comes in pieces: the standard
// library's decompressor waits for more by blocking, and cannot say where its
// stream ends in the data.
//
// container.go reads what stands around the data, blocks.go the data itself,
// huffman.go its codes; decompress.go drives them piece by piece.
package deflate

import (
	"fmt"
	"hash/crc32"
)

// Error is every failure of this package, in zlib's words as Python gives
// them.
type Error struct {
	Code     int    // zlib's: -3 for wrong data, -5 for too little of it
	Doing    string // "decompressing data"
	Sentence string
}

// Error reads "Error -3 while decompressing data: incorrect header check".
func (e *Error) Error() string {
	return fmt.Sprintf("Error %d while %s: %s", e.Code, e.Doing, e.Sentence)
}

// ErrorName returns Python's name for the class.
func (*Error) ErrorName() string { return "zlib.error" }

func wrong(sentence string) *Error {
	return &Error{Code: -3, Doing: "decompressing data", Sentence: sentence}
}

// Format is what stands around deflate data.
type Format int

// The formats. Auto is Zlib or Gzip, whichever the data say.
const (
	Raw Format = iota
	Zlib
	Gzip
	Auto
)

// Adler32 returns the Adler-32 checksum (RFC 1950) of what has the checksum
// sum, and data behind it; of nothing that is 1.
func Adler32(sum uint32, data []byte) uint32 {
	const (
		prime = 65521
		batch = 5552 // bytes that cannot overflow the sums
	)
	a, b := sum&0xffff, sum>>16
	for len(data) > 0 {
		n := min(len(data), batch)
		for _, v := range data[:n] {
			a += uint32(v)
			b += a
		}
		a, b, data = a%prime, b%prime, data[n:]
	}
	return b<<16 | a
}

// CRC32 returns the CRC-32 (RFC 1952) of what has the checksum sum, and data
// behind it; of nothing that is 0.
func CRC32(sum uint32, data []byte) uint32 { return crc32.Update(sum, crc32.IEEETable, data) }
