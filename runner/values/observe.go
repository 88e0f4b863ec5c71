package values

import (
	"slices"
	"strings"

	"sockrun/luaapi"
	"sockrun/runner/scenario"
)

// Observe evaluates a condition with the values of its parameters and, when it does
// not hold, tells what its operands were, a line for each that is worth one. That is
// done in one go: to ask again for the sake of the report could take bytes from the
// wire, wait for ever, or tell of other values.
func Observe(t *luaapi.Task, l *scenario.Lua, args []luaapi.Value) (v luaapi.Value, seen []string, err error) {
	if l.Watched == nil {
		v, err = Evaluate(t, l, args...)
		return v, nil, err
	}
	kept := make([]luaapi.Value, len(l.Operands))
	args = slices.Clone(args)
	for len(args) < len(l.Params) {
		args = append(args, luaapi.Nil)
	}
	results, err := t.Run(l.Watched, append(args[:len(l.Params)], t.Keeper(kept))...)
	if err != nil || len(results) == 0 {
		return luaapi.Nil, nil, err
	}
	if v = results[0]; !luaapi.Truthy(v) {
		seen = told(t, l.Operands, kept)
	}
	return v, seen, nil
}

// told says what the operands were that were worked out, each once unless it
// has changed meanwhile.
func told(t *luaapi.Task, operands []string, kept []luaapi.Value) (lines []string) {
	for i, v := range kept {
		if v == nil { // "and" or "or" had no need of it
			continue
		}
		if _, isText := luaapi.Text(v); !isText && owns(operands[:i], operands[i]) {
			continue // what a method says of a text is not understood without the text
		}
		if line := operands[i] + " is " + luaapi.Show(v); !slices.Contains(lines, line) {
			lines = append(lines, line)
			if beside := t.Lacking(operands[i]); v == luaapi.Nil && beside != "" {
				lines = append(lines, beside)
			}
		}
	}
	return lines
}

// owns says whether an operand is only there since one before it calls a method of
// it.
func owns(before []string, operand string) bool {
	return slices.ContainsFunc(before, func(call string) bool { return strings.HasPrefix(call, operand+":") })
}
