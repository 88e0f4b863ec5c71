package header

import (
	"fmt"
	"strings"

	"sockrun/luaapi/wire/integer"
	"sockrun/luaapi/wire/jsontext"
)

// in returns the value to which a reference leads from the value of its field:
// Absent when there is none.
func (r reference) in(v *Value) (Value, error) {
	for i, key := range r.path {
		if v.Kind == JSON {
			return inJSON(v.Bytes, r.path[i:])
		}
		if v.Kind != Group {
			return Value{}, fmt.Errorf("there is no %s in it", strings.Join(r.path[:i+1], "."))
		}
		n, ok := v.Nested.Header.Index(key)
		if !ok || n >= len(v.Nested.Fields) {
			return Value{}, fmt.Errorf("it has no %s", strings.Join(r.path[:i+1], "."))
		}
		v = &v.Nested.Fields[n].Value
	}
	if v.Kind == Foreign {
		return v.Nested.Foreign.Plain(), nil
	}
	return *v, nil
}

// noNumber says that a reference leads to something else.
func (r reference) noNumber(v *Value) error {
	if len(r.path) == 0 {
		return fmt.Errorf("it is no whole number")
	}
	in := ""
	if v.Kind == JSON {
		in = " in the JSON"
	}
	return fmt.Errorf("%s is no whole number%s", strings.Join(r.path, "."), in)
}

// inJSON returns the value at a path of keys in a JSON text: an integer, a
// string or a boolean; Absent for others.
func inJSON(text []byte, path []string) (Value, error) {
	v, err := jsontext.Parse(string(text), jsontext.Options{})
	if err != nil {
		return Value{}, fmt.Errorf("this is no JSON: %w", err)
	}
	for i, key := range path {
		object, _ := v.(jsontext.Object)
		found := false
		for _, m := range object { // of a name that stands there twice the last counts
			if m.Name == key {
				v, found = m.Value, true
			}
		}
		if !found {
			return Value{}, fmt.Errorf("the JSON has no %s", strings.Join(path[:i+1], "."))
		}
	}
	switch v := v.(type) {
	case integer.Integer:
		return IntegerOf(v), nil
	case string:
		return BytesOf([]byte(v)), nil
	case bool:
		return boolOf(v), nil
	}
	return Value{}, nil
}
