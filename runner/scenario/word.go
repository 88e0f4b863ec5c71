package scenario

import "strings"

// isName says whether text may name an actor: letters, digits, _ and -, with a
// letter or _ first. Every file has several names to ask about, which is why
// there is no regular expression.
func isName(text string) bool {
	return isIdentifier(strings.ReplaceAll(text, "-", "_")) && text[0] != '-'
}

// isIdentifier says whether text is a name as Lua takes it, keywords included.
func isIdentifier(text string) bool {
	for i := range len(text) {
		c := text[i]
		isLetter := c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_'
		if !isLetter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return text != ""
}
