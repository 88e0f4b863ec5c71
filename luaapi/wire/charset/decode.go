package charset

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/transform"
)

// Decode returns the text of data. Errors are *DecodeError.
func (e *Encoding) Decode(data []byte, errors Errors) (string, error) {
	return e.NewDecoder(errors).Decode(data, true)
}

// Decoder decodes a stream whose pieces may end inside a character. It is used
// by one goroutine at a time.
type Decoder struct {
	encoding *Encoding
	errors   Errors
	pending  []byte // the start of a character
	begun    bool
	order    *wide // of UTF-16 and UTF-32, once it is known
	table    transform.Transformer
}

// NewDecoder returns a decoder at the start of a stream.
func (e *Encoding) NewDecoder(errors Errors) *Decoder {
	d := &Decoder{encoding: e, errors: errors}
	if e.table != nil {
		d.table = e.table.NewDecoder()
	}
	return d
}

// Decode returns the text of the next bytes; with final the stream ends after
// them. The bytes of a character that is not complete are kept for the next
// call. Positions in errors, which are *DecodeError, count from those bytes;
// after an error the decoder is at the start of a stream again.
func (d *Decoder) Decode(data []byte, final bool) (string, error) {
	data = append(d.pending, data...)
	d.pending = nil
	var out strings.Builder
	for at := 0; at < len(data); {
		text, n, reason, need := d.next(data[at:])
		switch {
		case need && !final:
			d.pending = bytes.Clone(data[at:])
			return out.String(), nil
		case reason == "":
			out.WriteString(text)
		case d.errors == Strict:
			err := &DecodeError{Encoding: d.shown(), Start: at, End: at + n, First: data[at], Reason: reason}
			*d = *d.encoding.NewDecoder(d.errors)
			return "", err
		case d.errors == Replace:
			out.WriteRune(utf8.RuneError)
		}
		at += n
	}
	if final {
		*d = *d.encoding.NewDecoder(d.errors)
	}
	return out.String(), nil
}

// shown is the name of the encoding in errors.
func (d *Decoder) shown() string {
	w := d.encoding.wide
	if w == nil || !w.mark {
		return d.encoding.shown
	}
	if d.order != nil {
		w = d.order
	}
	return d.encoding.shown + w.suffix()
}

// next decodes the first character of b, or several if that is quicker. It
// took n bytes, or these are no character for a reason; need says that more
// bytes could make one of them.
func (d *Decoder) next(b []byte) (text string, n int, reason string, need bool) {
	switch e := d.encoding; {
	case e.wide != nil:
		return d.nextWide(b)
	case e.table == nil:
		return d.nextUTF8(b)
	case e.name == "ascii" && b[0] >= utf8.RuneSelf:
		return "", 1, e.undefined, false
	case e.c1 && isC1(rune(b[0])):
		return string(rune(b[0])), 1, "", false
	}
	return d.nextInTable(b)
}

func isC1(r rune) bool { return r >= 0x80 && r <= 0x9f }

const mark = "\ufeff"

func (d *Decoder) nextUTF8(b []byte) (text string, n int, reason string, need bool) {
	if d.encoding.bom && !d.begun {
		if len(b) < len(mark) && strings.HasPrefix(mark, string(b)) {
			return "", len(b), reasonEnd, true
		}
		if d.begun = true; bytes.HasPrefix(b, []byte(mark)) {
			return "", len(mark), "", false
		}
	}
	for n < len(b) {
		r, size := utf8.DecodeRune(b[n:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		n += size
	}
	if n > 0 {
		return string(b[:n]), n, "", false
	}
	n, reason = malformedUTF8(b)
	return "", n, reason, reason == reasonEnd
}

func (d *Decoder) nextWide(b []byte) (text string, n int, reason string, need bool) {
	w := d.encoding.wide
	if d.order == nil {
		d.order = w
		if w.mark && len(b) < w.size {
			d.order = nil
			return "", len(b), "truncated data", true
		}
		if w.mark {
			if w.unit(b) == 0xfeff {
				return "", w.size, "", false
			}
			if big := (wide{w.size, binary.BigEndian, true}); big.unit(b) == 0xfeff {
				d.order = &big
				return "", w.size, "", false
			}
		}
	}
	r, n, reason, need := d.order.next(b)
	if reason != "" {
		return "", n, reason, need
	}
	return string(r), n, "", false
}

// longest is the most bytes that a character or an escape sequence takes.
const longest = 8

// nextInTable asks the table for the shortest start of b that it takes.
func (d *Decoder) nextInTable(b []byte) (text string, n int, reason string, need bool) {
	e := d.encoding
	if e.no80 && b[0] == 0x80 || e.only != nil && len(b) > 1 && b[0] > 0x80 && !e.only(b) {
		return "", 1, e.undefined, false
	}
	var out [4 * longest]byte
	for size := 1; size <= min(len(b), longest); size++ {
		written, taken, _ := d.table.Transform(out[:], b[:size], false)
		if taken == 0 {
			continue
		}
		text = string(out[:written])
		if strings.HasPrefix(text, "\ufffd") && !bytes.HasPrefix(b, replacement) {
			return "", 1, e.undefined, false
		}
		return text, taken, "", false
	}
	if len(b) >= longest {
		return "", 1, e.undefined, false
	}
	return "", len(b), "incomplete multibyte sequence", true
}

// replacement is U+FFFD in GB 18030, the only one of the tables that has it.
var replacement = []byte{0x84, 0x31, 0xa4, 0x37}
