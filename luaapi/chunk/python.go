package chunk

import (
	"fmt"
	"slices"
	"strings"
)

// pythonConstant refuses the constants of Python where nothing sets them: they
// would be nil, and `while True do` would end before it began.
func pythonConstant(globals []Global, org origin) *Error {
	for _, g := range globals {
		isSet := func(other Global) bool { return other.Assigned && other.Name == g.Name }
		if instead := inLua(g.Name); instead != "" && !slices.ContainsFunc(globals, isSet) {
			return &Error{File: org.Name, Line: g.Line, Column: g.Column,
				Message: fmt.Sprintf("unexpected `%s`: Lua writes `%s`", g.Name, instead)}
		}
	}
	return nil
}

// inLua returns Lua's constant for one of Python, "" for other names.
func inLua(constant string) string {
	switch constant {
	case "True":
		return "true"
	case "False":
		return "false"
	case "None":
		return "nil"
	}
	return ""
}

// python explains the refused token i where it ends what Python would read;
// nil when that is not so. The parser takes a colon at the end of a line for the
// beginning of a method call, and notices later only.
func (x explainer) python(i int, before *nesting) *Error {
	if j := x.colonBefore(i, before.top().token); j >= 0 && before.top().waits != "" {
		return x.org.errorf(x.tokens[j].at, "unexpected `:`%s, and `end` behind the block", x.expected(before, j))
	}
	for j := i; j >= max(i-3, 1); j-- {
		if word := x.tokens[j-1]; word.kind == name && isPython(word.text, x.tokens[j]) {
			return x.org.errorf(word.at, "%s", pythonWord(word.text, x.tokens[j]))
		}
	}
	return nil
}

// isPython says whether a word and the token behind it begin something of Python
// that the parser reads on in.
func isPython(word string, next token) bool {
	switch word {
	case "try", "except", "finally":
		return next.is(":")
	case "lambda":
		return next.is(":") || next.kind == name
	}
	return false
}

// colonBefore returns the colon between an opener and the token i that begins a
// block of Python: a keyword, another line or an assignment is behind it. -1
// when there is none.
func (x explainer) colonBefore(i, opener int) int {
	for j := i; j > opener && opener >= 0; j-- {
		if !x.tokens[j].is(":") {
			continue
		}
		next := x.nest.near(j + 1)
		if next.kind == keyword || next.kind == end || next.at.line > x.tokens[j].at.line || x.nest.near(j+2).is("=") {
			return j
		}
	}
	return -1
}

// pythonWord explains a word that begins a statement or an expression of
// Python, before the refused token t.
func pythonWord(word string, t token) string {
	switch word {
	case "import", "from":
		return fmt.Sprintf("unexpected `%s`: Lua writes `local x = require \"x\"`, and socket, struct and the other modules are there without it", word)
	case "with":
		return "Lua has no `with`: `socket.with(s, function(s) … end)` closes a socket at the end"
	case "raise":
		return "unexpected `raise`: Lua writes `error(message)`"
	case "assert":
		return "unexpected " + describe(t) + ": Lua writes `assert(condition, message)`"
	case "try", "except", "finally":
		return fmt.Sprintf("unexpected `%s`: Lua writes `local ok, err = pcall(function() … end)`", word)
	case "lambda":
		return "unexpected `lambda`: Lua writes `function(x) return … end`"
	case "class":
		return "Lua has no `class`: objects are tables, and `setmetatable` gives them methods"
	case "del":
		return "unexpected `del`: Lua writes `x = nil`"
	case "global", "nonlocal":
		return fmt.Sprintf("unexpected `%s`: names are global in Lua unless `local` declares them", word)
	}
	return ""
}

const noComment = "unexpected `#`: comments begin with `--`"

// hashComment returns an error for a comment of Python that the tokens end with,
// whose text cannot be read as tokens: "# don't". Otherwise it returns err.
func (s *scanner) hashComment(tokens []token, err *Error) *Error {
	for i, t := range slices.Backward(tokens) {
		if t.at.line < s.line {
			break
		}
		if t.is("#") && (i == 0 || endsOperand(tokens[i-1])) {
			return s.errorf(t.at, noComment)
		}
	}
	return err
}

// endsOperand says whether no `#` of Lua can stand behind a token.
func endsOperand(t token) bool {
	switch t.text {
	case ")", "]", "}", "end", "then", "do", "else", "repeat", "break", "nil", "true", "false":
		return true
	}
	return t.kind == name || t.kind == number || t.kind == literal
}

// pythonSymbol explains a refused token that Python writes there.
func (x explainer) pythonSymbol(i int, before *nesting) string {
	t, last := x.nest.near(i), x.nest.near(i-1)
	switch {
	case t.is("#"):
		return noComment
	case t.is(":") && last.is("else"):
		return "unexpected `:`: Lua writes `else` alone"
	case before.isOpen("[") && (t.is(":") || x.nest.near(i-2).is(":") || last.is(":")):
		return "unexpected " + describe(t) + ": a part of a string is `s:sub(first, last)`, which count from 1"
	case t.is("["):
		return "unexpected `[`: Lua writes lists as {1, 2, 3}"
	case t.is(":") && before.isOpen("{"):
		return "unexpected `:`: Lua writes {key = value}, or {[key] = value} for keys that are no names"
	case t.kind == name && t.text == "is":
		return "unexpected `is`: Lua compares with `==` and `~=`"
	case t.is(","):
		return x.tuple(i, before)
	case last.kind == literal && (t.is(".") || t.is(":")) && x.nest.near(i+1).kind == name:
		return fmt.Sprintf("unexpected `%s`: a text needs parentheses before a method: write (\"…\"):%s(…)", t.text, x.nest.near(i+1).text)
	case t.kind == literal && (touches(last, t) || touches(t, x.nest.near(i+1))):
		return "unexpected string: Lua writes a text of several lines as [[…]], and a comment as --[[ … ]]"
	case t.is("else") && x.isChoice(before):
		return "unexpected `else`: Lua writes `condition and a or b`"
	}
	return ""
}

// touches says whether a text begins where an empty one ends, as in """…""".
func touches(a, b token) bool {
	return a.kind == literal && b.kind == literal && a.at.line == b.at.line && b.at.column-a.at.column == 2
}

// isChoice says whether the innermost block is an if behind a value, as in
// Python's a if condition else b.
func (x explainer) isChoice(before *nesting) bool {
	open := before.top().token
	return open > 0 && x.tokens[open].is("if") && x.tokens[open].at.line == x.tokens[open-1].at.line && before.top().waits == "then" && endsOperand(x.tokens[open-1]) && x.tokens[open-1].kind != keyword
}

// tuple explains a comma in parentheses that are no call's.
func (x explainer) tuple(i int, before *nesting) string {
	open := before.top().token
	if open < 0 || !before.isOpen("(") || x.isCall(open) {
		return ""
	}
	outer := before.open[len(before.open)-2].token
	if outer < 0 || !x.isCall(outer) || x.nest.near(outer-1).kind != name || i != open+2 || !x.nest.near(i+2).is(")") {
		return "unexpected `,`: Lua has no tuples: write the values without parentheses, or a list as {a, b}"
	}
	if called := x.tokens[outer-1].text; strings.HasSuffix(called, "Server") { // of socketserver
		return fmt.Sprintf("unexpected `,`: Lua has no tuples: write `%s({%s, %s}, …)`", called, x.tokens[i-1].text, x.tokens[i+1].text)
	}
	others := ""
	if outer < open-1 {
		others = "…, "
	}
	return fmt.Sprintf("unexpected `,`: Lua has no tuples: write `%s(%s%s, %s)`",
		x.tokens[outer-1].text, others, x.tokens[i-1].text, x.tokens[i+1].text)
}

// isCall says whether the parenthesis begins the arguments of a call.
func (x explainer) isCall(i int) bool {
	before := x.nest.near(i - 1)
	return x.tokens[i].is("(") && (before.kind == name || before.kind == literal || before.is(")") || before.is("]"))
}
