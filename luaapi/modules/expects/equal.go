package expects

import (
	"fmt"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/modules/frames"
	"sockrun/luaapi/wire/diff"
	"sockrun/luaapi/wire/integer"
	"sockrun/luaapi/wire/plural"
)

// maxDepth bounds how deep tables are compared and shown; a table inside
// itself reaches it.
const maxDepth = 100

// difference is where two values differ: the path to it and both sides there.
type difference struct {
	path               string
	received, expected lua.LValue
}

// compare returns the first difference, or nil. partial lets received have
// fields that expected has not.
func compare(c bind.Call, received, expected lua.LValue, path string, partial bool) *difference {
	if m := matcherOf(expected); m != nil {
		if m.accepts(c, received) {
			return nil
		}
		return &difference{path, received, expected}
	}
	want, isTable := expected.(*lua.LTable)
	got, gotTable := received.(*lua.LTable)
	if isTable && gotTable && want != got && strings.Count(path, ".")+strings.Count(path, "[") < maxDepth {
		return compareTables(c, got, want, path, partial)
	}
	if same(c.L, received, expected) {
		return nil
	}
	return &difference{path, received, expected}
}

func compareTables(c bind.Call, got, want *lua.LTable, path string, partial bool) *difference {
	if want.Metatable != lua.LNil && c.L.GetMetaField(want, "__eq") != lua.LNil && c.L.Equal(got, want) {
		return nil
	}
	for key, v := want.Next(lua.LNil); key != lua.LNil; key, v = want.Next(key) {
		if d := compare(c, got.RawGet(key), v, path+step(key), partial); d != nil {
			return d
		}
	}
	if partial {
		return nil
	}
	for key, v := got.Next(lua.LNil); key != lua.LNil; key, v = got.Next(key) {
		if want.RawGet(key) == lua.LNil {
			return &difference{path + step(key), v, lua.LNil}
		}
	}
	return nil
}

func step(key lua.LValue) string {
	if s, ok := key.(lua.LString); ok {
		return "." + string(s)
	}
	return "[" + Show(key) + "]"
}

// same compares what is no table on both sides, integers by value.
func same(L *lua.LState, a, b lua.LValue) bool {
	x, xok := whole(a)
	y, yok := whole(b)
	if xok && yok {
		return x == y
	}
	return L.Equal(a, b)
}

// whole returns an int64 object or a number without fraction as an integer.
func whole(v lua.LValue) (integer.Integer, bool) {
	switch v := v.(type) {
	case lua.LNumber:
		n, err := integer.FromFloat(float64(v))
		return n, err == nil
	case *lua.LUserData:
		n, ok := v.Value.(integer.Integer)
		return n, ok
	}
	return integer.Integer{}, false
}

func equal(c bind.Call) *Failure {
	needs(c, 2)
	d := compare(c, c.Arg(1), c.Arg(2), "", false)
	if f := byField(c, d); f != nil {
		return f
	}
	return failureAt(d)
}

func fields(c bind.Call) *Failure {
	c.Table(1)
	c.Table(2)
	d := compare(c, c.Arg(1), c.Arg(2), "", true)
	if f := byField(c, d); f != nil {
		return f
	}
	return failureAt(d)
}

// byField shows a message that differs from a table as the fields of the
// header that has decoded it; nil when they do not differ or none has.
func byField(c bind.Call, d *difference) *Failure {
	got, isTable := c.Arg(1).(*lua.LTable)
	want, alsoTable := c.Arg(2).(*lua.LTable)
	if d == nil || !isTable || !alsoTable {
		return nil
	}
	found, data, ok, err := frames.Explain(c.S, got, want, func(received, expected lua.LValue) bool {
		return compare(c, received, expected, "", true) == nil
	})
	switch {
	case err != nil:
		return &Failure{Message: err.Error()}
	case !ok || found == nil || len(found.Fields) == 0:
		return nil
	}
	return &Failure{Message: "the message differs in " + plural.Of(len(found.Fields), "field"), Detail: found.Lines,
		Difference: &diff.Difference{Expected: found.Expected, Received: data, Fields: found.Fields}}
}

func needs(c bind.Call, n int) {
	if c.Len() < n {
		c.Expected(c.Len()+1, "value")
	}
}

func failureAt(d *difference) *Failure {
	if d == nil {
		return nil
	}
	f := &Failure{Message: "the values differ"}
	if d.path != "" {
		f.Message += " at " + strings.TrimPrefix(d.path, ".")
	}
	f.Detail = Differ(d.received, d.expected)
	f.Difference = differenceOf(d.received, d.expected)
	return f
}

// differenceOf is what programs are told when two strings differ, else nil.
func differenceOf(received, expected lua.LValue) *diff.Difference {
	got, gotText := received.(lua.LString)
	want, wantText := expected.(lua.LString)
	if !gotText || !wantText {
		return nil
	}
	return &diff.Difference{Expected: []byte(want), Received: []byte(got)}
}

// Differ shows two different values side by side.
func Differ(received, expected lua.LValue) []string {
	got, gotText := received.(lua.LString)
	want, wantText := expected.(lua.LString)
	if gotText && wantText {
		return diff.Explained(string(want), string(got))
	}
	x, y := Show(expected), Show(received)
	if matcherOf(expected) != nil { // there is no place where they begin to differ
		return []string{"expected  " + x, "received  " + y}
	}
	if x == y || isInt64(expected) != isInt64(received) {
		x, y = x+" ("+kind(expected)+")", y+" ("+kind(received)+")"
	}
	return diff.Values(x, y)
}

// isInt64 tells the one kind of number from the other.
func isInt64(v lua.LValue) bool {
	_, whole := whole(v)
	return whole && v.Type() == lua.LTUserData
}

func kind(v lua.LValue) string {
	if name := bind.ClassName(v); name != "" {
		return name
	}
	return v.Type().String()
}

func notEqual(c bind.Call) *Failure {
	needs(c, 2)
	if compare(c, c.Arg(1), c.Arg(2), "", false) != nil {
		return nil
	}
	return &Failure{Message: fmt.Sprintf("both are %s", Show(c.Arg(1)))}
}

func match(c bind.Call) *Failure {
	if matches(c, c.Arg(1), c.Arg(2)) {
		return nil
	}
	return &Failure{Message: fmt.Sprintf("the pattern %s is not found in %s", diff.Quote(c.String(2)), diff.Quote(c.String(1)))}
}

// matches is string.find as the VM has it.
func matches(c bind.Call, text, pattern lua.LValue) bool {
	find := c.L.GetField(c.L.GetGlobal("string"), "find")
	results, raised := c.S.Try(c.L, find, text, pattern)
	if raised != nil {
		c.L.Error(raised.Object, 0)
	}
	return results[0] != lua.LNil
}

func contains(c bind.Call) *Failure {
	needs(c, 2)
	switch v := c.Arg(1).(type) {
	case lua.LString:
		if strings.Contains(string(v), c.String(2)) {
			return nil
		}
		return &Failure{Message: fmt.Sprintf("%s is not in %s", diff.Quote(c.String(2)), diff.Quote(string(v)))}
	case *lua.LTable:
		for i := 1; i <= v.Len(); i++ {
			if compare(c, v.RawGetInt(i), c.Arg(2), "", false) == nil {
				return nil
			}
		}
		return &Failure{Message: fmt.Sprintf("%s is not an element of %s", Show(c.Arg(2)), Show(v))}
	}
	c.Expected(1, "")
	return nil
}
