package header

import (
	"fmt"
	"strings"

	"sockrun/luaapi/wire/integer"
	"sockrun/luaapi/wire/jsontext"
)

// numberAt returns the whole number at a path of keys in a JSON text.
func numberAt(text []byte, path []string) (integer.Integer, error) {
	v, err := jsontext.Parse(string(text), jsontext.Options{})
	if err != nil {
		return integer.Integer{}, fmt.Errorf("this is no JSON: %w", err)
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
			return integer.Integer{}, fmt.Errorf("the JSON has no %s", strings.Join(path[:i+1], "."))
		}
	}
	n, ok := v.(integer.Integer)
	if !ok {
		return n, fmt.Errorf("%s is no whole number in the JSON", strings.Join(path, "."))
	}
	return n, nil
}
