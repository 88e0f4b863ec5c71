package cli

import (
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxHex is how much is read of stdin.
const maxHex = 4 << 20

// givenBytes are the bytes that the words stand for; "-" is what stdin holds.
func (a *app) givenBytes(words []string) ([]byte, error) {
	if len(words) != 1 || words[0] != "-" {
		text := strings.Join(words, " ")
		return hexBytes(text, fmt.Sprintf("%q", text))
	}
	text, err := io.ReadAll(io.LimitReader(a.in, maxHex+1))
	switch {
	case err != nil:
		return nil, usage("stdin: %v", err)
	case len(text) > maxHex:
		return nil, usage("stdin holds more than %d MiB", maxHex>>20)
	case strings.TrimSpace(string(text)) == "":
		return nil, usage("stdin holds no bytes").withHint("paste them in hexadecimal and end with Ctrl-D, or pipe them")
	}
	return hexBytes(string(text), "stdin")
}

// hexBytes reads bytes as people copy them: in one word or several, with
// white space, colons, commas, 0x or \x between them, as a dump, or as text in quotes.
// name is the text, or where it stands.
func hexBytes(text, name string) ([]byte, error) {
	if data, ok := dumpBytes(text); ok {
		return data, nil
	}
	if data, ok := odBytes(text); ok {
		return data, nil
	}
	if dumpsWords(text) {
		return nil, usage("%s is a dump of words, in which the order of the bytes depends on the machine", name).
			withHint("dump single bytes: hexdump -C FILE, xxd FILE or od -tx1 FILE")
	}
	if data, ok := quotedBytes(strings.TrimSpace(text)); ok {
		return data, nil
	}
	plain := strings.NewReplacer("0x", "", `\x`, "", ":", "", ",", "", " ", "", "\t", "", "\n", "", "\r", "").Replace(text)
	data, err := hex.DecodeString(plain)
	if err != nil {
		return nil, notHex(text, name, len(plain))
	}
	return data, nil
}

// quotedBytes reads text in quotes with escapes, as reports show bytes, and Python's
// repr of them.
func quotedBytes(text string) (data []byte, ok bool) {
	text = strings.TrimPrefix(text, "b")
	if len(text) < 2 || !strings.ContainsRune(`'"`, rune(text[0])) || text[len(text)-1] != text[0] {
		return nil, false
	}
	inside := text[1 : len(text)-1]
	if text[0] == '\'' {
		inside = strings.NewReplacer(`\\`, `\\`, `\'`, `'`, `"`, `\"`).Replace(inside)
	}
	plain, err := strconv.Unquote(`"` + inside + `"`)
	return []byte(plain), err == nil
}

// hexHint says how bytes are given instead of a text in which r is the first that is
// none: "" when that is a slip.
func hexHint(text string, r rune) string {
	if r == utf8.RuneError || unicode.IsControl(r) {
		return "bytes as they are come through xxd -p"
	}
	if r == '*' {
		return "in a dump it stands for lines like the one before: hexdump -v and od -v write them"
	}
	for line := range strings.Lines(text) {
		if offset, bytes, ok := dumpLine(strings.TrimRight(line, " \t\r\n")); ok && offset == 0 && len(bytes) > 1 {
			return "of a trace give only the lines with the bytes, which begin with an offset"
		}
	}
	return ""
}

// notHex says where a text with so many digits is no hexadecimal.
func notHex(text, name string, digits int) error {
	line, column := 1, 0
	for i, r := range text {
		column++
		isPrefix := r == 'x' && i > 0 && strings.ContainsRune(`0\`, rune(text[i-1])) || strings.HasPrefix(text[i:], `\x`)
		if !isPrefix && !strings.ContainsRune("0123456789abcdefABCDEF:, \t\n\r", r) {
			at := fmt.Sprintf("character %d", column)
			if line > 1 {
				at += fmt.Sprintf(" of line %d", line)
			}
			return usage("%s is no hexadecimal: %s is %q", name, at, string(r)).withHint("%s", hexHint(text, r))
		}
		if r == '\n' {
			line, column = line+1, 0
		}
	}
	return usage("%s is no hexadecimal: a byte has two digits, and there are %d", name, digits)
}
