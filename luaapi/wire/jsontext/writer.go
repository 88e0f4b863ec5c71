package jsontext

import (
	"fmt"
	"math"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"sockrun/luaapi/wire/integer"
)

// Writer writes a text value by value, for those whose values are no tree of
// this package. It checks how deep and how many they are; that each element
// and member is announced, and closed what was opened, is for the caller.
//
// Errors are *ValueError whose path is empty: Within adds the way there. After
// one the text is good for nothing.
type Writer struct {
	Format
	out           []byte
	depth, values int
	room          func(bytes int) (more int, err error)
	enough        int // up to which length nobody need be asked
}

// NewWriter returns a writer that appends to dst. room, unless nil, is asked
// as the text grows whether it may have so many bytes, and returns how many it
// may have before it must be asked again.
func NewWriter(dst []byte, f Format, room func(bytes int) (more int, err error)) *Writer {
	w := &Writer{Format: f, out: dst, room: room}
	if room == nil {
		w.enough = math.MaxInt
	}
	return w
}

// Bytes returns the text.
func (w *Writer) Bytes() []byte { return w.out }

func wrong(format string, args ...any) error {
	return &ValueError{Message: fmt.Sprintf(format, args...)}
}

// count counts a value that is at least n bytes long.
func (w *Writer) count(n int) error {
	if w.values++; w.values > MaxValues {
		return wrong("more than %d values", MaxValues)
	}
	return w.grow(n)
}

// grow makes sure that the text may have n bytes more.
func (w *Writer) grow(n int) (err error) {
	if n += len(w.out); n > w.enough {
		w.enough, err = w.room(n)
	}
	return err
}

// Null writes null.
func (w *Writer) Null() error {
	w.out = append(w.out, "null"...)
	return w.count(0)
}

// Bool writes true or false.
func (w *Writer) Bool(v bool) error {
	w.out = strconv.AppendBool(w.out, v)
	return w.count(0)
}

// Integer writes all digits.
func (w *Writer) Integer(v integer.Integer) error {
	if n, ok := v.Int64(); ok {
		w.out = strconv.AppendInt(w.out, n, 10)
	} else {
		w.out = strconv.AppendUint(w.out, v.Bits(), 10)
	}
	return w.count(0)
}

// Float writes a number as FloatText does.
func (w *Writer) Float(f float64) error {
	if w.NoNaN && (math.IsNaN(f) || math.IsInf(f, 0)) {
		return wrong("Out of range float values are not JSON compliant: %s", FloatText(f))
	}
	w.out = appendFloat(w.out, f)
	return w.count(0)
}

// FloatText writes a number as CPython does: the shortest digits that give it
// back, with a point or an exponent; NaN, Infinity and -Infinity.
func FloatText(f float64) string { return string(appendFloat(nil, f)) }

func appendFloat(dst []byte, f float64) []byte {
	switch size := math.Abs(f); {
	case math.IsNaN(f):
		return append(dst, "NaN"...)
	case math.IsInf(f, 1):
		return append(dst, "Infinity"...)
	case math.IsInf(f, -1):
		return append(dst, "-Infinity"...)
	case f != 0 && (size < 1e-4 || size >= 1e16):
		return strconv.AppendFloat(dst, f, 'e', -1, 64)
	}
	dst = strconv.AppendFloat(dst, f, 'f', -1, 64)
	if f == math.Trunc(f) {
		dst = append(dst, ".0"...)
	}
	return dst
}

// Open begins an array, "[", or an object, "{".
func (w *Writer) Open(bracket byte) error {
	if w.depth++; w.depth > MaxDepth {
		return wrong("more than %d arrays and objects inside each other", MaxDepth)
	}
	w.out = append(w.out, bracket)
	return w.count(0)
}

// Close ends what Open began, which has n elements.
func (w *Writer) Close(bracket byte, n int) {
	if w.depth--; n > 0 {
		w.newline()
	}
	w.out = append(w.out, bracket)
}

// Element goes on to element i, from 0.
func (w *Writer) Element(i int) {
	if i > 0 {
		w.out = append(w.out, w.Item...)
	}
	w.newline()
}

// Name goes on to member i, from 0, and writes its name.
func (w *Writer) Name(i int, name string) error {
	w.Element(i)
	if err := w.text(name); err != nil {
		return err
	}
	w.out = append(w.out, w.Key...)
	return nil
}

// newline begins the line of an element, or of the closing bracket.
func (w *Writer) newline() {
	if !w.Lines {
		return
	}
	w.out = append(w.out, '\n')
	for range w.depth {
		w.out = append(w.out, w.Indent...)
	}
}

// String writes a text, which must be UTF-8.
func (w *Writer) String(s string) error {
	if err := w.count(len(s)); err != nil {
		return err
	}
	return w.text(s)
}

func (w *Writer) text(s string) error {
	if err := w.grow(len(s)); err != nil {
		return err
	}
	w.out = append(w.out, '"')
	plain := 0 // where what is still to be copied begins
	for i := 0; i < len(s); {
		r, size := rune(s[i]), 1
		if r < utf8.RuneSelf {
			if isPlain[r] {
				i++
				continue
			}
		} else if r, size = utf8.DecodeRuneInString(s[i:]); r == utf8.RuneError && size == 1 {
			return wrong("the byte 0x%02x at position %d is not UTF-8 text; JSON cannot carry bytes: send them as hex or base64 text", s[i], i+1)
		}
		if r < ' ' || r == '"' || r == '\\' || w.ASCII {
			w.out = append(w.out, s[plain:i]...)
			if w.escape(r); len(w.out) > w.enough {
				if err := w.grow(0); err != nil {
					return err
				}
			}
			plain = i + size
		}
		i += size
	}
	w.out = append(append(w.out, s[plain:]...), '"')
	return nil
}

// isPlain tells the characters of ASCII that always stand for themselves.
var isPlain = func() (plain [utf8.RuneSelf]bool) {
	for c := ' '; c <= '~'; c++ {
		plain[c] = c != '"' && c != '\\'
	}
	return plain
}()

// escape writes a character that does not stand for itself.
func (w *Writer) escape(r rune) {
	const digits = "0123456789abcdef"
	switch r {
	case '"', '\\':
		w.out = append(w.out, '\\', byte(r))
	case '\b':
		w.out = append(w.out, `\b`...)
	case '\f':
		w.out = append(w.out, `\f`...)
	case '\n':
		w.out = append(w.out, `\n`...)
	case '\r':
		w.out = append(w.out, `\r`...)
	case '\t':
		w.out = append(w.out, `\t`...)
	default:
		if r >= 0x10000 {
			high, low := utf16.EncodeRune(r)
			w.escape(high)
			r = low
		}
		w.out = append(w.out, '\\', 'u', digits[r>>12&15], digits[r>>8&15], digits[r>>4&15], digits[r&15])
	}
}
