// Package diff shows two values that should be equal side by side: bytes as
// aligned hex dumps, text quoted or line by line, other values as they were
// rendered. It also writes single byte strings for people to read.
//
// Every function returns plain lines without indentation or colour for a
// report to place: at most about twenty, at most about 120 columns wide. What
// is longer is cut around the first difference.
package diff

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxLines   = 20
	maxColumns = 100 // of one quoted or rendered value
)

// Strings compares two byte strings as Text when both are printable, else as
// Bytes. It returns nil when they are equal.
func Strings(expected, received string) []string {
	if isPrintable(expected) && isPrintable(received) {
		return Text(expected, received)
	}
	return Bytes([]byte(expected), []byte(received))
}

// isPrintable says whether s is UTF-8 of printable characters, tabs and line
// ends only.
func isPrintable(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return !isText(r) })
}

func isText(r rune) bool {
	return unicode.IsPrint(r) || r == '\t' || r == '\n' || r == '\r'
}

// count writes a number of things: "no bytes", "1 byte", "1,024 bytes".
func count(n int, thing string) string {
	switch n {
	case 0:
		return "no " + thing + "s"
	case 1:
		return "1 " + thing
	}
	return grouped(n) + " " + thing + "s"
}

// grouped writes a number of at least 0 with a comma before every three
// digits.
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
