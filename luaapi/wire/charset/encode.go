package charset

import (
	"unicode/utf8"

	"golang.org/x/text/transform"
)

// Encode returns the bytes of UTF-8 text. Errors are *EncodeError, and
// *DecodeError for text that is no UTF-8, whatever errors says.
func (e *Encoding) Encode(text string, errors Errors) ([]byte, error) {
	if err := CheckUTF8(text); err != nil {
		return nil, err
	}
	w := &encoder{Encoding: e}
	if e.table != nil {
		w.transformer = e.table.NewEncoder()
	}
	w.begin()
	index := 0
	for at, r := range text {
		ok := w.append(r)
		switch {
		case ok || errors == Ignore:
		case errors == Replace:
			w.append('?')
		default:
			return nil, w.failed(text, at, index, r)
		}
		index++
	}
	w.end()
	return w.out, nil
}

// failed is the error of a character, and of those right behind it that the
// encoding does not have either; CPython names them one by one where a character
// may be several bytes.
func (w *encoder) failed(text string, at, index int, r rune) *EncodeError {
	e := &EncodeError{Encoding: w.shown, Start: at, End: at + utf8.RuneLen(r), Index: index, Last: index, Char: r, Reason: w.undefined}
	if w.undefined == multibyte {
		return e
	}
	for _, next := range text[e.End:] {
		if w.append(next) {
			break
		}
		e.End += utf8.RuneLen(next)
		e.Last++
	}
	return e
}

type encoder struct {
	*Encoding
	transformer transform.Transformer
	out         []byte
}

// begin writes the byte order mark of the encodings that have one.
func (w *encoder) begin() {
	switch {
	case w.bom:
		w.out = append(w.out, mark...)
	case w.wide != nil && w.wide.mark:
		w.out = w.wide.append(w.out, 0xfeff)
	}
}

// append writes a character and returns whether the encoding has it.
func (w *encoder) append(r rune) bool {
	switch {
	case w.wide != nil:
		w.out = w.wide.append(w.out, r)
		return true
	case w.table == nil:
		w.out = utf8.AppendRune(w.out, r)
		return true
	case w.name == "ascii" && r >= utf8.RuneSelf:
		return false
	case w.c1 && isC1(r):
		w.out = append(w.out, byte(r))
		return true
	}
	var out [2 * longest]byte
	n, _, err := w.transformer.Transform(out[:], utf8.AppendRune(nil, r), false)
	if err != nil || w.no80 && n == 1 && out[0] == 0x80 || w.only != nil && n == 2 && !w.only(out[:2]) {
		return false
	}
	w.out = append(w.out, out[:n]...)
	return true
}

// end goes back to ASCII in the encodings that switch.
func (w *encoder) end() {
	if w.transformer != nil {
		var out [longest]byte
		n, _, _ := w.transformer.Transform(out[:], nil, true)
		w.out = append(w.out, out[:n]...)
	}
}
