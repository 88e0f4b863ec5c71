package diff

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Quote writes s as a Lua string literal: printable UTF-8 is kept, line ends
// and tabs are \r, \n and \t, other bytes are \xHH. A long string is cut, with
// its length behind: "GET /…"… (2,048 bytes).
func Quote(s string) string {
	text, n := escape(s, maxColumns)
	if n < len(s) {
		return `"` + text + `"… (` + count(len(s), "byte") + ")"
	}
	return `"` + text + `"`
}

// Preview writes b on one line of at most columns columns (8 when it is less):
// quoted as by Quote when it is mostly text, else in hex; cut with "…".
func Preview(b []byte, columns int) string {
	columns = max(columns, 8)
	head := string(b[:min(len(b), utf8.UTFMax*columns)]) // escape takes a column or more for a character
	if !mostlyText(head) {
		return hexPreview(b, columns)
	}
	if text, n := escape(head, columns-2); n == len(b) {
		return `"` + text + `"`
	}
	text, _ := escape(head, columns-3)
	return `"` + text + `"…`
}

// Sized is Preview with the length behind where it is cut, as Quote has it.
func Sized(b []byte, columns int) string {
	if isWhole(b, columns) {
		return Preview(b, columns)
	}
	return Preview(b, columns) + " (" + count(len(b), "byte") + ")"
}

func hexPreview(b []byte, columns int) string {
	if 3*len(b)-1 <= columns {
		return fmt.Sprintf("% x", b)
	}
	return fmt.Sprintf("% x …", b[:(columns-1)/3])
}

// mostlyText says whether at least three of four bytes belong to text.
func mostlyText(s string) bool {
	other := 0
	for at := 0; at < len(s); {
		r, size := utf8.DecodeRuneInString(s[at:])
		if isMalformed(r, size) || !isText(r) {
			other += size
		}
		at += size
	}
	return 4*other <= len(s)
}

// escape writes the start of s as it stands between the quotes of a Lua
// literal, in at most limit columns, and returns how many bytes of s that
// took. A character without width counts as one column, so that a heap of
// accents has an end.
func escape(s string, limit int) (text string, n int) {
	var b strings.Builder
	for columns := 0; n < len(s); {
		r, size := utf8.DecodeRuneInString(s[n:])
		piece := escapeRune(r, s[n:n+size])
		if columns += max(1, width(piece)); columns > limit {
			break
		}
		b.WriteString(piece)
		n += size
	}
	return b.String(), n
}

// escapeRune writes r, which the bytes of raw encode.
func escapeRune(r rune, raw string) string {
	switch r {
	case '\n':
		return `\n`
	case '\r':
		return `\r`
	case '\t':
		return `\t`
	case '"':
		return `\"`
	case '\\':
		return `\\`
	}
	if unicode.IsPrint(r) && !isMalformed(r, len(raw)) {
		return raw
	}
	var b strings.Builder
	for i := range len(raw) {
		fmt.Fprintf(&b, `\x%02x`, raw[i])
	}
	return b.String()
}

// isMalformed tells what utf8 decodes malformed bytes to from a U+FFFD that
// somebody wrote.
func isMalformed(r rune, size int) bool { return r == utf8.RuneError && size == 1 }

// width returns how many columns of a terminal s takes.
func width(s string) int {
	columns := 0
	for _, r := range s {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Me): // drawn over the character before
		case isWide(r):
			columns += 2
		default:
			columns++
		}
	}
	return columns
}

// isWide says whether terminals give r two columns, after Markus Kuhn's
// wcwidth with emoji added.
func isWide(r rune) bool {
	return r >= 0x1100 && (r <= 0x115f || // Hangul initials
		r >= 0x2e80 && r <= 0xa4cf && r != 0x303f || // CJK … Yi
		r >= 0xac00 && r <= 0xd7a3 || // Hangul syllables
		r >= 0xf900 && r <= 0xfaff || // CJK compatibility ideographs
		r >= 0xfe30 && r <= 0xfe6f || // CJK compatibility forms
		r >= 0xff00 && r <= 0xff60 || r >= 0xffe0 && r <= 0xffe6 || // full-width forms
		r >= 0x1f300 && r <= 0x1f64f || r >= 0x1f900 && r <= 0x1f9ff || // emoji
		r >= 0x20000 && r <= 0x3fffd)
}
