package basen

import (
	"bytes"
	"encoding/hex"
)

// Decode32 returns the bytes of base32 text, which is padded to groups of
// eight characters. fold also takes lower-case letters. It fails with an *Error.
func Decode32(text []byte, fold bool) ([]byte, error) {
	digits := bytes.TrimRight(text, "=")
	out, bits := make([]byte, 0, len(digits)*5/8), uint64(0)
	if len(text)%8 != 0 {
		return nil, &Error{Base: "base32", Sentence: "Incorrect padding"}
	}
	for i, c := range digits {
		value := values32[upper(c, fold)]
		if value == none {
			return nil, &Error{Base: "base32", Sentence: "Non-base32 digit found", Char: c, Position: i + 1}
		}
		if bits = bits<<5 | uint64(value); (i+1)*5/8 > len(out) {
			out = append(out, byte(bits>>((i+1)*5%8)))
		}
	}
	switch len(text) - len(digits) {
	case 0, 1, 3, 4, 6:
		return out, nil
	}
	return nil, &Error{Base: "base32", Sentence: "Incorrect padding"}
}

// Decode16 returns the bytes of upper-case hexadecimal digits. fold also takes
// lower-case ones. It fails with an *Error.
func Decode16(text []byte, fold bool) ([]byte, error) {
	for i, c := range text {
		if c = upper(c, fold); (c < '0' || c > '9') && (c < 'A' || c > 'F') {
			return nil, &Error{Base: "base16", Sentence: "Non-base16 digit found", Char: text[i], Position: i + 1}
		}
	}
	if len(text)%2 != 0 {
		return nil, &Error{Base: "base16", Sentence: "Odd-length string"}
	}
	out := make([]byte, len(text)/2)
	_, err := hex.Decode(out, text)
	return out, err
}

func upper(c byte, fold bool) byte {
	if fold && 'a' <= c && c <= 'z' {
		return c - 'a' + 'A'
	}
	return c
}
