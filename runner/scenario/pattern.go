package scenario

import (
	"strings"

	"sockrun/luaapi/wire/pattern"
)

const takesPattern = "a Lua pattern"

// patternOf takes the pattern that a message must match, which may hold
// templates.
func (d *decoder) patternOf(v value) *Value {
	x := &Value{Pos: v.pos, Kind: ValueText, Text: d.template(v, d.scope.params...)}
	if x.Text.IsLiteral() && v.kind == scalarNode && !v.isNull() {
		d.checkPattern(v, x.Text.Raw, false)
	}
	return x
}

// pattern takes a Lua pattern without templates, which has a capture if it
// must.
func (d *decoder) pattern(v value, capture bool) string {
	text := d.text(v)
	if at := strings.Index(text, "{{"); at >= 0 && strings.Contains(text[at:], "}}") {
		d.warn(v.pos, "a pattern holds no templates: {{ }} is looked for as it stands")
	}
	if v.kind == scalarNode && !v.isNull() {
		d.checkPattern(v, text, capture)
	}
	return text
}

func (d *decoder) checkPattern(v value, text string, capture bool) {
	captures, err := pattern.Check(text)
	switch {
	case text == "":
		d.fail(v.pos, "%s is empty", v.key)
	case err != nil:
		d.fail(v.pos, "%s: %s", v.key, err).Hint = escapesHint(text)
	case capture && captures == 0:
		d.fail(v.pos, "%s needs the port in parentheses, such as \"port (%%d+)\"", v.key)
	default:
		d.warnOfRegexp(v, text)
	}
}
