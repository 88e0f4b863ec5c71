package jsontext

import (
	"math"

	"sockrun/luaapi/wire/integer"
)

// Matcher stands for values on the expected side of Differ.
type Matcher interface {
	Matches(v any) bool
	// String says in words what it stands for.
	String() string
}

// Difference is one place where two values differ.
type Difference struct {
	Path     Path
	Expected any
	Received any
	Missing  bool // there is nothing received at the path
	Extra    bool // there is nothing expected at the path
}

// Differ compares values, those of a Matcher's kind in the way that it says.
// Members of objects have no order, and numbers are equal when they are the
// same number: 1 and 1.0. The differences are in the order of expected; where
// an array has elements too many or too few, those are it around which the
// others are equal.
func Differ(expected, received any) []Difference {
	c := comparison{}
	c.values(expected, received)
	return c.found
}

type comparison struct {
	path  Path
	found []Difference
	brief bool // nothing is asked but whether there are any
}

func (c *comparison) add(d Difference) {
	d.Path = append(Path(nil), c.path...)
	c.found = append(c.found, d)
}

// inside calls compare one step below.
func (c *comparison) inside(step any, compare func()) {
	c.path = append(c.path, step)
	compare()
	c.path = c.path[:len(c.path)-1]
}

func (c *comparison) values(expected, received any) {
	switch e := expected.(type) {
	case Object:
		if r, ok := received.(Object); ok {
			c.objects(e, r)
			return
		}
	case Array:
		if r, ok := received.(Array); ok {
			c.arrays(e, r)
			return
		}
	}
	if !same(expected, received) {
		c.add(Difference{Expected: expected, Received: received})
	}
}

func (c *comparison) objects(expected, received Object) {
	got := make(map[string]any, len(received))
	for _, m := range received {
		got[m.Name] = m.Value
	}
	wanted := make(map[string]bool, len(expected))
	for _, m := range expected {
		wanted[m.Name] = true
		c.inside(m.Name, func() {
			if v, ok := got[m.Name]; ok {
				c.values(m.Value, v)
			} else {
				c.add(Difference{Expected: m.Value, Missing: true})
			}
		})
	}
	for _, m := range received {
		if !wanted[m.Name] {
			c.inside(m.Name, func() { c.add(Difference{Received: m.Value, Extra: true}) })
		}
	}
}

// arrays compares element by element, after the equal ones at either end when
// the lengths differ.
func (c *comparison) arrays(expected, received Array) {
	if c.brief && len(expected) != len(received) {
		c.add(Difference{})
		return
	}
	start, end := 0, 0
	if len(expected) != len(received) {
		shortest := min(len(expected), len(received))
		for start < shortest && equal(expected[start], received[start]) {
			start++
		}
		for end < shortest-start && equal(expected[len(expected)-1-end], received[len(received)-1-end]) {
			end++
		}
	}
	for i := start; i < max(len(expected), len(received))-end; i++ {
		c.inside(i+1, func() {
			switch {
			case i >= len(received)-end:
				c.add(Difference{Expected: expected[i], Missing: true})
			case i >= len(expected)-end:
				c.add(Difference{Received: received[i], Extra: true})
			default:
				c.values(expected[i], received[i])
			}
		})
	}
}

func equal(expected, received any) bool {
	c := comparison{brief: true}
	c.values(expected, received)
	return len(c.found) == 0
}

// same compares what is no object nor array on both sides.
func same(expected, received any) bool {
	switch e := expected.(type) {
	case Matcher:
		return e.Matches(received)
	case Object, Array:
		return false
	case integer.Integer:
		if r, ok := received.(float64); ok {
			return sameNumber(e, r)
		}
	case float64:
		switch r := received.(type) {
		case integer.Integer:
			return sameNumber(r, e)
		case float64:
			return e == r || math.IsNaN(e) && math.IsNaN(r)
		}
	}
	switch received.(type) {
	case Object, Array: // which Go cannot compare
		return false
	}
	return expected == received
}

func sameNumber(n integer.Integer, f float64) bool {
	v, exact := n.Float64()
	return exact && v == f
}
