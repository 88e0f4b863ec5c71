package chunk

import "slices"

// Limits on what gopher-lua's parser is given. It keeps its stack on the heap,
// 256 bytes for each open bracket or operator, and its compiler recurses.
const (
	// maxNesting is the deepest nesting of brackets and blocks.
	maxNesting = 200
	// maxPending is how many operators of one expression may wait for their
	// right side: ".." and "^" chains, and unary operators.
	maxPending = 20000
)

// opener is an open bracket or block.
type opener struct {
	token   int
	waits   string // the keyword after which the block begins, "" once it came
	pending int    // operators that wait inside
}

// nesting is what the tokens alone tell about a source's structure.
type nesting struct {
	tokens []token
	open   []opener // the outermost one, without a token, is the source
	// marks are the tokens that the walker meets again in the tree, in order:
	// names of variables and labels, "...", break and goto.
	marks []int
	// mismatch is the first closing token that does not match, -1 for none.
	mismatch int
	closed   int // the last opener that was closed
	// separators are the commas and semicolons outside all brackets and blocks.
	separators []int
}

func newNesting(tokens []token) *nesting {
	return &nesting{tokens: tokens, open: []opener{{token: -1}}, mismatch: -1}
}

// checkNesting follows the nesting of a whole source.
func checkNesting(tokens []token, org origin) (*nesting, *Error) {
	n := newNesting(tokens)
	for i, t := range tokens {
		if i > 0 {
			if message := foreignSymbol(tokens[i-1], t); message != "" {
				return nil, org.errorf(tokens[i-1].at, "%s", message)
			}
		}
		if n.isAmbiguous(i) {
			return nil, org.errorf(t.at, "ambiguous: a call of the line above, or a new statement? "+
				"Join the lines, or begin this one with `;`")
		}
		if i > 0 && n.isOpen("{") && isSeparator(t) && isSeparator(tokens[i-1]) {
			return nil, org.errorf(t.at, "unexpected `%s`: a value is missing before it", t.text)
		}
		n.step(i)
		if len(n.open) > maxNesting+1 {
			return nil, org.errorf(t.at, "more than %d brackets and blocks are nested here", maxNesting)
		}
		if n.top().pending > maxPending {
			return nil, org.errorf(t.at, "more than %d operators in one expression", maxPending)
		}
	}
	return n, nil
}

func isSeparator(t token) bool { return t.is(",") || t.is(";") }

// at returns the nesting before the token i.
func (n *nesting) at(i int) *nesting {
	before := newNesting(n.tokens)
	for j := range i {
		before.step(j)
	}
	return before
}

func (n *nesting) top() *opener { return &n.open[len(n.open)-1] }

// isOpen says whether the innermost opener is the token text.
func (n *nesting) isOpen(text string) bool {
	top := n.top().token
	return top >= 0 && n.tokens[top].text == text
}

func (n *nesting) step(i int) {
	t := n.tokens[i]
	n.count(t)
	if n.isMark(i) {
		n.marks = append(n.marks, i)
	}
	switch t.kind {
	case symbol:
		n.bracket(i, t.text)
	case keyword:
		n.block(i, t.text)
	}
}

// count counts the operators that wait for their right side.
func (n *nesting) count(t token) {
	switch {
	case t.kind != keyword && t.kind != symbol:
	case t.is("-"), t.is("#"), t.is("not"), t.is("^"), t.is(".."):
		n.top().pending++
	case t.kind == keyword && !t.is("and") && !t.is("or"), t.is(","), t.is(";"), t.is("="):
		n.top().pending = 0
	}
}

func (n *nesting) bracket(i int, text string) {
	switch text {
	case "(", "{", "[":
		n.push(i, "")
	case ")":
		n.pop(i, "(")
	case "}":
		n.pop(i, "{")
	case "]":
		n.pop(i, "[")
	case ",", ";":
		if len(n.open) == 1 {
			n.separators = append(n.separators, i)
		}
	}
}

func (n *nesting) block(i int, text string) {
	switch text {
	case "if":
		n.push(i, "then")
	case "while", "for":
		n.push(i, "do")
	case "function", "repeat":
		n.push(i, "")
	case "elseif":
		if n.isOpen("if") {
			n.top().waits = "then"
		}
	case "then", "do":
		if n.top().waits == text {
			n.top().waits = ""
		} else if text == "do" {
			n.push(i, "")
		}
	case "until":
		n.pop(i, "repeat")
	case "end":
		n.pop(i, "function", "if", "do", "while", "for")
	}
}

func (n *nesting) push(i int, waits string) {
	n.open = append(n.open, opener{token: i, waits: waits})
}

// pop closes the innermost opener, which must be one of the openers.
func (n *nesting) pop(i int, openers ...string) {
	if slices.ContainsFunc(openers, n.isOpen) {
		n.closed = n.top().token
		n.open = n.open[:len(n.open)-1]
		return
	}
	if n.mismatch < 0 {
		n.mismatch = i
	}
}

// isMark says whether the tree holds the token as a variable, a label or one
// of the other marks; all other names are fields and methods.
func (n *nesting) isMark(i int) bool {
	t, before, after := n.tokens[i], n.near(i-1), n.near(i+1)
	switch {
	case t.is("..."), t.is("break"), t.is("goto"):
		return true
	case t.kind != name, before.is("."), before.is(":"), before.is("goto"):
		return false
	}
	field := after.is("=") && n.isOpen("{") && (before.is("{") || before.is(",") || before.is(";"))
	return !field
}

func (n *nesting) near(i int) token {
	if i < 0 || i >= len(n.tokens) {
		return token{kind: end}
	}
	return n.tokens[i]
}

// isAmbiguous says whether the token is a parenthesis that calls what the line
// above ends with. Lua 5.1 refuses that; gopher-lua notices it only sometimes.
func (n *nesting) isAmbiguous(i int) bool {
	before := n.near(i - 1)
	if !n.tokens[i].is("(") || before.at.line == n.tokens[i].at.line {
		return false
	}
	switch {
	case before.is("]"):
		return true
	case before.is(")"):
		return !n.isDeclared(n.closed-1, ".", ":") // a function's parameters
	case before.kind == name:
		return !n.isDeclared(i-1, ",")
	}
	return false
}

// isDeclared says whether the token i ends a list of names behind local,
// function or goto.
func (n *nesting) isDeclared(i int, separators ...string) bool {
	for n.near(i).kind == name && slices.Contains(separators, n.near(i-1).text) {
		i -= 2
	}
	if n.near(i).kind == name {
		i--
	}
	t := n.near(i)
	return t.is("local") || t.is("function") || t.is("goto")
}
