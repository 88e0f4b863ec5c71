package chunk

// endsValue says whether a value may end with the token.
func (t token) endsValue() bool {
	switch t.kind {
	case name, literal, number:
		return true
	case symbol:
		return t.is(")") || t.is("}") || t.is("]") || t.is("...")
	case keyword:
		return t.is("end") || t.is("nil") || t.is("true") || t.is("false")
	}
	return false
}

// wantsValue says whether a value must follow the token.
func (t token) wantsValue() bool {
	switch t.text {
	case "+", "-", "*", "/", "%", "^", "..", "==", "~=", "<", "<=", ">", ">=", "=", ",", "#", "and", "or", "not":
		return t.kind == symbol || t.kind == keyword
	}
	return false
}

// missing says what the refused token i misses before it, when that stands in a
// bracket or where a value must; "" when nothing is known.
func (x explainer) missing(i int, n *nesting) string {
	t, last := x.tokens[i], x.nest.near(i-1)
	switch open := n.top().token; {
	case last.is(",") && n.isParameters():
		return ": a name expected after `,`"
	case last.wantsValue():
		return ": a value expected after " + describe(last)
	case open < 0 || !last.endsValue():
		return ""
	case n.isOpen("["), n.isOpen("(") && (t.at.line > last.at.line || !t.beginsValue()):
		return ": `" + closing(x.tokens[open]) + "` expected to close " + x.opener(open)
	case n.isOpen("("), n.isOpen("{"):
		return ": `,` or `" + closing(x.tokens[open]) + "` expected in " + x.opener(open)
	}
	return ""
}

// beginsValue says whether a value may begin with the token.
func (t token) beginsValue() bool {
	switch t.kind {
	case name, literal, number:
		return true
	}
	switch t.text {
	case "{", "(", "nil", "true", "false", "function", "not", "-", "#", "...":
		return true
	}
	return false
}

// misplaced explains the refused token i by the statement that it stands in; nil
// when it is something else.
func (x explainer) misplaced(i int, n *nesting) *Error {
	t, last, second := x.tokens[i], x.nest.near(i-1), x.nest.near(i-2)
	switch {
	case last.kind == name && second.is(":") && x.nest.near(i-3).endsValue():
		return x.org.errorf(last.at, "a method is called: write `:%s(…)`, or `.%s` for the function itself", last.text, last.text)
	case last.is(":") && n.isOpen("{"):
		return x.org.errorf(last.at, "unexpected `:`: Lua writes {key = value}")
	case t.is("{") && last.is(")"):
		return x.org.errorf(t.at, "unexpected `{`: a block has no braces, it ends with `end`")
	case last.is("function") && t.kind == name:
		return x.org.errorf(t.at, "unexpected `%s`: a function that is a value has no name", t.text)
	case last.is("function") && t.is("("):
		return x.org.errorf(t.at, "unexpected `(`: a name expected after `function`")
	case last.endsValue() && x.returnsBefore(i):
		return x.org.errorf(t.at, "unexpected %s: `return` must be the last statement of its block", describe(t))
	}
	return nil
}

// isParameters says whether the innermost bracket holds the parameters of a
// function.
func (n *nesting) isParameters() bool {
	i := n.top().token - 1
	for ; i > 0 && (n.tokens[i].kind == name || n.tokens[i].is(".") || n.tokens[i].is(":")); i-- {
	}
	return n.isOpen("(") && i >= 0 && n.tokens[i].is("function")
}

// returnsBefore says whether return stands before the token i on its line,
// outside of brackets.
func (x explainer) returnsBefore(i int) bool {
	depth := 0
	for j := i - 1; j >= 0 && x.tokens[j].at.line == x.tokens[i].at.line; j-- {
		switch t := x.tokens[j]; {
		case t.is(")"), t.is("}"), t.is("]"), t.is("end"):
			depth++
		case t.is("("), t.is("{"), t.is("["), t.is("function"):
			depth--
		case t.is("return"):
			return depth == 0
		}
	}
	return false
}
