// Package basen turns bytes into text of 64, 32 or 16 characters and back
// (RFC 4648) as Python's base64 does: what it forgives, what it refuses and in
// which words. It knows nothing of Lua.
package basen

import (
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
)

// Error is every failure to decode.
type Error struct {
	Base     string // "base64"
	Sentence string // Python's: "Incorrect padding"
	Position int    // of the character, from 1; 0 for none
	Char     byte
}

// Error says what is wrong, and where.
func (e *Error) Error() string {
	if e.Position == 0 {
		return e.Base + ": " + e.Sentence
	}
	return fmt.Sprintf("%s: %s: %q at position %d", e.Base, e.Sentence, string(rune(e.Char)), e.Position)
}

// ErrorName returns Python's name for the class.
func (*Error) ErrorName() string { return "binascii.Error" }

// Encode64 returns data as base64. last, if not "", are the two characters
// that stand for + and /.
func Encode64(data []byte, last string) string {
	text := base64.StdEncoding.EncodeToString(data)
	if last == "" {
		return text
	}
	return strings.NewReplacer("+", last[:1], "/", last[1:]).Replace(text)
}

// Encode32 returns data as base32.
func Encode32(data []byte) string { return base32.StdEncoding.EncodeToString(data) }

// Encode16 returns data as upper-case hexadecimal digits.
func Encode16(data []byte) string { return strings.ToUpper(hex.EncodeToString(data)) }

// digits32 and digits64 are the alphabets in order.
const (
	digits32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	digits64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	none     = 0xff
)

// reversed maps characters to digits.
type reversed [256]byte

func reverse(digits string) *reversed {
	r := &reversed{}
	for i := range r {
		r[i] = none
	}
	for i := range len(digits) {
		r[digits[i]] = byte(i)
	}
	return r
}

var values64, values32 = reverse(digits64), reverse(digits32)
