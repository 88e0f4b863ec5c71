package scenario

import "strings"

// template reads a scalar as text with {{ expression }} parts.
func (d *decoder) template(v value, params ...string) *Text {
	if !d.scalar(v) || d.hasHighByte(v, false) {
		return &Text{Pos: v.pos, Raw: v.text}
	}
	t := &Text{Pos: v.pos, Raw: v.text}
	if v.lua && (d.scope == nil || d.scope.self == nil) {
		t.add(v.text)
		return t
	}
	o := originOf(d.src, v.node)
	for at := 0; at < len(v.text); {
		open := strings.Index(v.text[at:], "{{")
		if open < 0 {
			t.add(v.text[at:])
			break
		}
		open += at
		t.add(v.text[at:open])
		end := templateEnd(v.text, open+2)
		if end < 0 {
			e := d.fail(o.position(v.text, open), "`{{` without `}}`")
			e.Hint = "an expression ends with }}; for the text {{ itself write {{ \"{{\" }}"
			t.addBroken(v.pos)
			break
		}
		d.addExpression(t, v.node, o, params, open+2, end)
		at = end + 2
	}
	return t
}

func (t *Text) add(literal string) {
	if literal != "" {
		t.Parts = append(t.Parts, Part{Literal: literal})
	}
}

// addExpression compiles the expression that stands from open to end in the
// text of n.
func (d *decoder) addExpression(t *Text, n *node, o origin, params []string, open, end int) {
	code := strings.TrimSpace(n.text[open:end])
	if code == "" {
		d.fail(o.position(n.text, open-2), "{{ }} without an expression")
		t.addBroken(n.pos)
		return
	}
	at := open + strings.Index(n.text[open:end], code)
	if l := d.compile(n, o, code, luaOptions{at: at, expression: true, params: params}); l != nil {
		t.Parts = append(t.Parts, Part{Lua: l})
	} else {
		t.addBroken(n.pos)
	}
}

// addBroken stands for an expression that was reported, so that nobody takes
// the text for a literal.
func (t *Text) addBroken(pos Pos) {
	t.Parts = append(t.Parts, Part{Lua: &Lua{Pos: pos, Expression: true}})
}

// templateEnd returns the index of the }} that ends the expression at index
// at, or -1. Braces inside the expression and its strings do not end it; where
// they do not add up, the first }} does, and the compiler says what is wrong.
func templateEnd(text string, at int) int {
	depth := 0
	for i := at; i < len(text); i++ {
		switch c := text[i]; {
		case c == '{':
			depth++
		case c == '}' && depth > 0:
			depth--
		case strings.HasPrefix(text[i:], "}}"):
			return i
		case c == '"' || c == '\'':
			i += stringLength(text[i:]) - 1
		}
	}
	if end := strings.Index(text[at:], "}}"); end >= 0 {
		return at + end
	}
	return -1
}

// stringLength returns the length of the Lua string at the start of text, or
// of all of text when it has no end.
func stringLength(text string) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case text[0]:
			return i + 1
		}
	}
	return len(text)
}
