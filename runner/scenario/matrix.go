package scenario

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// maxVariants is how many combinations the values of a matrix may have.
const maxVariants = 10_000

const takesMatrix = "a map from names of variables to lists of values"

// axis is a variable of a matrix.
type axis struct {
	name   string
	pos    Pos
	values []any // as in Var, at least one
}

// matrix takes the variables with their values. The command line gives one
// value instead.
func (d *decoder) matrix(v value) {
	if v.kind != mapNode {
		d.wrongType(v)
		d.namesMissing = true
		return
	}
	for _, e := range v.entries {
		d.checkVarName(e.key)
		a := axis{name: e.key.text, pos: e.key.pos, values: d.axisValues(value{e.value, "matrix." + e.key.text, "a list of values"})}
		if text, given := d.options.Vars[a.name]; given && len(a.values) > 0 {
			a.values = []any{d.given(e, a.values, text)}
		}
		d.scenario.matrix = append(d.scenario.matrix, a)
	}
	if len(v.entries) == 0 {
		d.fail(v.pos, "matrix is empty")
	}
	d.checkVariants(v)
}

// axisValues takes a list of values, each of which is there once.
func (d *decoder) axisValues(v value) (values []any) {
	seen := map[string]bool{}
	d.each(v, func(element value) {
		val := d.typed(element.node)
		shown := showValue(val)
		if seen[shown] {
			d.fail(element.pos, "%s is there twice", quoteName(shown))
		}
		seen[shown], values = true, append(values, val)
	})
	if len(values) == 0 && (v.kind == listNode || v.isEmptyTable()) {
		d.fail(v.pos, "%s has no values", v.key)
	}
	return values
}

// given is the value that text from the command line stands for: the one of the
// list that is shown like it, else one of its type.
func (d *decoder) given(e entry, values []any, text string) any {
	kind := kindOf(values[0])
	for _, val := range values {
		if showValue(val) == text {
			return val
		}
		if kindOf(val) != kind {
			kind = ""
		}
	}
	if kind == "text" {
		return text
	}
	val := d.typedScalar(&node{kind: scalarNode, pos: e.value.pos, style: plainStyle, text: text})
	if kind != "" && kindOf(val) != kind {
		d.fail(e.value.pos, "--var %s: %s is no %s, as the values are that it stands for", e.key.text, quoteText(text), kind).about("--var")
	}
	return val
}

// checkVariants reports a matrix of too many combinations.
func (d *decoder) checkVariants(v value) {
	variants, counts := 1, []string{}
	for _, a := range d.scenario.matrix {
		variants = min(variants*len(a.values), maxVariants*maxVariants)
		counts = append(counts, strconv.Itoa(len(a.values)))
	}
	if variants > maxVariants {
		d.fail(v.pos, "the matrix has %s combinations: at most %d", strings.Join(counts, " x "), maxVariants).about("limits")
	}
}

// addMatrix makes variables of those of the matrix. Their values are those of
// the first variant.
func (d *decoder) addMatrix() {
	s := d.scenario
	for _, a := range s.matrix {
		if i := slices.IndexFunc(s.Vars, func(v Var) bool { return v.Name == a.name }); i >= 0 {
			d.fail(a.pos, "%s stands under vars, too", quoteName(a.name)).about("scenario.matrix").Hint = "leave one of the two out"
		}
		v := Var{Name: a.name, Pos: a.pos}
		if len(a.values) > 0 {
			v.Value = a.values[0]
		}
		s.Vars = append(s.Vars, v)
	}
}

// Variants returns the scenario once for each combination of the values of its
// matrix, in their order, the last variable changing fastest; without one it
// returns the scenario itself.
func (s *Scenario) Variants() []*Scenario {
	if len(s.matrix) == 0 {
		return []*Scenario{s}
	}
	total := 1
	for _, a := range s.matrix {
		total *= len(a.values)
	}
	variants := make([]*Scenario, total)
	for i := range variants {
		variants[i] = s.variant(i)
	}
	return variants
}

// variant returns the variant of a number, from 0.
func (s *Scenario) variant(number int) *Scenario {
	own, shown := *s, make([]string, len(s.matrix))
	own.Vars = slices.Clone(s.Vars)
	first := len(s.Vars) - len(s.matrix)
	for i, a := range slices.Backward(s.matrix) {
		val := a.values[number%len(a.values)]
		number /= len(a.values)
		own.Vars[first+i].Value = val
		shown[i] = a.name + "=" + shortened(showValue(val))
	}
	own.Name = fmt.Sprintf("%s [%s]", s.Title, strings.Join(shown, ", "))
	return &own
}

// shortened cuts a value that is too long for a name.
func shortened(text string) string {
	const longest = 40
	if r := []rune(text); len(r) > longest {
		return string(r[:longest]) + "…"
	}
	return text
}

// showValue writes a value as YAML has it, on one line. Different values look
// different.
func showValue(val any) string {
	switch v := val.(type) {
	case nil:
		return "null"
	case string:
		return showText(v)
	case float64:
		return literal(v)
	case List:
		shown := make([]string, len(v))
		for i, element := range v {
			shown[i] = showValue(element)
		}
		return "[" + strings.Join(shown, ", ") + "]"
	case Map:
		shown := make([]string, len(v))
		for i, e := range v {
			shown[i] = showText(e.Key) + ": " + showValue(e.Value)
		}
		return "{" + strings.Join(shown, ", ") + "}"
	}
	return fmt.Sprint(val)
}

// showText puts quotes around a text that could be taken for something else.
func showText(text string) string {
	d := &decoder{scenario: &Scenario{}}
	plain := d.typedScalar(&node{kind: scalarNode, text: text})
	if text != plain || len(d.errs) > 0 || text != strings.TrimSpace(text) || strings.ContainsAny(text, ",[]{}=\"'") || text != printable(text) {
		return strconv.Quote(text)
	}
	return text
}
