package charset

import (
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"
)

// byteOrder reads and appends units.
type byteOrder interface {
	binary.ByteOrder
	binary.AppendByteOrder
}

// wide is UTF-16 or UTF-32: units of 2 or 4 bytes. With a mark the first unit
// tells the order, and what is encoded begins with one.
type wide struct {
	size  int
	order byteOrder
	mark  bool
}

func (w wide) unit(b []byte) rune {
	if w.size == 2 {
		return rune(w.order.Uint16(b))
	}
	return rune(w.order.Uint32(b))
}

func (w wide) append(dst []byte, r rune) []byte {
	if w.size == 4 {
		return w.order.AppendUint32(dst, uint32(r))
	}
	if r < 0x10000 {
		return w.order.AppendUint16(dst, uint16(r))
	}
	high, low := utf16.EncodeRune(r)
	return w.order.AppendUint16(w.order.AppendUint16(dst, uint16(high)), uint16(low))
}

// suffix is what CPython adds to the name once it knows the order.
func (w wide) suffix() string {
	if w.order == byteOrder(binary.BigEndian) {
		return "-be"
	}
	return "-le"
}

// next reads the first character of b; need asks for more bytes.
func (w wide) next(b []byte) (r rune, n int, reason string, need bool) {
	if len(b) < w.size {
		return 0, len(b), "truncated data", true
	}
	r = w.unit(b)
	switch {
	case w.size == 4 && utf16.IsSurrogate(r):
		return 0, 4, "code point in surrogate code point range(0xd800, 0xe000)", false
	case w.size == 4 && !utf8.ValidRune(r):
		return 0, 4, "code point not in range(0x110000)", false
	case !utf16.IsSurrogate(r):
		return r, w.size, "", false
	case r >= 0xdc00:
		return 0, 2, "illegal encoding", false
	case len(b) < 4:
		return 0, len(b), reasonEnd, true
	}
	if r = utf16.DecodeRune(r, w.unit(b[2:])); r == utf8.RuneError {
		return 0, 2, "illegal UTF-16 surrogate", false
	}
	return r, 4, "", false
}
