package pack

import "sockrun/luaapi/wire/integer"

// Values is a Source over Go values: int64, uint64, float64,
// integer.Integer, string and bool.
type Values []any

// Len is that of the list.
func (v Values) Len() int { return len(v) }

// Int returns value i if it is an int64, or a float64 that is whole.
func (v Values) Int(i int) (int64, bool) {
	n, err := v.Integer(i)
	if err != nil {
		return 0, false
	}
	return n.Int64()
}

// Integer returns value i, with the errors of integer.FromFloat and
// integer.ErrNotWhole.
func (v Values) Integer(i int) (integer.Integer, error) {
	switch n := v[i].(type) {
	case int64:
		return integer.FromInt64(n), nil
	case uint64:
		return integer.FromUint64(n), nil
	case integer.Integer:
		return n, nil
	case float64:
		return integer.FromFloat(n)
	}
	return integer.Integer{}, integer.ErrNotWhole
}

// Float returns value i if it is a number.
func (v Values) Float(i int) (float64, bool) {
	switch n := v[i].(type) {
	case float64:
		return n, true
	case int64, uint64, integer.Integer:
		whole, _ := v.Integer(i) // which fails for floats only
		f, _ := whole.Float64()
		return f, true
	}
	return 0, false
}

// Bytes returns value i if it is a string.
func (v Values) Bytes(i int) (string, bool) {
	s, ok := v[i].(string)
	return s, ok
}

// Bool returns value i if it is a bool.
func (v Values) Bool(i int) (bool, bool) {
	b, ok := v[i].(bool)
	return b, ok
}
