package scenario

import "strings"

// templateInLua is a template that stands in Lua. What else begins with {{ there
// is a table in a table.
var templateInLua = lazily(`\{\{\s*((?:vars|self|servers|clients|processes|proxies)\s*[.\[][^{}\n,;=]*?)\s*\}\}`)

// findTemplate returns where in code the first template stands, and what is in
// it. Comments may hold any.
func findTemplate(code string) (at int, inner string, found bool) {
	if !strings.Contains(code, "{{") {
		return 0, "", false
	}
	for _, m := range templateInLua().FindAllStringSubmatchIndex(code, -1) {
		line := code[strings.LastIndexByte(code[:m[0]], '\n')+1 : m[0]]
		if !strings.Contains(line, "--") {
			return m[0], code[m[2]:m[3]], true
		}
	}
	return 0, "", false
}

// templateHint explains code that cannot be read by a template in it, if there
// is one.
func templateHint(code string) string {
	if _, inner, found := findTemplate(code); found {
		return braceHint(inner)
	}
	return ""
}

// braceHint says how Lua writes what a template holds.
func braceHint(inner string) string {
	return "Lua writes " + inner + " without braces, and in a text \"…\" .. " + inner + " .. \"…\""
}

// warnOfTemplate warns of a template in the Lua that a scalar holds.
func (d *decoder) warnOfTemplate(v value) {
	if at, inner, found := findTemplate(v.text); found {
		pos := originOf(d.src, v.node).position(v.text, at)
		d.scenario.Warnings = append(d.scenario.Warnings, bracesWarning(d.sourceOf(pos), pos, inner))
	}
}

func bracesWarning(src *Source, pos Pos, inner string) *Error {
	w := newError(src, pos, "Lua holds no templates: {{ }} stays as it is").about("scope")
	w.Hint = braceHint(inner)
	return w
}
