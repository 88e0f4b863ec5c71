package charset

import "fmt"

// DecodeError is malformed input of a decoder, as CPython's
// UnicodeDecodeError says it.
type DecodeError struct {
	Encoding   string // canonical name: "utf-8"
	Start, End int    // the bytes that are wrong, from 0, End behind the last
	First      byte   // the byte at Start
	Reason     string // "invalid start byte"
}

// Error is CPython's sentence; its positions count from 0.
func (e *DecodeError) Error() string {
	if e.End-e.Start == 1 {
		return fmt.Sprintf("'%s' codec can't decode byte 0x%02x in position %d: %s", e.Encoding, e.First, e.Start, e.Reason)
	}
	return fmt.Sprintf("'%s' codec can't decode bytes in position %d-%d: %s", e.Encoding, e.Start, e.End-1, e.Reason)
}

// EncodeError is characters that an encoding does not have, as CPython's
// UnicodeEncodeError says it.
type EncodeError struct {
	Encoding   string // canonical name: "gbk"
	Start, End int    // the bytes of the UTF-8 text that hold the characters, from 0
	Index      int    // the first character, from 0
	Last       int    // the last
	Char       rune   // the first
	Reason     string // "illegal multibyte sequence"
}

// Error is CPython's sentence; its positions count characters from 0.
func (e *EncodeError) Error() string {
	if e.Last > e.Index {
		return fmt.Sprintf("'%s' codec can't encode characters in position %d-%d: %s", e.Encoding, e.Index, e.Last, e.Reason)
	}
	return fmt.Sprintf("'%s' codec can't encode character '%s' in position %d: %s", e.Encoding, escaped(e.Char), e.Index, e.Reason)
}

// escaped writes a character as CPython's ascii() does.
func escaped(r rune) string {
	switch {
	case r >= 0x20 && r < 0x7f:
		return string(r)
	case r < 0x100:
		return fmt.Sprintf(`\x%02x`, r)
	case r < 0x10000:
		return fmt.Sprintf(`\u%04x`, r)
	}
	return fmt.Sprintf(`\U%08x`, r)
}
