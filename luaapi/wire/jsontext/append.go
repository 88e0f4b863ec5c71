package jsontext

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"sockrun/luaapi/wire/integer"
)

// Format says how values are written. DefaultFormat is that of CPython's
// json.dumps.
type Format struct {
	Lines     bool   // every element on a line of its own
	Indent    string // before an element, for each level; with Lines
	Item, Key string // separators of elements, and of name and value
	SortKeys  bool
	ASCII     bool // characters outside of ASCII are escaped
	NoNaN     bool // NaN and infinities are refused, for which JSON has no form
}

// DefaultFormat writes {"a": [1, 2]} in one line of ASCII.
func DefaultFormat() Format { return Format{Item: ", ", Key: ": ", ASCII: true} }

// Append appends the JSON of v to dst. Errors are *ValueError.
func Append(dst []byte, v any, f Format) ([]byte, error) {
	w := &writer{Format: f, out: dst}
	err := w.value(v)
	return w.out, err
}

type writer struct {
	Format
	out  []byte
	path Path
}

func (w *writer) fail(format string, args ...any) error {
	return &ValueError{Path: slices.Clone(w.path), Message: fmt.Sprintf(format, args...)}
}

func (w *writer) value(v any) error {
	if len(w.path) > MaxDepth {
		return w.fail("more than %d arrays and objects inside each other", MaxDepth)
	}
	switch v := v.(type) {
	case nil:
		w.out = append(w.out, "null"...)
	case bool:
		w.out = strconv.AppendBool(w.out, v)
	case integer.Integer:
		w.out = append(w.out, v.String()...)
	case float64:
		return w.float(v)
	case string:
		return w.string(v)
	case Array:
		return w.array(v)
	case Object:
		return w.object(v)
	default:
		return w.fail("a %T is not JSON serializable", v)
	}
	return nil
}

func (w *writer) float(f float64) error {
	if w.NoNaN && (math.IsNaN(f) || math.IsInf(f, 0)) {
		return w.fail("Out of range float values are not JSON compliant: %s", FloatText(f))
	}
	w.out = append(w.out, FloatText(f)...)
	return nil
}

// FloatText writes a number as CPython does: the shortest digits that give it
// back, with a point or an exponent; NaN, Infinity and -Infinity.
func FloatText(f float64) string {
	switch {
	case math.IsNaN(f):
		return "NaN"
	case math.IsInf(f, 1):
		return "Infinity"
	case math.IsInf(f, -1):
		return "-Infinity"
	}
	scientific := strconv.FormatFloat(f, 'e', -1, 64)
	_, digits, _ := strings.Cut(scientific, "e")
	if exponent, _ := strconv.Atoi(digits); exponent < -4 || exponent >= 16 {
		return scientific
	}
	text := strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(text, ".") {
		text += ".0"
	}
	return text
}

// newline begins the line of an element, or of the closing bracket.
func (w *writer) newline(depth int) {
	if !w.Lines {
		return
	}
	w.out = append(w.out, '\n')
	for range depth {
		w.out = append(w.out, w.Indent...)
	}
}

// element goes on to the i-th element of an array or object.
func (w *writer) element(i int) {
	if i > 0 {
		w.out = append(w.out, w.Item...)
	}
	w.newline(len(w.path))
}

func (w *writer) array(list Array) error {
	if len(list) == 0 {
		w.out = append(w.out, "[]"...)
		return nil
	}
	w.out = append(w.out, '[')
	w.path = append(w.path, nil)
	for i, v := range list {
		w.path[len(w.path)-1] = i + 1
		w.element(i)
		if err := w.value(v); err != nil {
			return err
		}
	}
	w.path = w.path[:len(w.path)-1]
	w.newline(len(w.path))
	w.out = append(w.out, ']')
	return nil
}

func (w *writer) object(o Object) error {
	if len(o) == 0 {
		w.out = append(w.out, "{}"...)
		return nil
	}
	if w.SortKeys {
		o = slices.Clone(o)
		slices.SortStableFunc(o, func(a, b Member) int { return strings.Compare(a.Name, b.Name) })
	}
	w.out = append(w.out, '{')
	w.path = append(w.path, nil)
	for i, m := range o {
		w.path[len(w.path)-1] = m.Name
		w.element(i)
		if err := w.member(m); err != nil {
			return err
		}
	}
	w.path = w.path[:len(w.path)-1]
	w.newline(len(w.path))
	w.out = append(w.out, '}')
	return nil
}

func (w *writer) member(m Member) error {
	if err := w.string(m.Name); err != nil {
		return err
	}
	w.out = append(w.out, w.Key...)
	return w.value(m.Value)
}

func (w *writer) string(s string) error {
	w.out = append(w.out, '"')
	for at := 0; at < len(s); {
		r, size := utf8.DecodeRuneInString(s[at:])
		if r == utf8.RuneError && size == 1 {
			return w.fail("the byte 0x%02x at position %d is not UTF-8 text; JSON cannot carry bytes: send them as hex or base64 text", s[at], at+1)
		}
		w.character(r)
		at += size
	}
	w.out = append(w.out, '"')
	return nil
}

// character writes a character of a string.
func (w *writer) character(r rune) {
	switch i := strings.IndexRune("\"\\\b\f\n\r\t", r); {
	case i >= 0:
		w.out = append(w.out, '\\', `"\bfnrt`[i])
	case r < ' ' || w.ASCII && r > '~' && r < 0x10000:
		w.out = fmt.Appendf(w.out, `\u%04x`, r)
	case w.ASCII && r > '~':
		high, low := utf16.EncodeRune(r)
		w.out = fmt.Appendf(w.out, `\u%04x\u%04x`, high, low)
	default:
		w.out = utf8.AppendRune(w.out, r)
	}
}
