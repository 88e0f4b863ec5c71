package pack_test

import (
	"math"
	"strconv"
	"strings"

	"sockrun/luaapi/wire/integer"
)

// values is a list of integer.Integer, float64, string and bool (and errors in
// the place of integers). It is the tests' Source.
type values []any

func (v values) Len() int { return len(v) }

func (v values) Int(i int) (int64, bool) {
	if n, ok := v[i].(integer.Integer); ok {
		return n.Int64()
	}
	return 0, false
}

func (v values) Integer(i int) (integer.Integer, error) {
	switch x := v[i].(type) {
	case integer.Integer:
		return x, nil
	case float64:
		return integer.FromFloat(x)
	case error:
		return integer.Integer{}, x
	}
	return integer.Integer{}, integer.ErrNotWhole
}

func (v values) Float(i int) (float64, bool) {
	switch x := v[i].(type) {
	case float64:
		return x, true
	case integer.Integer:
		f, _ := x.Float64()
		return f, true
	}
	return 0, false
}

func (v values) Bytes(i int) (string, bool) { s, ok := v[i].(string); return s, ok }
func (v values) Bool(i int) (bool, bool)    { b, ok := v[i].(bool); return b, ok }

// collector is the tests' Sink.
type collector struct{ values values }

func (c *collector) Int(n int64) { c.values = append(c.values, integer.FromInt64(n)) }

func (c *collector) Uint(n uint64) {
	if n <= math.MaxInt64 {
		panic("an int64 came as Uint")
	}
	c.values = append(c.values, integer.FromUint64(n))
}

func (c *collector) Float(f float64) { c.values = append(c.values, f) }
func (c *collector) Bytes(b []byte)  { c.values = append(c.values, string(b)) }
func (c *collector) Bool(b bool)     { c.values = append(c.values, b) }

// same compares floats by their bits, except that all NaNs are the same.
func same(a, b any) bool {
	x, isFloat := a.(float64)
	y, both := b.(float64)
	if isFloat && both {
		return math.Float64bits(x) == math.Float64bits(y) || math.IsNaN(x) && math.IsNaN(y)
	}
	return a == b
}

// parseValues reads values as vectors.py writes them. An integer that no
// Integer holds becomes the error that a binding would return for it.
func parseValues(shown []string) values {
	var v values
	for _, s := range shown {
		kind, rest, _ := strings.Cut(s, ":")
		switch kind {
		case "i":
			v = append(v, parseInteger(rest))
		case "f":
			f, err := strconv.ParseFloat(rest, 64)
			if err != nil {
				panic(err)
			}
			if math.IsNaN(f) {
				f = math.Float64frombits(0x7ff8 << 48) // C's, which math.NaN is not
			}
			v = append(v, f)
		case "s":
			v = append(v, unhex(rest))
		default:
			v = append(v, rest == "true")
		}
	}
	return v
}

func parseInteger(digits string) any {
	i, err := integer.Parse(digits)
	if err != nil {
		return err
	}
	return i
}
