package scenario

import (
	"fmt"
	"strings"
	"unicode"
)

// invisible reports a key in which a character stands that looks like a space
// or like nothing, and says whether there is one.
func (d *decoder) invisible(key *node) bool {
	at := strings.IndexFunc(key.text, isInvisible)
	if at < 0 {
		return false
	}
	r := []rune(key.text[at:])[0]
	pos := key.pos
	if !key.lua {
		pos = originOf(d.src, key).position(key.text, at)
	}
	clean := strings.TrimFunc(strings.Map(visible, key.text), unicode.IsSpace)
	d.fail(pos, "the key holds U+%04X, which looks like a space or like nothing", r).Hint = fmt.Sprintf("type it again: %s", clean)
	return true
}

// isInvisible says whether a character is no plain space and cannot be told
// from one, or not be seen at all.
func isInvisible(r rune) bool {
	return r > unicode.MaxASCII && (unicode.IsSpace(r) || !unicode.IsPrint(r))
}

// visible drops what cannot be seen.
func visible(r rune) rune {
	if isInvisible(r) {
		return -1
	}
	return r
}
