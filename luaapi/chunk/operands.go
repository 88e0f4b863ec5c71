package chunk

import (
	"fmt"
	"strings"
)

// Watch returns an expression that hands the value of each of its operands, as
// it is worked out, to a function: keep(n, value) must return the value of
// operand n, which counts from 1; a second value is that of operand n+1. Operands
// are the parts whose values explain the expression: what its comparisons compare
// and what its "and" and "or" join, without parentheses around them, plain numbers
// and strings. Behind one that calls a method stands whose method that is, if it
// has a name. There are none when the expression is a single constant or cannot be
// read.
func Watch(expression, keep string) (watched string, operands []string) {
	flat := strings.NewReplacer("\r", " ", "\n", " ").Replace(expression)
	tokens, err := scan(flat, newOrigin(Options{}))
	if err != nil {
		return expression, nil
	}
	s := &splitter{text: []rune(flat), tokens: tokens[:len(tokens)-1]}
	s.split(0, len(s.tokens))
	var b strings.Builder
	written, text := 0, []rune(expression)
	for _, o := range s.found {
		operands = append(operands, string(s.text[o.from:o.to]))
		fmt.Fprintf(&b, "%s%s(%d, %s", string(text[written:o.from]), keep, len(operands), string(text[o.from:o.to]))
		if o.owner > o.from {
			operands = append(operands, string(s.text[o.from:o.owner]))
			b.WriteString(", " + string(text[o.from:o.owner]))
		}
		b.WriteString(")")
		written = o.to
	}
	return b.String() + string(text[written:]), operands
}

// splitter finds the operands in the tokens of an expression.
type splitter struct {
	text   []rune
	tokens []token
	found  []span
}

// span is where an operand stands in the text. Up to owner stands the name of
// whose method it calls; owner is 0 when it calls none.
type span struct{ from, owner, to int }

// split collects the operands in the tokens from i to j, which are one
// expression.
func (o *splitter) split(i, j int) {
	for i < j && o.tokens[i].is("not") {
		i++
	}
	if inner, ok := o.parenthesised(i, j); ok {
		o.split(i+1, inner)
		return
	}
	start, depth := i, 0
	for k := i; k < j; k++ {
		depth += nests(o.tokens[k])
		if depth == 0 && joins(o.tokens[k]) {
			o.split(start, k)
			start = k + 1
		}
	}
	if start == i {
		o.add(i, j)
		return
	}
	o.split(start, j)
}

// parenthesised says whether one pair of parentheses is around all, and where
// it closes.
func (o *splitter) parenthesised(i, j int) (inner int, ok bool) {
	if i >= j || !o.tokens[i].is("(") {
		return 0, false
	}
	depth := 0
	for k := i; k < j; k++ {
		if depth += nests(o.tokens[k]); depth == 0 {
			return k, k == j-1
		}
	}
	return 0, false
}

func (o *splitter) add(i, j int) {
	if i >= j || j == i+1 && isConstant(o.tokens[i]) {
		return
	}
	from := int(o.tokens[i].at.column) - 1
	to := len(o.text)
	if j < len(o.tokens) {
		to = int(o.tokens[j].at.column) - 1
	}
	for from < to && o.text[to-1] == ' ' {
		to--
	}
	o.found = append(o.found, span{from, o.owner(i, j), to})
}

// owner is where the name ends of whose method the tokens from i to j call first.
func (o *splitter) owner(i, j int) int {
	for k := i; k+1 < j && o.tokens[k].kind == name; k += 2 {
		switch {
		case o.tokens[k+1].is(":"):
			return int(o.tokens[k+1].at.column) - 1
		case !o.tokens[k+1].is("."):
			return 0
		}
	}
	return 0
}

func nests(t token) int {
	switch {
	case t.is("("), t.is("["), t.is("{"), t.is("function"):
		return 1
	case t.is(")"), t.is("]"), t.is("}"), t.is("end"):
		return -1
	}
	return 0
}

func joins(t token) bool {
	switch t.text {
	case "and", "or", "==", "~=", "<", ">", "<=", ">=":
		return t.kind == symbol || t.kind == keyword
	}
	return false
}

func isConstant(t token) bool {
	return t.kind == number || t.kind == literal || t.is("nil") || t.is("true") || t.is("false")
}
