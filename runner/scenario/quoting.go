package scenario

import (
	"fmt"
	"strings"
)

// quoteYAML returns s as a quoted YAML scalar.
func quoteYAML(s string) string {
	if !strings.ContainsAny(s, `"\`) {
		return `"` + s + `"`
	}
	return "'" + strings.ReplaceAll(s, "'", "''") + "'"
}

var highByte = lazily(`^(?:[^"\\]|\\[^x]|\\x[0-7])*?(\\x[89a-fA-F][0-9a-fA-F])`)

// hasHighByte reports "\x80" to "\xff" in double quotes: who writes that
// means one byte, but YAML makes a character of two bytes of it.
func (d *decoder) hasHighByte(n *node, inLua bool) bool {
	if n.style != doubleQuoted {
		return false
	}
	start := skipProperties(d.src.text, n.offset) + 1
	if start >= len(d.src.text) {
		return false
	}
	found := highByte().FindStringSubmatchIndex(d.src.text[start:])
	if found == nil {
		return false
	}
	escape := d.src.text[start+found[2] : start+found[3]]
	e := d.fail(d.src.position(start+found[2]), "YAML makes two bytes of %s: it is a character, not a byte", escape).about("yaml")
	e.Hint = "write {hex: " + latin1Hex(n.text) + "}"
	if inLua {
		e.Hint = "put the Lua in single quotes or a | block, where Lua itself reads the escape"
	}
	return true
}

// latin1Hex returns the bytes that the writer of s meant, in hexadecimal.
func latin1Hex(s string) string {
	const most = 16
	var digits []string
	for _, r := range s {
		if r > 0xff || len(digits) == most {
			return "ff"
		}
		digits = append(digits, fmt.Sprintf("%02x", r))
	}
	if len(digits) == 1 {
		return digits[0]
	}
	return quoteYAML(strings.Join(digits, " "))
}

var braces = lazily(`\{\{.*\}\}`)

// likelyCause explains a value of the wrong kind by what YAML does to text.
func (d *decoder) likelyCause(n *node) string {
	if n.lua {
		return ""
	}
	line := d.src.Line(n.pos.Line)
	switch {
	case n.kind == mapNode && braces().MatchString(line):
		return bracesHint(line)
	case n.isNull() && n.text == "":
		return d.emptyCause(n)
	case n.isNull():
		return n.text + " is YAML's word for no value: for the text put quotes around it, \"" + n.text + `"`
	}
	return ""
}

// emptyCause explains a key without a value by a comment where the value
// should be.
func (d *decoder) emptyCause(n *node) string {
	line := d.src.Line(n.pos.Line)
	if key, comment, found := strings.Cut(line, " #"); found {
		return "# begins a comment in YAML: put quotes around the value, " +
			strings.TrimSpace(key) + " " + quoteYAML("#"+strings.TrimRight(comment, " "))
	}
	return ""
}

var luaInBraces = lazily(`\b(handler|script|lua|check):\s*\{\{\s*(.*?)\s*\}\}`)

// bracesHint shows a line of YAML that has a template without quotes as it
// should be: with quotes, or without braces where Lua stands anyway.
func bracesHint(line string) string {
	if lua := luaInBraces().FindStringSubmatch(line); lua != nil {
		return "Lua needs no {{ }} here: write " + lua[1] + ": " + lua[2]
	}
	return "put quotes around it: " + strings.TrimSpace(braces().ReplaceAllStringFunc(line, quoteYAML))
}
