package report

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// xmlText writes bytes and characters that no XML document may contain (XML
// 1.0, section 2.2), and those that nobody sees, as escapes: "\x1b", "\xff",
// "\ufffe".
func xmlText(text string) string { return escaped(text, isVisible) }

// TerminalLine returns text for one line of a terminal: all that ends a line,
// that a terminal may take for a command, or that it shows in another place
// than where it stands is an escape ("\n", "\x1b", "\u202e"). Tabs stay.
func TerminalLine(text string) string {
	return strings.ReplaceAll(terminalText(text), "\n", `\n`)
}

// terminalText does the same but for line ends, which stay.
func terminalText(text string) string {
	return escaped(text, func(r rune) bool { return isVisible(r) && r != '\r' && !turnsText(r) })
}

// turnsText says whether a character ends a line or changes the direction of
// what follows (UAX #9, section 2).
func turnsText(r rune) bool {
	switch {
	case r >= 0x2028 && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0x200e, r == 0x200f, r == 0x61c:
		return true
	}
	return false
}

// jsonText writes bytes that are no UTF-8 as escapes: "\xff". All else JSON
// can say.
func jsonText(text string) string { return escaped(text, func(rune) bool { return true }) }

// escaped returns text with all but what is kept escaped.
func escaped(text string, keep func(rune) bool) string {
	drops := func(r rune) bool { return !keep(r) }
	if utf8.ValidString(text) && !strings.ContainsFunc(text, drops) {
		return text
	}
	var b strings.Builder
	for i, width := 0, 0; i < len(text); i += width {
		var r rune
		r, width = utf8.DecodeRuneInString(text[i:])
		switch {
		case r == utf8.RuneError && width == 1, r < utf8.RuneSelf && drops(r):
			fmt.Fprintf(&b, `\x%02x`, text[i])
		case drops(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// isVisible says whether a character may stand in XML and is no control.
func isVisible(r rune) bool {
	switch {
	case r < ' ':
		return r == '\t' || r == '\n' || r == '\r'
	case r >= 0x7f && r < 0xa0:
		return false
	}
	return r != 0xfffe && r != 0xffff
}
