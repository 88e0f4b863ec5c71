package charset

import "strings"

// Guess names the encoding of a text that should be UTF-8 and is UTF-16 or UTF-32, as
// its byte order mark tells it or the zeros beside its first character; "" when
// nothing does.
func Guess(text string) string {
	switch {
	case strings.HasPrefix(text, "\xff\xfe\x00\x00"), strings.HasPrefix(text, "\x00\x00\xfe\xff"):
		return "UTF-32"
	case strings.HasPrefix(text, "\xff\xfe"), strings.HasPrefix(text, "\xfe\xff"):
		return "UTF-16"
	case len(text) < 4:
		return ""
	}
	switch zeros(text[:4]) {
	case "0001", "1000":
		return "UTF-32"
	case "0101", "1010":
		return "UTF-16"
	}
	return ""
}

// zeros shows where a text has zero bytes and where ASCII characters, as "0" and
// "1"; any other byte is "x".
func zeros(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == 0:
			return '0'
		case r == '\n' || r == '\r' || r == '\t' || ' ' <= r && r < 0x7f:
			return '1'
		}
		return 'x'
	}, text)
}
