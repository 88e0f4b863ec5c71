package chunk

import "strings"

// Operands returns the parts of an expression whose values explain it: what
// its comparisons compare and what its "and" and "or" join, without
// parentheses around them, plain numbers and strings. There are none when the
// expression is a single one of those or cannot be read.
func Operands(expression string) []string {
	flat := strings.NewReplacer("\r", " ", "\n", " ").Replace(expression)
	tokens, err := scan(flat, newOrigin(Options{}))
	if err != nil {
		return nil
	}
	o := &operands{text: []rune(flat), tokens: tokens[:len(tokens)-1]}
	o.split(0, len(o.tokens))
	return o.found
}

type operands struct {
	text   []rune
	tokens []token
	found  []string
}

// split collects the operands in the tokens from i to j, which are one
// expression.
func (o *operands) split(i, j int) {
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
func (o *operands) parenthesised(i, j int) (inner int, ok bool) {
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

func (o *operands) add(i, j int) {
	if i >= j || j == i+1 && isConstant(o.tokens[i]) {
		return
	}
	from := int(o.tokens[i].at.column) - 1
	to := len(o.text)
	if j < len(o.tokens) {
		to = int(o.tokens[j].at.column) - 1
	}
	text := strings.TrimSpace(string(o.text[from:to]))
	for _, known := range o.found {
		if known == text {
			return
		}
	}
	o.found = append(o.found, text)
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
