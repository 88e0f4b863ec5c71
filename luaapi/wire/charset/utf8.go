package charset

import "unicode/utf8"

// The reasons that CPython gives for malformed input.
const (
	reasonStart        = "invalid start byte"
	reasonContinuation = "invalid continuation byte"
	reasonEnd          = "unexpected end of data"
)

// CheckUTF8 returns nil when text is well-formed UTF-8, else what is wrong
// first, a *DecodeError.
func CheckUTF8(text string) error {
	if utf8.ValidString(text) {
		return nil
	}
	for at := 0; ; {
		r, size := utf8.DecodeRuneInString(text[at:])
		if r == utf8.RuneError && size == 1 {
			n, reason := malformedUTF8([]byte(text[at:min(at+utf8.UTFMax, len(text))]))
			return &DecodeError{Encoding: "utf-8", Start: at, End: at + n, First: text[at], Reason: reason}
		}
		at += size
	}
}

// malformedUTF8 says how many bytes at the start of b are no character, and
// why not: the longest part that could have begun one, as Unicode recommends.
func malformedUTF8(b []byte) (n int, reason string) {
	more, low, high := continuation(b[0])
	if more == 0 {
		return 1, reasonStart
	}
	for n = 1; n <= more; n++ {
		if n == len(b) {
			return n, reasonEnd
		}
		if b[n] < low || b[n] > high {
			return n, reasonContinuation
		}
		low, high = 0x80, 0xbf
	}
	return n, reasonContinuation
}

// continuation says how many bytes follow a first one, and from where to where
// the second may be; 0 when a character cannot begin so.
func continuation(first byte) (more int, low, high byte) {
	switch {
	case first >= 0xc2 && first <= 0xdf:
		return 1, 0x80, 0xbf
	case first == 0xe0:
		return 2, 0xa0, 0xbf
	case first == 0xed: // no surrogates
		return 2, 0x80, 0x9f
	case first >= 0xe1 && first <= 0xef:
		return 2, 0x80, 0xbf
	case first == 0xf0:
		return 3, 0x90, 0xbf
	case first >= 0xf1 && first <= 0xf3:
		return 3, 0x80, 0xbf
	case first == 0xf4:
		return 3, 0x80, 0x8f
	}
	return 0, 0, 0
}
