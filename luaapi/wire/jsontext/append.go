package jsontext

import (
	"slices"
	"strings"

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
	w := NewWriter(dst, f, nil)
	err := w.tree(v)
	return w.Bytes(), err
}

func (w *Writer) tree(v any) error {
	switch v := v.(type) {
	case nil:
		return w.Null()
	case bool:
		return w.Bool(v)
	case integer.Integer:
		return w.Integer(v)
	case float64:
		return w.Float(v)
	case string:
		return w.String(v)
	case Array:
		return w.array(v)
	case Object:
		return w.object(v)
	}
	return wrong("a %T is not JSON serializable", v)
}

func (w *Writer) array(list Array) error {
	if err := w.Open('['); err != nil {
		return err
	}
	for i, v := range list {
		w.Element(i)
		if err := w.tree(v); err != nil {
			return Within(i+1, err)
		}
	}
	w.Close(']', len(list))
	return nil
}

func (w *Writer) object(o Object) error {
	if w.SortKeys {
		o = slices.Clone(o)
		slices.SortStableFunc(o, func(a, b Member) int { return strings.Compare(a.Name, b.Name) })
	}
	if err := w.Open('{'); err != nil {
		return err
	}
	for i, m := range o {
		err := w.Name(i, m.Name)
		if err == nil {
			err = w.tree(m.Value)
		}
		if err != nil {
			return Within(m.Name, err)
		}
	}
	w.Close('}', len(o))
	return nil
}
