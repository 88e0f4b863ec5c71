package scenario

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// quoteYAML returns s as a quoted YAML scalar.
func quoteYAML(s string) string {
	if !strings.ContainsAny(s, `"\`) {
		return `"` + s + `"`
	}
	return singleQuote(s)
}

var highByte = lazily(`^(?:[^"\\]|\\[^x]|\\x[0-7])*?(\\x[89a-fA-F][0-9a-fA-F])`)

// hasHighByte reports "\x80" to "\xff" in double quotes: who writes that
// means one byte, but YAML makes a character of two bytes of it.
func (d *decoder) hasHighByte(v value, inLua bool) bool {
	n := v.node
	if n.style != doubleQuoted || !strings.ContainsFunc(n.text, func(r rune) bool { return r >= 0x80 && r <= 0xff }) {
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
	switch {
	case inLua:
		e.Hint = "put the Lua in single quotes or a | block, where Lua itself reads the escape"
	case v.takes == takesData:
		e.Hint = "JSON carries text, not bytes: write the bytes as hex or base64 text"
	case !slices.Contains(takeBytes, v.key):
		e.Hint = "in single quotes Lua makes one byte of it: '{{ \"" + escape + "\" }}'"
	default:
		e.Hint = "write {hex: " + latin1Hex(n.text) + "}"
	}
	return true
}

// takeBytes are the keys whose text may be replaced by {hex: …}.
var takeBytes = []string{"send", "send_raw", "expect", "equal", "contains", "starts_with", "ends_with", "until", "delimiter", "stdin"}

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

// hasBraces says whether there is something in text that braces finds. Every
// title of every file is asked.
func hasBraces(text string) bool {
	_, inside, opened := strings.Cut(text, "{{")
	return opened && strings.Contains(inside, "}}")
}

// likelyCause explains a value of the wrong kind by what YAML does to text.
func (d *decoder) likelyCause(n *node) string {
	if n.lua {
		return ""
	}
	line := d.src.Line(n.pos.Line)
	switch {
	case n.kind == mapNode && hasBraces(line):
		return bracesHint(line)
	case n.kind == mapNode && len(n.entries) > 0 && glued().MatchString(n.entries[0].key.text):
		return "a space is missing: write " + strings.Replace(strings.TrimSpace(line), "-", "- ", 1)
	case d.isCutAtColon(n):
		return "`: ` makes a key of what stands before it: put quotes around the whole, " + dashOf(line) + quoteYAML(strings.TrimSpace(line[n.pos.Column-1:]))
	case n.isNull() && n.text == "":
		return d.emptyCause(n)
	case n.isNull():
		return n.text + " is YAML's word for no value: for the text put quotes around it, \"" + n.text + `"`
	}
	return ""
}

// glued is an element of a list whose dash has no space behind it.
var glued = lazily(`^-\w`)

// isCutAtColon says whether a map is written on one line without braces, such as
// text with a colon in it, at the beginning of the line or of an element of a list.
func (d *decoder) isCutAtColon(n *node) bool {
	line := d.src.Line(n.pos.Line)
	at := n.pos.Column - 1
	return n.kind == mapNode && len(n.entries) == 1 && n.entries[0].value.pos.Line == n.pos.Line &&
		at > 0 && at < len(line) && line[at] != '{' && strings.Trim(line[:at], " -") == ""
}

// dashOf is what makes an element of a list of a line, "" when it is none.
func dashOf(line string) string {
	if strings.HasPrefix(strings.TrimLeft(line, " "), "- ") {
		return "- "
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
	return "put quotes around it: " + strings.TrimSpace(quoteTemplates(line))
}

// quoteTemplates puts quotes around the templates of a line.
func quoteTemplates(line string) string {
	start := strings.Index(line, "{{")
	if start < 0 {
		return line
	}
	end := templateEnd(line, start+2)
	if end < 0 {
		return line
	}
	for _, quote := range []string{`"`, "'"} {
		if closing := strings.Index(line[end+2:], quote); closing >= 0 && strings.Count(line[:start], quote)%2 == 1 {
			rest := end + 2 + closing + 1
			return line[:rest] + quoteTemplates(line[rest:]) // it has quotes
		}
	}
	return line[:start] + quoteYAML(line[start:end+2]) + quoteTemplates(line[end+2:])
}

// warnOfQuotes warns of the quotes of word processors, which are text to YAML.
func (d *decoder) warnOfQuotes(v value) {
	if v.kind != scalarNode || v.style != plainStyle || v.lua || !inWordQuotes(v.text) {
		return
	}
	inner := []rune(v.text)
	d.warn(v.pos, "the quotes are a part of the text: YAML has \" and ' only").about("yaml").Hint =
		"write " + quoteYAML(string(inner[1:len(inner)-1]))
}

// inWordQuotes says whether a line of text begins and ends with such quotes.
func inWordQuotes(text string) bool {
	first, size := utf8.DecodeRuneInString(text)
	last, _ := utf8.DecodeLastRuneInString(text[size:])
	return strings.ContainsRune("“”„‘’«", first) && strings.ContainsRune("“”‘’»", last) && !strings.Contains(text, "\n")
}
