// Package jsontext reads and writes JSON (RFC 8259) as CPython's json module
// does: the same text comes out, and the same sentences say what is wrong with
// what comes in. Integers of 64 bits stay exact, and the members of objects
// keep their order. It knows nothing of Lua.
//
// A value is nil, a bool, an integer.Integer, a float64, a string, an Array or
// an Object.
package jsontext

import (
	"fmt"
	"strconv"
	"strings"
)

// Array is a JSON array.
type Array []any

// Object is a JSON object, in order.
type Object []Member

// Member is one name of an object and its value.
type Member struct {
	Name  string
	Value any
}

// MaxDepth is how many arrays and objects may be inside each other.
const MaxDepth = 1000

// MaxValues is how many values a text may hold in all, so that a few
// megabytes of brackets cannot fill the memory.
const MaxValues = 1 << 20

// Path is where a value is in another: names (string) and positions (int,
// from 1).
type Path []any

// String reads like "$.items[2].name"; the middle of a long one is left out.
func (p Path) String() string {
	const shown = 10 // steps at either end
	var out strings.Builder
	out.WriteByte('$')
	for i, step := range p {
		if i == shown && len(p) > 2*shown {
			out.WriteString("…")
		}
		if i >= shown && i < len(p)-shown {
			continue
		}
		switch step := step.(type) {
		case int:
			out.WriteString("[" + strconv.Itoa(step) + "]")
		case string:
			out.WriteString(member(step))
		}
	}
	return out.String()
}

// member writes a name as it stands in a path: plain ones after a dot.
func member(name string) string {
	plain := name != "" && strings.IndexFunc(name, func(r rune) bool {
		return r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	}) < 0
	if plain {
		return "." + name
	}
	return fmt.Sprintf("[%.40q]", name)
}

// ValueError is a value that JSON cannot carry.
type ValueError struct {
	Path    Path
	Message string // after the path: "a function is not JSON serializable"
}

// Within returns a *ValueError for the value that the step leads to, with what
// went before it in the path; any other error as it is.
func Within(step any, err error) error {
	if e, ok := err.(*ValueError); ok {
		e.Path = append(Path{step}, e.Path...)
	}
	return err
}

// Error says where the value is and what is wrong with it.
func (e *ValueError) Error() string { return e.Path.String() + ": " + e.Message }

// SyntaxError is text that is no JSON.
type SyntaxError struct {
	Message string // CPython's: "Expecting value"
	Offset  int    // in bytes, from 0
	Line    int    // from 1
	Column  int    // in characters, from 1
	Char    int    // in characters, from 0
}

// Error is CPython's sentence.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("%s: line %d column %d (char %d)", e.Message, e.Line, e.Column, e.Char)
}
