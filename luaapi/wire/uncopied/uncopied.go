// Package uncopied makes a string of bytes, and bytes of a string, that share
// the memory of what they are made of. Go cannot check what each function asks
// of its caller, so that stands here, in one place.
package uncopied

import "unsafe"

// String returns the bytes as a string. Nobody may change them any more.
func String(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// Bytes returns the bytes of the string. Nobody may change them, and they hold
// the memory of all that the string is a part of.
func Bytes(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }
