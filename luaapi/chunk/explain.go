package chunk

import (
	"fmt"
)

// explainer finds words for what gopher-lua's parser calls "syntax error".
type explainer struct {
	tokens []token
	nest   *nesting
	org    origin
}

// explain returns the error for the token i, which the parser refused.
func (x explainer) explain(i int, message string) *Error {
	mismatch := x.nest.mismatch
	if mismatch >= 0 && mismatch < i {
		return x.mismatch(mismatch)
	}
	if err := x.statement(i); err != nil {
		return err
	}
	before := x.nest.at(i)
	t := x.tokens[i]
	if err := x.python(i, before); err != nil {
		return err
	}
	if hint := x.hint(i, before); hint != "" {
		return x.org.errorf(t.at, "%s", hint)
	}
	if err := x.misplaced(i, before); err != nil {
		return err
	}
	switch {
	case mismatch == i:
		return x.mismatch(i)
	case message == "parse error" && i > 0:
		return x.org.errorf(x.tokens[i-1].at, "`=` or a call expected after %s: a value alone is no statement",
			describe(x.tokens[i-1]))
	case t.kind == end:
		return x.org.errorf(t.at, "%s", x.unfinished(before))
	}
	return x.org.errorf(t.at, "unexpected %s%s", describe(t), x.expected(before, i))
}

// statement explains an expression that begins as a statement does.
func (x explainer) statement(i int) *Error {
	if !x.org.Expression || i > 0 {
		return nil
	}
	switch t := x.tokens[0]; t.text {
	case "return":
		return x.org.errorf(t.at, "unexpected `return`: here stands an expression, whose value is returned without it")
	case "local", "for", "while", "repeat", "if", "do":
		return x.org.errorf(t.at, "unexpected `%s`: here stands one expression; statements fit into it as "+
			"`(function() … return value end)()`", t.text)
	}
	return nil
}

// mismatch explains a closing token that does not match what is open.
func (x explainer) mismatch(i int) *Error {
	t := x.tokens[i]
	open := x.nest.at(i).top().token
	if open < 0 {
		return x.org.errorf(t.at, "unexpected `%s`: there is nothing to close", t.text)
	}
	return x.org.errorf(t.at, "unexpected `%s`: `%s` expected to close %s", t.text, closing(x.tokens[open]), x.opener(open))
}

// unfinished explains a source that ends too early.
func (x explainer) unfinished(n *nesting) string {
	open := n.top().token
	switch {
	case open < 0:
		return "unexpected end of the code after " + describe(x.tokens[len(x.tokens)-2])
	case n.top().waits != "":
		return "unexpected end of the code" + x.expected(n, len(x.tokens)-1)
	case open > 0 && x.tokens[open].is("if") && x.tokens[open-1].is("else"):
		return "unexpected end of the code: `end` expected to close " + x.opener(open) +
			" (`else if` opens a second block, `elseif` does not)"
	}
	return "unexpected end of the code: `" + closing(x.tokens[open]) + "` expected to close " + x.opener(open)
}

// expected says what the innermost block waits for where the token i stands.
func (x explainer) expected(n *nesting, i int) string {
	open := n.top().token
	if n.top().waits == "" {
		return x.missing(i, n)
	}
	what := "`" + n.top().waits + "`"
	if x.tokens[open].is("for") {
		what = forHeadOf(x.tokens[open+1 : i]).needs()
	}
	return ": " + what + " expected for " + x.opener(open)
}

// forHead is the head of a for loop as far as it goes.
type forHead struct {
	names  int    // before = or in
	said   string // = or in, once it came
	commas int    // behind =
	last   token
}

func forHeadOf(tokens []token) (h forHead) {
	depth := 0
	for _, t := range tokens {
		switch {
		case h.said == "" && t.kind == name:
			h.names++
		case h.said == "" && (t.is("=") || t.is("in")):
			h.said = t.text
		case t.is("("), t.is("{"), t.is("["):
			depth++
		case t.is(")"), t.is("}"), t.is("]"):
			depth--
		case h.said == "=" && depth == 0 && t.is(","):
			h.commas++
		}
		h.last = t
	}
	return h
}

// needs says what comes next.
func (h forHead) needs() string {
	switch {
	case h.names == 0 || h.said == "" && h.last.is(","):
		return "a name"
	case h.said == "" && h.names > 1:
		return "`in`"
	case h.said == "":
		return "`=` or `in`"
	case h.last.is("=") || h.last.is("in") || h.last.is(","):
		return "a value"
	case h.said == "=" && h.commas == 0:
		return "`,` and the last value"
	}
	return "`do`"
}

func (x explainer) opener(i int) string {
	return fmt.Sprintf("the `%s` of line %d", x.tokens[i].text, x.org.fileLine(int(x.tokens[i].at.line)))
}

// checkExpression refuses no expression and a list of them, both of which
// "return" may have.
func (x explainer) checkExpression() *Error {
	if len(x.tokens) == 1 {
		return x.org.errorf(x.tokens[0].at, "an expression expected")
	}
	for _, i := range x.nest.separators {
		return x.org.errorf(x.tokens[i].at, "unexpected `%s`: one expression expected", x.tokens[i].text)
	}
	return nil
}

// closing returns the token that closes an opener.
func closing(opener token) string {
	switch opener.text {
	case "(":
		return ")"
	case "{":
		return "}"
	case "[":
		return "]"
	case "repeat":
		return "until"
	}
	return "end"
}

func describe(t token) string {
	switch t.kind {
	case end:
		return "end of the code"
	case literal:
		return "string"
	case number:
		return "number " + t.text
	}
	return "`" + t.text + "`"
}
