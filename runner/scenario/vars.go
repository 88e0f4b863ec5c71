package scenario

import (
	"math"
	"strconv"
	"strings"
)

// vars decodes the variables and puts the overrides in place of their values.
func (d *decoder) vars(v value) {
	if v.kind != mapNode {
		d.wrongType(v)
		d.namesMissing = true
		return
	}
	for _, e := range v.entries {
		name := e.key.text
		d.checkVarName(e.key)
		val := d.typed(e.value)
		d.warnOfTemplates(e.value)
		if text, given := d.options.Vars[name]; given {
			val = d.override(e, val, text)
		}
		d.scenario.Vars = append(d.scenario.Vars, Var{Name: name, Pos: e.key.pos, Value: val})
	}
}

var templateOfOurs = lazily(`\{\{\s*(vars|self|servers|proxies|processes)\s*\.`)

// warnOfTemplates tells of templates in variables, which hold what is written.
func (d *decoder) warnOfTemplates(n *node) {
	for _, element := range n.list {
		d.warnOfTemplates(element)
	}
	for _, e := range n.entries {
		d.warnOfTemplates(e.value)
	}
	if n.kind == scalarNode && strings.Contains(n.text, "{{") && templateOfOurs().MatchString(n.text) {
		d.warn(n.pos, "a variable is no template: {{ }} stays as it is").about("scenario.vars").Hint =
			"write the {{ }} where the variable is used, or set it in setup: vars.NAME = …"
	}
}

// checkVarName reports a name that no variable can have.
func (d *decoder) checkVarName(key *node) {
	switch name := key.text; {
	case !isIdentifier(name):
		d.fail(key.pos, "a variable must be named as in Lua, with letters, digits and _, got %s", quoteText(name))
	case name == "tmp" || name == "dir":
		d.fail(key.pos, "vars.%s is set by sockrun: choose another name", name)
	}
}

// override is the value that text from the command line has in place of val:
// a number stays a number, and so on.
func (d *decoder) override(e entry, val any, text string) any {
	switch val.(type) {
	case nil, string:
		return text
	case List, Map:
		d.fail(e.value.pos, "--var %s: the variable holds %s, and a command line can only give text, a number or a boolean", e.key.text, e.value.describe()).about("--var")
		return val
	}
	given := d.typedScalar(&node{kind: scalarNode, pos: e.value.pos, style: plainStyle, text: text})
	if kindOf(given) != kindOf(val) {
		d.fail(e.value.pos, "--var %s: %s cannot stand for %s, which is a %s", e.key.text, quoteText(text), quoteText(e.value.text), kindOf(val)).about("--var")
	}
	return given
}

// kindOf tells texts, numbers and booleans apart.
func kindOf(val any) string {
	switch val.(type) {
	case bool:
		return "boolean"
	case int64, uint64, float64:
		return "number"
	}
	return "text"
}

// typed returns a node as a value of vars: YAML 1.2's core schema, except
// that numbers with leading zeros are text.
func (d *decoder) typed(n *node) any {
	switch n.kind {
	case listNode:
		list := List{}
		for _, element := range n.list {
			list = append(list, d.typed(element))
		}
		return list
	case mapNode:
		m := Map{}
		for _, e := range n.entries {
			m = append(m, Entry{Key: e.key.text, Value: d.typed(e.value)})
		}
		return m
	case scalarNode:
		return d.typedScalar(n)
	case objectNode:
		d.fail(n.pos, "vars hold data, not %s", n.describe())
	}
	return nil
}

var (
	integerPattern = lazily(`^[-+]?(0|[1-9][0-9]*|0x[0-9a-fA-F]+)$`)
	floatPattern   = lazily(`^[-+]?(0|[1-9][0-9]*)?(\.[0-9]*)?([eE][-+]?[0-9]+)?$`)
)

func (d *decoder) typedScalar(n *node) any {
	switch {
	case n.style != plainStyle:
		return n.text
	case n.isNull():
		return nil
	case n.text == "true" || n.text == "false":
		return n.text == "true"
	case integerPattern().MatchString(n.text):
		return d.integer(n)
	case floatPattern().MatchString(n.text) && strings.ContainsAny(n.text, "0123456789"):
		return d.float(n)
	}
	switch n.text {
	case ".inf", "+.inf":
		return math.Inf(1)
	case "-.inf":
		return math.Inf(-1)
	case ".nan":
		return math.NaN()
	}
	return n.text
}

func (d *decoder) integer(n *node) any {
	if i, err := strconv.ParseInt(n.text, 0, 64); err == nil {
		return i
	}
	u, err := strconv.ParseUint(strings.TrimPrefix(n.text, "+"), 0, 64)
	if err != nil {
		d.fail(n.pos, "%s does not fit 64 bits", quoteText(n.text)).Hint = "put quotes around it to keep it as text"
	}
	return u
}

// float warns of numbers that would not print as they are written, such as
// the version 1.10.
func (d *decoder) float(n *node) any {
	f, err := strconv.ParseFloat(n.text, 64)
	if err != nil {
		d.fail(n.pos, "%s is too large for a number", quoteText(n.text))
		return nil
	}
	if shown := strconv.FormatFloat(f, 'f', -1, 64); strings.HasSuffix(n.text, "0") && !strings.ContainsAny(n.text, "eE") {
		d.warn(n.pos, "%s is the number %s", n.text, shown).about("yaml").Hint = "put quotes around it to keep it as text"
	}
	return f
}
