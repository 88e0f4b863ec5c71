package scenario

import (
	"strings"
	"unicode"
)

const (
	// shownWidth is how many characters of a line are shown.
	shownWidth = 120
	// tabWidth is how many spaces stand for a tab in what is shown, so that a
	// marker below it is right on every terminal.
	tabWidth = 4
)

// window returns the part of line around the character at index at as it is
// shown, and how many terminal cells stand before that character in it.
func window(line string, at int) (shown string, cells int) {
	runes := []rune(line)
	at = min(max(at, 0), len(runes))
	from := 0
	if at > shownWidth*3/4 {
		from = at - shownWidth/2
	}
	to := min(from+shownWidth, len(runes))
	before, after := printable(string(runes[from:at])), printable(string(runes[at:to]))
	if from > 0 {
		before = "…" + before
	}
	if to < len(runes) {
		after += "…"
	}
	return before + after, width(before)
}

// printable replaces what would move a terminal's cursor.
func printable(s string) string {
	s = strings.ReplaceAll(s, "\t", strings.Repeat(" ", tabWidth))
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) || r == '\u3000' {
			return r
		}
		return unicode.ReplacementChar
	}, s)
}

// width returns how many terminal cells s takes.
func width(s string) int {
	cells := 0
	for _, r := range s {
		cells += runeWidth(r)
	}
	return cells
}

// runeWidth follows the wide and zero-width classes of Unicode's UAX #11 as
// far as scripts and emoji in scenario files need them.
func runeWidth(r rune) int {
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me):
		return 0
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul),
		r >= 0x3000 && r <= 0x303e, r >= 0xff01 && r <= 0xff60, r >= 0xffe0 && r <= 0xffe6,
		r >= 0x1f300 && r <= 0x1faff:
		return 2
	}
	return 1
}
