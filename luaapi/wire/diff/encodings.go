package diff

import (
	"bytes"
	"unicode/utf8"

	"sockrun/luaapi/wire/charset"
)

// encodings are those in which text most often comes by mistake.
func encodings() []string {
	return []string{"latin-1", "utf-16-le", "utf-16-be", "utf-16", "gb18030", "shift_jis", "euc-kr", "big5", "windows-1252"}
}

// maxEncoded bounds the text whose encoding is guessed.
const maxEncoded = 64 << 10

// guessEncoding finds text that came in another encoding than the expected
// UTF-8, or as UTF-8 in place of another, or twice encoded.
func guessEncoding(expected, received []byte) string {
	if max(len(expected), len(received)) > maxEncoded {
		return ""
	}
	if twice(expected, received) {
		return "UTF-8 that was taken for latin-1 and encoded once more"
	}
	if name := encodedAs(expected, received); name != "" {
		return "the text in " + name + ", not in UTF-8"
	}
	if name := encodedAs(received, expected); name != "" {
		return "the text in UTF-8, not in " + name
	}
	return ""
}

// encodedAs returns the encoding in which a text in UTF-8 is these bytes.
func encodedAs(text, data []byte) string {
	if len(text) < 2 || !isPrintable(string(text)) || bytes.Equal(text, data) {
		return ""
	}
	for _, name := range encodings() {
		e, err := charset.Find(name)
		if err != nil {
			continue
		}
		if encoded, err := e.Encode(string(text), charset.Strict); err == nil && bytes.Equal(encoded, data) {
			return e.Name()
		}
	}
	return ""
}

// twice says whether received is expected, its bytes taken for characters.
func twice(expected, received []byte) bool {
	if !utf8.Valid(expected) || utf8.RuneCount(expected) == len(expected) {
		return false
	}
	var out []byte
	for _, b := range expected {
		out = utf8.AppendRune(out, rune(b))
	}
	return bytes.Equal(out, received)
}
