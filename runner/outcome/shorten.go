package outcome

import (
	"strings"
	"unicode/utf8"

	"sockrun/luaapi/wire/plural"
)

// How much of a message is shown: a script may raise all that it has received.
const (
	maxTold  = 8 << 10 // bytes
	maxLines = 50
)

// Shortened cuts a message that is too long for a report, and says how long it was.
func Shortened(message string) string {
	cut := min(len(message), maxTold)
	if lines := strings.SplitAfterN(message[:cut], "\n", maxLines+1); len(lines) > maxLines {
		cut -= len(lines[maxLines]) + 1
	}
	if cut == len(message) {
		return message
	}
	for !utf8.RuneStart(message[cut]) && cut > maxTold-utf8.UTFMax {
		cut--
	}
	return message[:cut] + "… (" + plural.Of(len(message), "byte") + " in all)"
}
