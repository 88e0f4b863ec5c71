package expects

import (
	"fmt"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"sockrun/luaapi/internal/bind"
	"sockrun/luaapi/internal/show"
	"sockrun/luaapi/modules/base"
	"sockrun/luaapi/modules/frames"
	"sockrun/luaapi/wire/diff"
	"sockrun/luaapi/wire/integer"
)

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
	return compared(c, false)
}

func fields(c bind.Call) *Failure {
	if !isNil(c) {
		c.Table(1)
	}
	c.Table(2)
	return compared(c, true)
}

// compared is how the first two arguments differ.
func compared(c bind.Call, partial bool) *Failure {
	found, count := differences(c, c.Arg(1), c.Arg(2), partial)
	if count == 0 {
		return nil
	}
	f, equal := byField(c)
	switch {
	case partial && equal:
		return nil
	case f != nil:
		return f
	}
	return because(c, failureAt(found, count))
}

// byField shows a message that differs from a table as the fields of the
// header that has decoded it; nil when none has. equal says that to the header
// they are the same: a name of an enum and its number, a number that an f32 holds
// a little less exactly.
func byField(c bind.Call) (f *Failure, equal bool) {
	got, isTable := c.Arg(1).(*lua.LTable)
	want, alsoTable := c.Arg(2).(*lua.LTable)
	if !isTable || !alsoTable {
		return nil, false
	}
	found, data, ok, err := frames.Explain(c.S, got, want, func(received, expected lua.LValue) bool {
		return isEqual(c, received, expected, true)
	})
	switch {
	case err != nil:
		return &Failure{Message: err.Error()}, false
	case !ok || found == nil || len(found.Fields) == 0:
		return nil, ok && found == nil
	}
	return &Failure{Message: "the message differs in " + diff.InFields(found.Fields), Detail: found.Lines,
		Difference: &diff.Difference{Expected: found.Expected, Received: data, Fields: found.Fields}}, false
}

func needs(c bind.Call, n int) {
	if c.Len() < n {
		c.Expected(c.Len()+1, "value")
	}
}

func failureAt(found []difference, count int) *Failure {
	if count > 1 {
		return &Failure{Message: fmt.Sprintf("the values differ in %d places", count), Detail: append(places(found, count-len(found)), ofNaN(found)...)}
	}
	d := found[0]
	f := &Failure{Message: "the values differ"}
	if d.path != "" {
		f.Message += " at " + d.path
	}
	f.Detail = append(sideBySide(d.received, d.expected), ofNaN(found)...)
	f.Difference = differenceOf(d.received, d.expected)
	return f
}

// ofNaN says why NaN differs from NaN, when that is among what was found.
func ofNaN(found []difference) []string {
	for _, d := range found {
		if isNaN(d.received) && isNaN(d.expected) {
			return []string{"hint: NaN equals nothing, not even itself: write expect.truthy(x ~= x) for x that is to be NaN"}
		}
	}
	return nil
}

func isNaN(v lua.LValue) bool {
	n, ok := v.(lua.LNumber)
	return ok && n != n
}

const (
	maxPlaces    = 10 // that are shown
	placeColumns = 40 // of a value among them
)

// places shows where two values differ, a line for each.
func places(found []difference, more int) []string {
	var rows [][]string
	for _, d := range found {
		expected, received := sides(d.received, d.expected)
		expected, received = diff.Excerpts(expected, received, placeColumns)
		rows = append(rows, []string{d.path, "expected " + expected, "received " + received})
	}
	lines := diff.Columns(rows, len(rows[0]))
	if more > 0 {
		lines = append(lines, fmt.Sprintf("… %d more", more))
	}
	return lines
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

// sideBySide shows two different values side by side; nil is nothing.
func sideBySide(received, expected lua.LValue) []string {
	got, gotText := received.(lua.LString)
	want, wantText := expected.(lua.LString)
	if gotText && wantText {
		return diff.Explained(string(want), string(got))
	}
	x, y := sides(received, expected)
	if received == nil || expected == nil || matcherOf(expected) != nil { // there is no place where they begin to differ
		return []string{"expected  " + x, "received  " + y}
	}
	return diff.Values(x, y)
}

// sides shows two different values, and of which kind they are where that makes
// the difference; nil is nothing.
func sides(received, expected lua.LValue) (x, y string) {
	switch {
	case received == nil:
		return show.Value(expected), "nothing"
	case expected == nil:
		return "nothing", show.Value(received)
	}
	x, y = show.Value(expected), show.Value(received)
	if matcherOf(expected) == nil && (x == y && !isNaN(received) || isInt64(expected) != isInt64(received)) {
		return apart(x, y, received, expected)
	}
	return x, y
}

// apart tells two different values apart that look alike.
func apart(x, y string, received, expected lua.LValue) (string, string) {
	if kind(expected) == kind(received) {
		return x, y + " (another one)"
	}
	return x + " (" + kind(expected) + ")", y + " (" + kind(received) + ")"
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
	if !isEqual(c, c.Arg(1), c.Arg(2), false) {
		return nil
	}
	return &Failure{Message: fmt.Sprintf("both are %s", show.Value(c.Arg(1)))}
}

func match(c bind.Call) *Failure {
	if isNil(c) {
		return because(c, &Failure{Message: fmt.Sprintf("the pattern %s is not found in nil", diff.Quote(c.String(2)))})
	}
	text, pattern := c.String(1), c.String(2)
	if base.Found(c, text, pattern) {
		return nil
	}
	return &Failure{Message: fmt.Sprintf("the pattern %s is not found in %s", diff.Quote(pattern), diff.Quote(text))}
}

func contains(c bind.Call) *Failure {
	needs(c, 2)
	switch v := c.Arg(1).(type) {
	case lua.LString:
		if strings.Contains(string(v), c.String(2)) {
			return nil
		}
		return &Failure{Message: fmt.Sprintf("%s is not in %s", diff.Quote(c.String(2)), diff.Quote(string(v)))}
	case *lua.LNilType:
		return because(c, &Failure{Message: fmt.Sprintf("%s is not in nil", show.Value(c.Arg(2)))})
	case *lua.LTable:
		for i := 1; i <= v.Len(); i++ {
			if isEqual(c, v.RawGetInt(i), c.Arg(2), false) {
				return nil
			}
		}
		return &Failure{Message: fmt.Sprintf("%s is not an element of %s", show.Value(c.Arg(2)), show.Value(v))}
	}
	c.Expected(1, "")
	return nil
}
